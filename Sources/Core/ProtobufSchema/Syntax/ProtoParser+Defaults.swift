internal import JSONText

/// `default` and `json_name`, which stand among a field's options without being such: protoc's parser judges them.
extension ProtoParser {
    func checkFieldOptions(_ options: [ProtoOption], of type: ProtoField.TypeName) throws(ProtobufSchemaError) {
        try checkRepeatedPseudoOptions(options)
        for option in options where option.isPlain("default") {
            guard case .named(let name) = type else { continue }
            try checkDefault(option.value, of: name)
        }
    }

    /// Each may stand once, and takes no further path.
    func checkRepeatedPseudoOptions(_ options: [ProtoOption]) throws(ProtobufSchemaError) {
        var seen: [String: Bool] = [:]
        for option in options {
            guard let first = option.name.first, !first.isExtension, first.name == "default" || first.name == "json_name" else {
                continue
            }
            if option.name.count > 1 {
                throw error(at: option.name[1].place, "a path behind \"\(first.name)\"", expected: "\"=\"")
            }
            if seen.updateValue(true, forKey: first.name) != nil {
                throw error(at: option.place, "a second \"\(first.name)\"", expected: "one at most")
            }
            if first.name == "json_name" {
                guard case .string(let bytes) = option.value.kind else {
                    throw error(at: option.value.place, "a json_name that is no string", expected: "a string")
                }
                if dialect == .editions, bytes.contains(0) {
                    throw error(at: option.place, "a json_name with a NUL", expected: "one without")
                }
            }
        }
    }

    private func checkDefault(_ value: ProtoValue, of type: String) throws(ProtobufSchemaError) {
        switch type {
        case "int32", "sint32", "sfixed32": try checkInteger(value, most: UInt64(Int32.max), isSigned: true, type)
        case "int64", "sint64", "sfixed64": try checkInteger(value, most: UInt64(Int64.max), isSigned: true, type)
        case "uint32", "fixed32": try checkInteger(value, most: UInt64(UInt32.max), isSigned: false, type)
        case "uint64", "fixed64": try checkInteger(value, most: UInt64.max, isSigned: false, type)
        case "float", "double":
            switch value.kind {
            case .float, .identifier("inf"), .identifier("nan"), .negativeIdentifier("inf"), .negativeIdentifier("nan"): return
            case .integer(let digits, _) where ProtoInteger.value(of: digits.utf8) != nil || dialect == .editions: return
            default: throw error(at: value.place, "a default of another type", expected: "a number, inf or nan for \(type)")
            }
        case "bool":
            switch value.kind {
            case .identifier("true"), .identifier("false"): return
            default: throw error(at: value.place, "a default of another type", expected: "true or false for bool")
            }
        case "string", "bytes":
            guard case .string = value.kind else {
                throw error(at: value.place, "a default of another type", expected: "a string for \(type)")
            }
        default:
            guard case .identifier = value.kind else {
                throw error(at: value.place, "a default that is no word", expected: "the name of a value of enum \(type)")
            }
        }
    }

    private func checkInteger(_ value: ProtoValue, most: UInt64, isSigned: Bool, _ type: String) throws(ProtobufSchemaError) {
        guard case .integer(let digits, let isNegative) = value.kind else {
            throw error(at: value.place, "a default of another type", expected: "an integer for \(type)")
        }
        if isNegative, !isSigned { throw error(at: value.place, "a negative default", expected: "zero or more for \(type)") }
        guard let magnitude = ProtoInteger.value(of: digits.utf8), magnitude <= most + (isNegative ? 1 : 0) else {
            throw error(at: value.place, "a default out of range", expected: "one that fits \(type)")
        }
    }
}
