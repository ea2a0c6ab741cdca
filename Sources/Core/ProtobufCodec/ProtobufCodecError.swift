public import JSONText

/// Why bytes, a JSON text or a value are not a message of the type they should be: where in the message, where in the
/// input, what was expected and what was found.
public struct ProtobufCodecError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// The input is not well formed: broken wire format, text that is not JSON or not UTF-8.
        case malformed
        /// Well formed, but not what the field's type takes.
        case mismatch
        /// A required field is missing.
        case incomplete
        /// A bound of `ProtobufCodecLimits` was reached.
        case limit
    }

    /// One step into a message.
    public enum Step: Sendable, Hashable {
        case field(String)
        case element(Int)
        case key(String)
    }

    public var code: Code
    /// Full name of the message that was read or written.
    public var type: String
    /// From that message inwards.
    public var path: [Step]
    public var expected: String
    public var found: String
    /// Byte position in binary input.
    public var position: Int?
    /// Where it stands in a JSON text.
    public var textPosition: TextPosition?

    package init(
        _ code: Code, expected: String, found: String, at position: Int? = nil, textPosition: TextPosition? = nil
    ) {
        self.code = code
        type = ""
        path = []
        self.expected = expected
        self.found = found
        self.position = position
        self.textPosition = textPosition
    }

    /// `Order.lines[3].sku`, the message's short name in front.
    public var pathText: String {
        var text = String(type[(type.lastIndex(of: ".").map { type.index(after: $0) } ?? type.startIndex)...])
        for step in path {
            switch step {
            case .field(let name): text += text.isEmpty ? name : ".\(name)"
            case .element(let index): text += "[\(index)]"
            case .key(let key): text += "[\"\(key.prefix(60))\"]"
            }
        }
        return text
    }

    public var description: String {
        var text = pathText.isEmpty ? "the message" : pathText
        if let textPosition { text += " at \(textPosition)" }
        if let position { text += " at byte \(position)" }
        return text + ": expected \(expected), found \(found)"
    }

    /// Errors learn their place while they travel outwards.
    mutating func prepend(_ step: Step) { path.insert(step, at: 0) }
}
