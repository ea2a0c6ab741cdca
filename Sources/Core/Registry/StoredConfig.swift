internal import JSONText
package import RegistryModel

/// The settings of a subject, or of all subjects without their own.
package struct StoredConfig: Sendable, Equatable {
    /// By Confluent's name, `BACKWARD_TRANSITIVE`.
    package var compatibilityLevel: String?
    package var normalize: Bool?
    /// Settings that are kept for others and have no effect here.
    var others = JSONObject()

    package init(compatibilityLevel: String? = nil, normalize: Bool? = nil) {
        self.compatibilityLevel = compatibilityLevel
        self.normalize = normalize
    }

    /// Nothing set: the record is not worth keeping.
    var isEmpty: Bool { compatibilityLevel == nil && normalize == nil && others.isEmpty }

    package var body: ConfigBody { ConfigBody(compatibilityLevel: compatibilityLevel, normalize: normalize) }

    func json(of subject: Subject?) -> JSONValue {
        var object = JSONObject()
        if let subject { object["subject"] = .string(subject.name) }
        if let compatibilityLevel { object["compatibilityLevel"] = .string(compatibilityLevel) }
        if let normalize { object["normalize"] = .bool(normalize) }
        for member in others.members { object[member.key] = member.value }
        return .object(object)
    }

    init(_ json: JSONValue) {
        compatibilityLevel = json["compatibilityLevel"]?.asString
        normalize = json["normalize"]?.asBool
        for member in json.asObject?.members ?? [] where !member.value.isNull {
            if !["subject", "compatibilityLevel", "normalize", "offset", "ts"].contains(member.key) {
                others[member.key] = member.value
            }
        }
    }
}
