/// The place of a value inside a datum, as people write it: `Order.lines[3].sku`.
public struct AvroPath: Sendable, Hashable, CustomStringConvertible {
    public enum Step: Sendable, Hashable {
        case field(String)
        case item(Int)
        case key(String)
        /// In schemas: whatever item or entry.
        case anyItem, anyEntry
    }

    /// The root type's short name, or its kind if it has no name.
    public var root: String
    /// From the root inwards.
    public var steps: [Step]

    public init(root: String = "", steps: [Step] = []) {
        self.root = root
        self.steps = steps
    }

    /// Of a long path the two ends: `Node.next.next…(231 steps)….next.value`.
    public var description: String {
        var text = Self.clipped(root)
        let hidden = steps.count - 2 * Self.shownSteps
        if hidden <= 1 {
            for step in steps { Self.append(step, to: &text) }
        } else {
            for step in steps.prefix(Self.shownSteps) { Self.append(step, to: &text) }
            text += "…(\(hidden) steps)…"
            for step in steps.suffix(Self.shownSteps) { Self.append(step, to: &text) }
        }
        return text
    }

    /// Steps that are shown at either end of a longer path. Data nests as deep as its limit, and errors are for people.
    static let shownSteps = 12
    private static let shownCharacters = 60

    private static func append(_ step: Step, to text: inout String) {
        switch step {
        case .field(let name): text += text.isEmpty ? clipped(name) : ".\(clipped(name))"
        case .item(let index): text += "[\(index)]"
        case .key(let key): text += "[\"\(clipped(key))\"]"
        case .anyItem: text += "[]"
        case .anyEntry: text += "{}"
        }
    }

    private static func clipped(_ name: String) -> String {
        name.utf8.count <= shownCharacters ? name : "\(name.prefix(shownCharacters))…"
    }

    /// Errors learn their place while they travel outwards.
    mutating func prepend(_ step: Step) { steps.insert(step, at: 0) }
}
