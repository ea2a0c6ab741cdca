internal import ProtobufSchema

/// Messages that JSON writes in a form of their own (protobuf.dev, "ProtoJSON Format").
enum WellKnownType: Sendable {
    case any, timestamp, duration, fieldMask, wrapper, structure, value, listValue

    /// Nil also for a message that has such a name but not the fields: its JSON is that of any other message.
    init?(_ message: ProtobufMessage, in schema: ProtobufSchema) {
        guard message.fullName.hasPrefix("google.protobuf."), message.parent == nil else { return nil }
        let fields = message.fields.sorted { $0.number < $1.number }
        guard fields.enumerated().allSatisfy({ Int($0.element.number) == $0.offset + 1 }) else { return nil }
        let kinds = fields.map(\.kind)
        func isMessage(_ field: Int, _ name: String) -> Bool {
            if case .message(let id) = kinds[field] { schema[id].fullName == name } else { false }
        }
        let singular = fields.allSatisfy { $0.cardinality == .singular && $0.oneof == nil }
        switch message.name {
        case "Any" where kinds == [.string, .bytes] && singular: self = .any
        case "Timestamp" where kinds == [.int64, .int32] && singular: self = .timestamp
        case "Duration" where kinds == [.int64, .int32] && singular: self = .duration
        case "FieldMask" where kinds == [.string] && fields[0].cardinality == .repeated: self = .fieldMask
        case "DoubleValue" where kinds == [.double] && singular: self = .wrapper
        case "FloatValue" where kinds == [.float] && singular: self = .wrapper
        case "Int64Value" where kinds == [.int64] && singular: self = .wrapper
        case "UInt64Value" where kinds == [.uint64] && singular: self = .wrapper
        case "Int32Value" where kinds == [.int32] && singular: self = .wrapper
        case "UInt32Value" where kinds == [.uint32] && singular: self = .wrapper
        case "BoolValue" where kinds == [.bool] && singular: self = .wrapper
        case "StringValue" where kinds == [.string] && singular: self = .wrapper
        case "BytesValue" where kinds == [.bytes] && singular: self = .wrapper
        case "Struct" where kinds.count == 1 && fields[0].isMap:
            guard case .message(let entry) = kinds[0], case .message(let value) = schema[entry].fields[1].kind,
                schema[entry].fields[0].kind == .string, schema[value].fullName == "google.protobuf.Value"
            else { return nil }
            self = .structure
        case "ListValue" where kinds.count == 1 && fields[0].cardinality == .repeated && isMessage(0, "google.protobuf.Value"):
            self = .listValue
        case "Value":
            guard kinds.count == 6, case .enumeration = kinds[0], kinds[1] == .double, kinds[2] == .string, kinds[3] == .bool,
                isMessage(4, "google.protobuf.Struct"), isMessage(5, "google.protobuf.ListValue"),
                fields.allSatisfy({ $0.oneof == 0 })
            else { return nil }
            self = .value
        default: return nil
        }
    }
}
