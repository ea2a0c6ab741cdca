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

    public var description: String {
        var text = root
        for step in steps {
            switch step {
            case .field(let name): text += text.isEmpty ? name : ".\(name)"
            case .item(let index): text += "[\(index)]"
            case .key(let key): text += "[\"\(key.prefix(60))\"]"
            case .anyItem: text += "[]"
            case .anyEntry: text += "{}"
            }
        }
        return text
    }

    /// Errors learn their place while they travel outwards.
    mutating func prepend(_ step: Step) { steps.insert(step, at: 0) }
}
