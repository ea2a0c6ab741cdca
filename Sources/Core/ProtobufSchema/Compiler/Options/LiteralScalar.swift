internal import JSONText

extension MessageLiteral {
    /// A field's value in a message literal: the text format takes more than options do.
    func literalScalar(_ value: ProtoValue, for field: FieldDraft) throws(ProtobufSchemaError) -> OptionScalar {
        let kind = field.descriptor.kind
        func mismatch(_ expected: String) -> ProtobufSchemaError {
            error(value.place, "the value does not fit the field \(field.descriptor.name)", expected: expected)
        }
        switch kind {
        case .int32, .sint32, .sfixed32, .int64, .sint64, .sfixed64, .uint32, .fixed32, .uint64, .fixed64:
            guard let scalar = interpretation.integer(value, as: kind) else { throw mismatch(kind.integerWords) }
            return scalar
        case .float, .double:
            guard let number = number(value) else { throw mismatch("a decimal number") }
            return kind == .float ? .fixed32(Float(number).bitPattern) : .fixed64(number.bitPattern)
        case .bool:
            guard let bool = bool(value) else { throw mismatch("true or false") }
            return .varint(bool ? 1 : 0)
        case .string, .bytes:
            guard case .string(let bytes) = value.kind else { throw mismatch("a quoted string") }
            return .bytes(bytes)
        case .enumeration: return try enumeration(value, for: field)
        case .message, .group: throw mismatch("a literal `{ … }`")
        }
    }

    private func number(_ value: ProtoValue) -> Double? {
        switch value.kind {
        case .float(let text, let isNegative):
            let magnitude = NumberText.float(text)
            return isNegative ? -magnitude : magnitude
        case .integer(let text, let isNegative):
            // Octal and hexadecimal numbers are refused here.
            guard text.utf8.count == 1 || text.utf8.first != UInt8(ascii: "0") else { return nil }
            return NumberText.double(text, isNegative: isNegative)
        case .identifier(let word): return special(word)
        case .negativeIdentifier(let word): return special(word).map { -$0 }
        default: return nil
        }
    }

    private func special(_ word: String) -> Double? {
        switch DerivedNames.lowercased(word) {
        case "inf", "infinity": .infinity
        case "nan": .nan
        default: nil
        }
    }

    private func bool(_ value: ProtoValue) -> Bool? {
        switch value.kind {
        case .identifier("true"), .identifier("True"), .identifier("t"): true
        case .identifier("false"), .identifier("False"), .identifier("f"): false
        case .integer(let text, isNegative: false): ProtoInteger.value(of: text.utf8).flatMap { $0 <= 1 ? $0 == 1 : nil }
        default: nil
        }
    }

    private func enumeration(_ value: ProtoValue, for field: FieldDraft) throws(ProtobufSchemaError) -> OptionScalar {
        switch value.kind {
        case .identifier(let name):
            guard let number = interpretation.enumNumber(name, of: field) else {
                throw error(value.place, "the enum \(field.messageName) has no value named \(name)")
            }
            return .varint(UInt64(bitPattern: Int64(number)))
        case .integer:
            guard case .varint(let number)? = interpretation.integer(value, as: .int32) else { break }
            let known =
                interpretation.compilation.enumeration(field.descriptor.typeName)
                ?? interpretation.pool.enumeration(field.descriptor.typeName)
            guard let known,
                known.features.isOpen
                    || known.descriptor.values.contains(where: { Int64($0.number) == Int64(bitPattern: number) })
            else { throw error(value.place, "the enum \(field.messageName) has no value of that number") }
            return .varint(number)
        default: break
        }
        throw error(
            value.place, "the value does not fit the field \(field.descriptor.name)", expected: "a value of \(field.messageName)")
    }
}
