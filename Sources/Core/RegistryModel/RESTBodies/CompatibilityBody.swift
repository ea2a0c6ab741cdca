package import JSONText

/// The verdict on a schema that is not registered: `{"is_compatible":false,"messages":[…]}`.
package struct CompatibilityBody: Hashable, Sendable {
    package var isCompatible: Bool
    /// There when the request was verbose, even if empty.
    package var messages: [String]?

    package init(isCompatible: Bool, messages: [String]?) {
        self.isCompatible = isCompatible
        self.messages = messages
    }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the verdict")
        isCompatible = try members.required("is_compatible", try members.bool("is_compatible"))
        messages = try members.array("messages").map { $0.compactMap(\.asString) }
    }

    package var json: JSONValue {
        var object = JSONObject()
        object["is_compatible"] = .bool(isCompatible)
        if let messages { object["messages"] = .array(messages.map { .string($0) }) }
        return .object(object)
    }
}
