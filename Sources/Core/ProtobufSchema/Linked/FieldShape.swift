/// What comparing schemas looks at in a field, small and by value: made once, for a schema may be compared with hundreds.
package struct FieldShape: Sendable {
    package let number: Int32
    /// Among the message's `fields`.
    package let place: Int32
    /// The message that it holds, the entry of a map too; -1 for scalars.
    package let message: Int32
    /// The oneof that was written around it; -1 for none.
    package let oneof: Int32
    /// Kind, cardinality and how they are written, equal for fields that differ in none of them.
    package let traits: UInt32
    package let name: String

    /// - Parameter isLabelOptional: whether the file's syntax lets labels be left out, so that a singular field has none.
    init(_ field: ProtobufField, at place: Int, in message: ProtobufMessage, isLabelOptional: Bool) {
        number = field.number
        self.place = Int32(truncatingIfNeeded: place)
        name = field.name
        let oneof = field.oneof.flatMap { message.oneofs[$0].isSynthetic ? nil : $0 }
        self.oneof = oneof.map { Int32(truncatingIfNeeded: $0) } ?? -1
        var traits: UInt32
        var held: Int32 = -1
        switch field.kind {
        case .double: traits = 0
        case .float: traits = 1
        case .int64: traits = 2
        case .uint64: traits = 3
        case .int32: traits = 4
        case .fixed64: traits = 5
        case .fixed32: traits = 6
        case .bool: traits = 7
        case .string: traits = 8
        case .bytes: traits = 9
        case .uint32: traits = 10
        case .sfixed32: traits = 11
        case .sfixed64: traits = 12
        case .sint32: traits = 13
        case .sint64: traits = 14
        case .enumeration: traits = 15
        case .message(let id):
            traits = 16
            held = Int32(truncatingIfNeeded: id.index)
        }
        self.message = held
        let cardinality: UInt32 =
            switch field.cardinality {
            case .singular: 0
            case .required: 1
            case .repeated: 2
            }
        traits |= cardinality << 8
        if field.isMap { traits |= 1 << 16 }
        if field.isDelimited { traits |= 1 << 17 }
        if field.cardinality == .singular, !field.descriptor.isProto3Optional, isLabelOptional || field.oneof != nil {
            traits |= 1 << 18
        }
        self.traits = traits
    }

    package var isMap: Bool { traits & 1 << 16 != 0 }
    /// Whether it has a label, by what is written or by what proto2 asks for.
    package var hasWrittenLabel: Bool { traits & 1 << 18 == 0 }
}
