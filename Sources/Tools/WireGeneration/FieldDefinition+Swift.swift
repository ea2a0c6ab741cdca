// What a field looks like in Swift: its type, its default, and the calls that read and write it.
extension FieldDefinition {
    var swiftType: String {
        let one = isArray ? "[\(type.swiftName)]" : type.swiftName
        // Record bytes say by themselves that there are none.
        return nullable == nil || type == .records ? one : one + "?"
    }

    /// The value of a new message, and of a version that lacks the field.
    var swiftDefault: String {
        guard let defaultText else {
            if type == .records { return nullable == nil ? swiftEmpty : ".none" }
            return nullable == nil ? swiftEmpty : "nil"
        }
        if defaultText == "empty" { return swiftEmpty }
        if type == .int32, defaultText == "-2147483648" { return ".min" }
        return defaultText
    }

    /// Zero, false, or nothing in it.
    var swiftEmpty: String {
        if isArray { return "[]" }
        switch type {
        case .bool: return "false"
        case .int8, .int16, .int32, .int64: return "0"
        case .string: return "\"\""
        case .bytes: return "[]"
        case .records: return ".bytes([])"
        case .uuid: return ".zero"
        case .error: return ".none"
        case .structure(let name, _): return "\(name)()"
        }
    }

    /// `readNullableString("…")`, `writeStructs(topics, version: version)`.
    func call(_ verb: String, nullable: Bool, _ argument: String) -> String {
        var kind: String
        switch type {
        case .bool: kind = "Bool"
        case .int8, .int16, .int32, .int64: kind = "Integer"
        case .string: kind = "String"
        case .bytes: kind = isArray ? "ByteString" : "Bytes"
        case .records: kind = "Records"
        case .uuid: kind = "UUID"
        case .error: kind = "Error"
        case .structure: kind = "Struct"
        }
        if isArray { kind += "s" }
        if nullable { kind = "Nullable" + kind }
        if case .structure = type { return "\(verb)\(kind)(\(argument), version: version)" }
        return "\(verb)\(kind)(\(argument))"
    }
}
