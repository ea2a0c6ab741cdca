import JSONText
package import ProtobufSchema

extension ValueShape {
    /// Messages in ProtoJSON, which leaves out what has its default.
    package init(_ schema: ProtobufSchema, _ id: ProtobufSchema.MessageID) {
        let message = schema[id]
        if let known = Self.wellKnown(message.fullName) {
            self = known
            return
        }
        self = .record(
            name: message.fullName,
            message.fields.map { field in
                Field(
                    Array(Set([field.jsonName, field.name])).sorted(), member: field.jsonName,
                    shape: Later { ValueShape(schema, field) }, absent: Self.absent(field, schema))
            })
    }

    private init(_ schema: ProtobufSchema, _ field: ProtobufField) {
        if field.isMap, case .message(let entry) = field.kind, let value = schema[entry].fields.first(where: { $0.number == 2 }) {
            self = .map(Later { ValueShape(schema, scalar: value.kind) })
        } else if field.cardinality == .repeated {
            self = .list(Later { ValueShape(schema, scalar: field.kind) })
        } else {
            self.init(schema, scalar: field.kind)
        }
    }

    private init(_ schema: ProtobufSchema, scalar kind: ProtobufField.Kind) {
        switch kind {
        case .double, .float, .int64, .uint64, .int32, .fixed64, .fixed32, .uint32, .sfixed32, .sfixed64, .sint32, .sint64:
            self = .number("\(kind)")
        case .bool: self = .boolean
        case .string: self = .text("string")
        case .bytes: self = .text("bytes, as base64")
        case .enumeration(let id):
            // Protobuf enums that are open hold numbers without a name too, which no symbol equals.
            self = .symbol(schema[id].descriptor.values.map(\.name))
        case .message(let id): self.init(schema, id)
        }
    }

    /// Messages that JSON writes in a form of their own (protobuf.dev, "ProtoJSON Format").
    private static func wellKnown(_ name: String) -> ValueShape? {
        switch name {
        case "google.protobuf.Timestamp": .moment
        case "google.protobuf.Duration": .text("duration")
        case "google.protobuf.FieldMask": .text("field mask")
        case "google.protobuf.Any", "google.protobuf.Struct", "google.protobuf.Value", "google.protobuf.ListValue": .anything
        case "google.protobuf.BoolValue": .boolean
        case "google.protobuf.StringValue": .text("string")
        case "google.protobuf.BytesValue": .text("bytes, as base64")
        case "google.protobuf.DoubleValue", "google.protobuf.FloatValue": .number("double")
        case "google.protobuf.Int64Value", "google.protobuf.Int32Value", "google.protobuf.UInt64Value",
            "google.protobuf.UInt32Value":
            .number("integer")
        default: nil
        }
    }

    private static func absent(_ field: ProtobufField, _ schema: ProtobufSchema) -> JSONValue {
        guard !field.hasPresence, field.cardinality == .singular else { return .null }
        switch field.kind {
        case .bool: return .bool(false)
        case .string, .bytes: return .string("")
        case .enumeration(let id): return schema[id].descriptor.values.first.map { .string($0.name) } ?? .null
        case .message: return .null
        default: return .number(JSONNumber(0))
        }
    }
}
