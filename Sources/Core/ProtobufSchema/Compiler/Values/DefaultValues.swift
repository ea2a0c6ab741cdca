internal import JSONText

/// Default values: read from the text, checked against the field's type, and printed as protoc prints them.
extension Compilation {
    /// - Parameter enumeration: the full name of the field's type where it is an enum.
    func defaultText(
        of field: FieldDraft, written value: ProtoValue, enumeration: String?, in file: Int
    ) throws(ProtobufSchemaError) -> String {
        switch field.descriptor.kind {
        case .int32, .sint32, .sfixed32: return try signed(value, field, UInt64(Int32.max), in: file)
        case .int64, .sint64, .sfixed64: return try signed(value, field, UInt64(Int64.max), in: file)
        case .uint32, .fixed32: return try unsigned(value, field, UInt64(UInt32.max), in: file)
        case .uint64, .fixed64: return try unsigned(value, field, .max, in: file)
        case .double: return FloatText.print(try double(value, field, in: file))
        case .float: return FloatText.print(Float(try double(value, field, in: file)))
        case .bool:
            guard case .identifier(let word) = value.kind, word == "true" || word == "false" else {
                throw mismatch(value, field, "true or false", in: file)
            }
            return word
        case .string:
            guard case .string(let bytes) = value.kind else { throw mismatch(value, field, "a string", in: file) }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw error(file, value.place, "the default value of \(field.descriptor.name) is not UTF-8")
            }
            return text
        case .bytes:
            guard case .string(let bytes) = value.kind else { throw mismatch(value, field, "a string", in: file) }
            return EscapedBytes.escape(bytes)
        case .enumeration: return try enumValue(value, field, of: enumeration ?? "", in: file)
        case .message, .group:
            throw error(file, value.place, "the field \(field.descriptor.name) is a message and cannot have a default value")
        }
    }

    private func mismatch(
        _ value: ProtoValue, _ field: FieldDraft, _ expected: String, in file: Int
    ) -> ProtobufSchemaError {
        error(
            file, value.place, "the default value of \(field.descriptor.name) does not fit its type",
            expected: expected)
    }

    private func signed(
        _ value: ProtoValue, _ field: FieldDraft, _ largest: UInt64, in file: Int
    ) throws(ProtobufSchemaError) -> String {
        guard case .integer(let text, let isNegative) = value.kind, let magnitude = ProtoInteger.value(of: text.utf8),
            magnitude <= (isNegative ? largest + 1 : largest)
        else { throw mismatch(value, field, "an integer in range", in: file) }
        return isNegative && magnitude > 0 ? "-\(magnitude)" : "\(magnitude)"
    }

    private func unsigned(
        _ value: ProtoValue, _ field: FieldDraft, _ largest: UInt64, in file: Int
    ) throws(ProtobufSchemaError) -> String {
        guard case .integer(let text, isNegative: false) = value.kind, let magnitude = ProtoInteger.value(of: text.utf8),
            magnitude <= largest
        else { throw mismatch(value, field, "an integer in range and not negative", in: file) }
        return "\(magnitude)"
    }

    private func double(_ value: ProtoValue, _ field: FieldDraft, in file: Int) throws(ProtobufSchemaError) -> Double {
        switch value.kind {
        case .integer(let text, let isNegative), .float(let text, let isNegative):
            if let number = NumberText.double(text, isNegative: isNegative) { return number }
        case .identifier("inf"): return .infinity
        case .negativeIdentifier("inf"): return -.infinity
        case .identifier("nan"), .negativeIdentifier("nan"): return .nan
        default: break
        }
        throw mismatch(value, field, "a number", in: file)
    }

    /// The name is looked for as any other, from the enum outwards.
    private func enumValue(
        _ value: ProtoValue, _ field: FieldDraft, of enumeration: String, in file: Int
    ) throws(ProtobufSchemaError) -> String {
        guard case .identifier(let name) = value.kind else { throw mismatch(value, field, "the name of an enum value", in: file) }
        guard case .found(let symbol, _) = names.lookup(name, from: enumeration), symbol.kind == .enumValue,
            files[symbol.file].enums[symbol.index].fullName == enumeration
        else {
            throw error(file, value.place, "the enum \(enumeration) has no value named \(name)")
        }
        return name
    }
}
