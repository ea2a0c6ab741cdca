public import JSONText

/// A `.proto` text or a descriptor that cannot be used: what is wrong, what was expected, and where.
public struct ProtobufSchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// The text does not follow the grammar.
        case syntax
        /// Names, numbers, types or options that do not go together.
        case invalid
        /// An import that is not at hand.
        case missingImport
        /// Larger or deeper than is allowed.
        case limit
    }

    public var code: Code
    /// The import path of the file at fault.
    public var file: String
    /// Nil for descriptors that came without a text.
    public var range: TextRange?
    /// What is wrong, as a sentence without its full stop.
    public var problem: String
    /// What would have been right, as a phrase; nil where the problem says it.
    public var expected: String?
    /// The name of a type as written, if that is what is not defined.
    package var undefinedName: String?

    package init(_ code: Code, file: String, at range: TextRange?, _ problem: String, expected: String? = nil) {
        self.code = code
        self.file = file
        self.range = range
        self.problem = problem
        self.expected = expected
    }

    /// The problem and what was expected, without the place.
    public var sentence: String { expected.map { "\(problem); expected \($0)" } ?? problem }

    /// `file:line:column: problem; expected …`
    public var description: String { "\(file)\(range.map { ":\($0)" } ?? ""): \(sentence)" }
}
