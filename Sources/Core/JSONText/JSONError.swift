/// A text that is not JSON, or more of it than allowed: where, and what stands there.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    public var position: TextPosition
    /// One sentence without its full stop: `expected a value, found "}"`.
    public var problem: String
    /// Whether the text is refused for its size or depth alone.
    package var isLimit: Bool

    package init(at position: TextPosition, _ problem: String, isLimit: Bool = false) {
        self.position = position
        self.problem = problem
        self.isLimit = isLimit
    }

    /// `line:column: problem`.
    public var description: String { "\(position): \(problem)" }
}

/// What a JSON text may take before it is refused.
package struct JSONLimits: Sendable {
    /// Arrays and objects within each other. Parsing recurses, so this bounds the stack too.
    package var maxDepth: Int
    /// Bytes of UTF-8.
    package var maxBytes: Int
    /// Values in the whole text, members and elements included.
    package var maxValues: Int
    /// Bytes of memory for the values made of the text: an estimate, made before the next value is.
    package var maxAllocation: Int

    package init(
        maxDepth: Int = 128, maxBytes: Int = 16 << 20, maxValues: Int = 1_000_000, maxAllocation: Int = 512 << 20
    ) {
        self.maxDepth = maxDepth
        self.maxBytes = maxBytes
        self.maxValues = maxValues
        self.maxAllocation = maxAllocation
    }
}
