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

    func required<T>(_ key: String, _ value: T?) throws(RESTBodyProblem) -> T {
        guard let value else { throw RESTBodyProblem("\(what) has no \"\(key)\"") }
        return value
    }

    private func mismatch(_ key: String, _ expected: String, _ found: JSONValue) -> RESTBodyProblem {
        RESTBodyProblem("\"\(key)\" of \(what) is \(expected), found \(found.kindName)")
    }
}
