internal import Bytes
internal import JSONText

/// One line: an operation, the id its answer carries, and the members the operation takes.
struct DoorRequest {
    var id: JSONValue
    var operation: String
    var members: JSONObject
    var limits: DoorLimits

    init(parsing line: [UInt8], limits: DoorLimits) throws(DoorError) {
        let value = try working(on: "the line") { () throws(JSONError) in
            try JSONParser.parse(line, limits: JSONLimits(maxDepth: 32, maxBytes: limits.maxLineBytes))
        }
        guard let members = value.asObject else {
            throw DoorError(.type, at: "1:1", "the line is \(value.kindName); expected an object")
        }
        self.members = members
        self.limits = limits
        id = members["id"] ?? .null
        operation = ""
        // Where the operation is missing, the answer still carries the id: `unknownOperation` says what is wrong.
        if let name = members["op"]?.asString { operation = name }
    }

    func has(_ key: String) -> Bool { members[key].map { !$0.isNull } ?? false }

    func text(_ key: String) throws(DoorError) -> String {
        let value = try member(key)
        guard let text = value.asString else { throw mismatch(value, "a text", at: key) }
        return text
    }

    func optionalText(_ key: String) throws(DoorError) -> String? { has(key) ? try text(key) : nil }

    func flag(_ key: String) throws(DoorError) -> Bool {
        guard has(key) else { return false }
        let value = try member(key)
        guard let flag = value.asBool else { throw mismatch(value, "true or false", at: key) }
        return flag
    }

    /// Bytes, written in base64.
    func bytes(_ key: String) throws(DoorError) -> [UInt8] {
        guard let bytes = Base64.decode(try text(key)) else { throw DoorError(.parse, at: key, "\(key) is not base64") }
        return bytes
    }

    /// A list of texts; one text alone is a list of one.
    func texts(_ key: String) throws(DoorError) -> [String] {
        let value = try member(key)
        if let text = value.asString { return [text] }
        guard let elements = value.asArray else { throw mismatch(value, "a text, or a list of texts", at: key) }
        guard elements.count <= limits.maxTexts else {
            throw DoorError(.limit, at: key, "\(key) has \(elements.count) texts, \(limits.maxTexts) are allowed")
        }
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.asString else { throw mismatch(element, "a text", at: "\(key)[\(index)]") }
            texts.append(text)
        }
        return texts
    }

    func object(_ key: String) throws(DoorError) -> JSONObject {
        let value = try member(key)
        guard let object = value.asObject else { throw mismatch(value, "an object", at: key) }
        return object
    }

    private func member(_ key: String) throws(DoorError) -> JSONValue {
        guard let value = members[key] else { throw DoorError(.type, at: key, "\(operation) takes \"\(key)\", which is missing") }
        return value
    }

    func mismatch(_ value: JSONValue, _ expected: String, at place: String) -> DoorError {
        DoorError(.type, at: place, "\(place) is \(value.kindName); expected \(expected)")
    }
}
