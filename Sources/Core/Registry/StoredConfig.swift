internal import JSONText
package import RegistryModel

/// A config as its record in `_schemas` says it.
package struct StoredConfig: Sendable, Equatable {
    package var config: RegistryConfig
    /// Settings nobody knows here, kept for others.
    var others = JSONObject()

    package init(_ config: RegistryConfig = RegistryConfig()) { self.config = config }

    func json(of subject: Subject?) -> JSONValue {
        var object = JSONObject()
        if let subject { object["subject"] = .string(subject.name) }
        for member in (config.json().asObject ?? JSONObject()).members { object[member.key] = member.value }
        for member in others.members { object[member.key] = member.value }
        return .object(object)
    }

    init(_ json: JSONValue) throws(RESTBodyProblem) {
        config = try RegistryConfig(json)
        let known = Set(RegistryConfig.keys + ["subject", "offset", "ts"])
        for member in json.asObject?.members ?? [] where !member.value.isNull && !known.contains(member.key) {
            others[member.key] = member.value
        }
    }
}
