import Avro
internal import JSONText

/// A field's default as a Swift expression; nil where there is none that is worth reading.
struct DefaultLiteral {
    let values: ValueCode

    func text(_ value: JSONValue, _ id: AvroSchema.TypeID, _ path: String) -> String? {
        switch (values.types.schema[id].kind, value) {
        case (.null, .null): return "AvroNull()"
        case (.boolean, .bool(let flag)): return "\(flag)"
        case (.int, .number(let number)), (.long, .number(let number)): return number.int64.map { "\($0)" }
        case (.float, .number(let number)): return number.double.flatMap { $0.isFinite ? "\(Float($0))" : nil }
        case (.double, .number(let number)): return number.double.flatMap { $0.isFinite ? "\($0)" : nil }
        case (.string, .string(let text)): return Self.quoted(text)
        case (.bytes, .string(let text)): return Self.bytes(text)
        case (.fixed, .string(let text)):
            // The size is right: the schema's default was checked, and nothing else is let through here.
            guard case .fixed(let fixed) = values.types.schema[id].kind, text.unicodeScalars.count == fixed.size else {
                return nil
            }
            return Self.bytes(text).map { "\(values.types.name(of: id))(\($0))!" }
        case (.enumeration(let enumeration), .string(let symbol)):
            guard let index = enumeration.symbols.firstIndex(of: symbol) else { return nil }
            return ".\(SwiftGenerator.caseNames(enumeration)[index])"
        case (.array(let items), .array(let elements)):
            let texts = elements.compactMap { text($0, items, path + "Item") }
            return texts.count == elements.count ? "[\(texts.joined(separator: ", "))]" : nil
        case (.map(let inner), .object(let object)):
            let texts = object.members.compactMap { member in
                text(member.value, inner, path + "Value").map { "\(Self.quoted(member.key)): \($0)" }
            }
            guard texts.count == object.members.count else { return nil }
            return texts.isEmpty ? "[:]" : "[\(texts.joined(separator: ", "))]"
        case (.union(let branches), _): return unionText(value, branches, path)
        case (.record(let record), .object(let object)): return recordText(object, record, id)
        default: return nil
        }
    }

    /// Null, or a value of the first branch it fits; of an enum's branches only those without payload types of their own.
    private func unionText(_ value: JSONValue, _ branches: [AvroSchema.TypeID], _ path: String) -> String? {
        switch values.shape(of: branches) {
        case .optional(let inner, _):
            if case .null = value { return "nil" }
            return text(value, inner, path)
        case .choice(let branches, let null):
            if case .null = value, null != nil { return "nil" }
            let choice = RecordWriter.Choice(path: path, branches: branches, null: null, isIndirect: false)
            for index in branches.indices where index != null {
                guard let literal = text(value, branches[index], path),
                    let name = ChoiceWriter.caseName(index, values, choice)
                else { continue }
                return ".\(name)(\(literal))"
            }
            return nil
        }
    }

    /// Only records all of whose fields are given or left to their defaults, and none of which is called otherwise in Swift.
    private func recordText(_ object: JSONObject, _ record: AvroRecord, _ id: AvroSchema.TypeID) -> String? {
        guard object.members.isEmpty || object.members.count <= record.fields.count else { return nil }
        var taken = SwiftIdentifier.reservedMembers
        var arguments: [String] = []
        for field in record.fields {
            let name = SwiftIdentifier.unique(SwiftIdentifier.member(field.name), &taken)
            guard let value = object[field.name] else {
                if field.defaultValue == nil { return nil }
                continue
            }
            // A union inside has its name in the other record's scope, which its case literal finds by itself.
            guard let literal = text(value, field.type, SwiftIdentifier.type(name)) else { return nil }
            arguments.append("\(name): \(literal)")
        }
        return "\(values.types.name(of: id))(\(arguments.joined(separator: ", ")))"
    }

    private static func bytes(_ text: String) -> String? {
        let bytes = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
        guard bytes.count == text.unicodeScalars.count else { return nil }
        return "[\(bytes.map(String.init).joined(separator: ", "))]"
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\0"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}": result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
