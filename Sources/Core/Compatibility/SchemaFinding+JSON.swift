package import JSONText
internal import Bytes

extension SchemaFinding {
    /// The finding for machines: the object that the command line, the conformance door and the REST API share.
    ///
    /// Beside what the contract names stand `path` and `confluent`, as registries report it, `element` and `help`.
    package var json: JSONValue {
        var object = JSONObject()
        object["rule"] = .string(rule.id)
        object["level"] = .string(level.rawValue)
        object["direction"] = .string(direction == .backward ? "backward" : "forward")
        object["against"] = JSONValue(integerLiteral: Int64(against))
        object["places"] = .array(places.map(\.json))
        object["sentence"] = .string(sentence)
        object["before"] = .text(before)
        object["after"] = .text(after)
        object["witness"] = witness?.object ?? .null
        if let harmless { object["harmless"] = .string(harmless) }
        object["fixes"] = .array(fixes.map(\.json))
        object["path"] = .string(pathText)
        object["element"] = .text(element)
        object["help"] = .string(rule.hint)
        if let type = rule.confluentErrorType {
            object["confluent"] = ["errorType": .string(type), "additionalInfo": .string(info)]
        }
        return .object(object)
    }
}

extension FindingPlace {
    package var json: JSONValue {
        ["side": .string(side.rawValue), "pointer": .string(pointer), "range": range?.json ?? .null]
    }
}

extension FindingWitness {
    package var object: JSONValue {
        var object = JSONObject()
        object["data"] = .string(Base64.encode(data))
        if let type { object["type"] = .string(type) }
        object["json"] = .string(json)
        object["outcome"] = .string(outcome)
        return .object(object)
    }
}

extension FindingFix {
    package var json: JSONValue {
        let edits = edits.map { ["range": $0.range.json, "text": .string($0.text)] as JSONValue }
        return ["title": .string(title), "text": .string(text), "edits": .array(edits)]
    }
}

extension TextRange {
    /// `line:col-line:col`, from 1, the end exclusive; columns count Unicode scalars.
    package var span: String { "\(start)-\(end)" }

    fileprivate var json: JSONValue { .string(span) }
}

extension JSONValue {
    fileprivate static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
