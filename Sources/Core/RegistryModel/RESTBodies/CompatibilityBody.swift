package import JSONText

/// The verdict on a schema that is not registered: `{"is_compatible":false,"messages":[…]}`.
package struct CompatibilityBody: Hashable, Sendable {
    package var isCompatible: Bool
    /// There when the request was verbose, even if empty.
    package var messages: [String]?

    /// What Herald says beside the messages: every finding, with places, a witness and fixes. There when the request was verbose
    /// and something was found.
    package var findings: [JSONValue]?

    package init(isCompatible: Bool, messages: [String]?, findings: [JSONValue]? = nil) {
        self.isCompatible = isCompatible
        self.messages = messages
        self.findings = findings
    }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the verdict")
        isCompatible = try members.required("is_compatible", try members.bool("is_compatible"))
        messages = try members.array("messages").map { $0.compactMap(\.asString) }
        findings = try members.array("findings")
    }

    package var json: JSONValue {
        var object = JSONObject()
        object["is_compatible"] = .bool(isCompatible)
        if let messages { object["messages"] = .array(messages.map { .string($0) }) }
        if let findings { object["findings"] = .array(findings) }
        return .object(object)
    }
}
