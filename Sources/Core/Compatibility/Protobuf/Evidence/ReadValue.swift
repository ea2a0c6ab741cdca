internal import JSONText
internal import ProtobufCodec
internal import ProtobufSchema

/// What a reader made of a record, by field numbers: comparable between two schemas that name things differently.
indirect enum ReadValue: Hashable {
    case integer(Int128)
    case float(Double)
    case content([UInt8])
    case list([ReadValue])
    case map([ReadValue: ReadValue])
    case message([Int32: ReadValue])

    init(_ message: DynamicMessage) {
        self = .message(Dictionary(message.fields.compactMap { part in Self(part.value).map { (part.field.number, $0) } }) { $1 })
    }

    private init?(_ value: ProtobufValue) {
        if let map = value.map {
            let entries = map.compactMap { entry in Self(entry.key).flatMap { key in Self(entry.value).map { (key, $0) } } }
            self = .map(Dictionary(entries) { $1 })
        } else if let list = value.list {
            self = .list(list.compactMap { Self($0) })
        } else if let bool = value.bool {
            self = .integer(bool ? 1 : 0)
        } else if let number = value.enumNumber {
            self = .integer(Int128(number))
        } else if let number = value.int64 {
            self = .integer(Int128(number))
        } else if let number = value.uint64 {
            self = .integer(Int128(number))
        } else if let number = value.double {
            self = .float(number)
        } else if let text = value.string {
            self = .content(Array(text.utf8))
        } else if let bytes = value.bytes {
            self = .content(bytes)
        } else if let message = value.message {
            self = ReadValue(message)
        } else {
            return nil
        }
    }

    /// The value where lists of one count as that one.
    var single: ReadValue {
        if case .list(let elements) = self, elements.count == 1 { elements[0] } else { self }
    }

    var text: String {
        switch self {
        case .integer(let value): "\(value)"
        case .float(let value): "\(value)"
        case .content(let bytes):
            String(validating: bytes, as: UTF8.self).map(JSONPrinter.quoted) ?? "bytes that are not UTF-8"
        case .list(let elements): "[\(elements.map(\.text).joined(separator: ", "))]"
        case .map(let entries):
            "{\(entries.map { "\($0.key.text): \($0.value.text)" }.sorted().joined(separator: ", "))}"
        case .message(let fields):
            fields.isEmpty
                ? "an empty message" : "a message with field \(fields.keys.sorted().map { "\($0)" }.joined(separator: ", "))"
        }
    }
}
