internal import JSONText

/// A JSON body that is not shaped as its route wants it.
package struct RESTBodyProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence for the person who sent it.
    package var description: String

    package init(_ description: String) { self.description = description }
}

/// Reading members with the sentences a caller can act on. Absent and null are the same everywhere but in
/// `ConfigUpdateBody`.
struct JSONMembers {
    private let object: JSONObject
    private let what: String

    init(_ json: JSONValue, _ what: String) throws(RESTBodyProblem) {
        guard let object = json.asObject else {
            throw RESTBodyProblem("\(what) is a JSON object, found \(json.kindName)")
        }
        self.object = object
        self.what = what
    }

    /// The member if it is there and not null.
    func value(_ key: String) -> JSONValue? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    func isPresent(_ key: String) -> Bool { object[key] != nil }

    func string(_ key: String) throws(RESTBodyProblem) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.asString else { throw mismatch(key, "a string", value) }
        return text
    }

    func int32(_ key: String) throws(RESTBodyProblem) -> Int32? {
        guard let value = value(key) else { return nil }
        guard let number = value.asInt64, let small = Int32(exactly: number) else {
            throw mismatch(key, "an integer of 32 bits", value)
        }
        return small
    }

    func bool(_ key: String) throws(RESTBodyProblem) -> Bool? {
        guard let value = value(key) else { return nil }
        guard let flag = value.asBool else { throw mismatch(key, "true or false", value) }
        return flag
    }

    func array(_ key: String) throws(RESTBodyProblem) -> [JSONValue]? {
        guard let value = value(key) else { return nil }
        guard let elements = value.asArray else { throw mismatch(key, "an array", value) }
        return elements
    }

    func object(_ key: String) throws(RESTBodyProblem) -> JSONObject? {
        guard let value = value(key) else { return nil }
        guard let object = value.asObject else { throw mismatch(key, "an object", value) }
        return object
    }

    /// One of an enum's values, in any case.
    func choice<Choice: RawRepresentable<String>>(_ key: String) throws(RESTBodyProblem) -> Choice? {
        guard let text = try string(key) else { return nil }
        guard let choice = Choice(rawValue: text.uppercased()) else {
            throw RESTBodyProblem("\"\(key)\" of \(what) has no value \"\(text)\"")
        }
        return choice
    }

    func texts(_ key: String) throws(RESTBodyProblem) -> [String]? {
        guard let value = value(key) else { return nil }
        return try Self.texts(value, "\"\(key)\" of \(what)")
    }

    /// An object of strings.
    func texts(byKey key: String) throws(RESTBodyProblem) -> [String: String]? {
        guard let object = try object(key) else { return nil }
        var texts: [String: String] = [:]
        for member in object.members {
            guard let text = member.value.asString else { throw mismatch("\(key).\(member.key)", "a string", member.value) }
            texts[member.key] = text
        }
        return texts
    }

    static func texts(_ value: JSONValue, _ what: String) throws(RESTBodyProblem) -> [String] {
        guard let elements = value.asArray else { throw RESTBodyProblem("\(what) are an array, found \(value.kindName)") }
        var texts: [String] = []
        for element in elements {
            guard let text = element.asString else { throw RESTBodyProblem("\(what) are strings, found \(element.kindName)") }
            texts.append(text)
        }
        return texts
    }

    func required<T>(_ key: String, _ value: T?) throws(RESTBodyProblem) -> T {
        guard let value else { throw RESTBodyProblem("\(what) has no \"\(key)\"") }
        return value
    }

    private func mismatch(_ key: String, _ expected: String, _ found: JSONValue) -> RESTBodyProblem {
        RESTBodyProblem("\"\(key)\" of \(what) is \(expected), found \(found.kindName)")
    }

    // MARK: Writing

    /// Nil for what is empty, which is left out of bodies.
    static func array(_ texts: [String]?) -> JSONValue? {
        guard let texts, !texts.isEmpty else { return nil }
        return .array(texts.map { .string($0) })
    }

    /// Keys in order; nil for what is empty.
    static func object(_ texts: [String: String]) -> JSONValue? {
        if texts.isEmpty { return nil }
        var object = JSONObject()
        for (key, text) in texts.sorted(by: { $0.key < $1.key }) { object[key] = .string(text) }
        return .object(object)
    }
}
