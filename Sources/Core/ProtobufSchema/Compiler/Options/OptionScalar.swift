/// A value of an option in the form its wire type wants.
enum OptionScalar {
    case varint(UInt64)
    case fixed32(UInt32)
    case fixed64(UInt64)
    case bytes([UInt8])

    /// Whether it is the zero of its type, which fields without presence do not write.
    var isZero: Bool {
        switch self {
        case .varint(let value), .fixed64(let value): value == 0
        case .fixed32(let value): value == 0
        case .bytes(let value): value.isEmpty
        }
    }

    static func integer(_ value: Int64, as kind: FieldDescriptor.Kind) -> OptionScalar {
        switch kind {
        case .sint32, .sint64: .varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
        case .fixed32, .sfixed32: .fixed32(UInt32(truncatingIfNeeded: value))
        case .fixed64, .sfixed64: .fixed64(UInt64(bitPattern: value))
        default: .varint(UInt64(bitPattern: value))
        }
    }
}

extension WireWriter {
    mutating func scalar(_ value: OptionScalar, in field: FieldDraft) {
        switch value {
        case .varint: tag(field.descriptor.number, .varint)
        case .fixed32: tag(field.descriptor.number, .fixed32)
        case .fixed64: tag(field.descriptor.number, .fixed64)
        case .bytes: tag(field.descriptor.number, .lengthDelimited)
        }
        content(value)
    }

    /// Without a tag, as in a packed run.
    mutating func content(_ value: OptionScalar) {
        switch value {
        case .varint(let value): varint(value)
        case .fixed32(let value): littleEndian(value)
        case .fixed64(let value): littleEndian(value)
        case .bytes(let value):
            varint(UInt64(value.count))
            raw(value)
        }
    }

    mutating func message(_ content: [UInt8], in field: FieldDraft) {
        if field.isDelimited {
            tag(field.descriptor.number, .startGroup)
            raw(content)
            tag(field.descriptor.number, .endGroup)
        } else {
            self.field(field.descriptor.number, bytes: content)
        }
    }
}

extension OptionInterpretation {
    /// The value of an option that is no message: stricter than message literals are.
    func scalar(_ value: ProtoValue, for field: FieldDraft) throws(ProtobufSchemaError) -> OptionScalar {
        let kind = field.descriptor.kind
        func mismatch(_ expected: String) -> ProtobufSchemaError {
            valueError(value, "the value does not fit the option \(field.fullName)", expected: expected)
        }
        switch kind {
        case .int32, .sint32, .sfixed32, .int64, .sint64, .sfixed64, .uint32, .fixed32, .uint64, .fixed64:
            guard let scalar = integer(value, as: kind) else { throw mismatch(kind.integerWords) }
            return scalar
        case .float, .double:
            guard let number = number(value) else { throw mismatch("a number") }
            return kind == .float ? .fixed32(Float(number).bitPattern) : .fixed64(number.bitPattern)
        case .bool:
            guard case .identifier(let word) = value.kind, word == "true" || word == "false" else {
                throw mismatch("true or false")
            }
            return .varint(word == "true" ? 1 : 0)
        case .string, .bytes:
            guard case .string(let bytes) = value.kind else { throw mismatch("a quoted string") }
            return .bytes(bytes)
        case .enumeration:
            guard case .identifier(let name) = value.kind else { throw mismatch("the name of an enum value") }
            guard let number = enumNumber(name, of: field) else {
                throw valueError(value, "the enum \((field.descriptor.typeName ?? "").dropFirst()) has no value named \(name)")
            }
            return .varint(UInt64(bitPattern: Int64(number)))
        case .message, .group: throw mismatch("a literal `{ … }`")
        }
    }

    func integer(_ value: ProtoValue, as kind: FieldDescriptor.Kind) -> OptionScalar? {
        guard case .integer(let text, let isNegative) = value.kind, let magnitude = ProtoInteger.value(of: text.utf8) else { return nil }
        let largest = kind.largestInteger
        if isNegative {
            guard kind.isSigned, magnitude <= largest + 1 else { return nil }
            return .integer(Int64(truncatingIfNeeded: 0 &- magnitude), as: kind)
        }
        guard magnitude <= largest else { return nil }
        return .integer(Int64(bitPattern: magnitude), as: kind)
    }

    private func number(_ value: ProtoValue) -> Double? {
        switch value.kind {
        case .integer(let text, let isNegative), .float(let text, let isNegative):
            return NumberText.double(text, isNegative: isNegative)
        // Newer protocs know these words, the one of proto2 and proto3 does not.
        case .identifier("inf") where compilation.files[file].isEditions: return .infinity
        case .identifier("nan") where compilation.files[file].isEditions: return .nan
        case .negativeIdentifier("inf") where compilation.files[file].isEditions: return -.infinity
        default: return nil
        }
    }

    /// A value of the field's enum, by name.
    func enumNumber(_ name: String, of field: FieldDraft) -> Int32? {
        for source in [compilation, pool] {
            guard let enumeration = source.enumeration(field.descriptor.typeName) else { continue }
            let sibling = enumeration.fullName.utf8.lastIndex(of: UInt8(ascii: ".")).map {
                "\(enumeration.fullName[..<$0]).\(name)"
            }
            guard let symbol = source.names.anywhere(sibling ?? name), symbol.kind == .enumValue else { return nil }
            let owner = source.files[symbol.file].enums[symbol.index]
            return owner.fullName == enumeration.fullName ? owner.descriptor.values[symbol.member].number : nil
        }
        return nil
    }
}

extension FieldDescriptor.Kind {
    var isSigned: Bool {
        switch self {
        case .int32, .sint32, .sfixed32, .int64, .sint64, .sfixed64: true
        default: false
        }
    }

    var largestInteger: UInt64 {
        switch self {
        case .int32, .sint32, .sfixed32: UInt64(Int32.max)
        case .uint32, .fixed32: UInt64(UInt32.max)
        case .int64, .sint64, .sfixed64: UInt64(Int64.max)
        default: .max
        }
    }

    var integerWords: String {
        let smallest = isSigned ? "-\(largestInteger + 1)" : "0"
        return "an integer from \(smallest) to \(largestInteger)"
    }
}
