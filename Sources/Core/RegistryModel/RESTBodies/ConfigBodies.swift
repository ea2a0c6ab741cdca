package import JSONText

/// What `PUT /config` changes: absent members stay as they are, null clears.
package struct ConfigUpdateBody: Hashable, Sendable {
    /// A setting in a request: left alone, cleared, or set.
    package enum Change<Value: Hashable & Sendable>: Hashable, Sendable {
        case keep, clear
        case set(Value)
    }

    /// As written; what levels there are is not this type's business.
    package var compatibility: Change<String> = .keep
    package var normalize: Change<Bool> = .keep
    /// Members with a value that this server would have to ignore: the caller refuses them.
    package var unserved: [String] = []

    /// Confluent's other settings.
    private static let notServed = [
        "alias", "aliasForDeks", "compatibilityGroup", "compatibilityPolicy", "validateFields", "validateNewSchemas",
        "validateRules",
        "defaultMetadata", "overrideMetadata", "defaultRuleSet", "overrideRuleSet",
    ]

    package init(compatibility: String) { self.compatibility = .set(compatibility) }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the config")
        if let level = try members.string("compatibility") {
            compatibility = .set(level)
        } else if members.isPresent("compatibility") {
            compatibility = .clear
        }
        if let flag = try members.bool("normalize") {
            normalize = .set(flag)
        } else if members.isPresent("normalize") {
            normalize = .clear
        }
        unserved = Self.notServed.filter { members.value($0) != nil }
    }

    package var json: JSONValue {
        var object = JSONObject()
        switch compatibility {
        case .keep: break
        case .clear: object["compatibility"] = .null
        case .set(let level): object["compatibility"] = .string(level)
        }
        switch normalize {
        case .keep: break
        case .clear: object["normalize"] = .null
        case .set(let flag): object["normalize"] = .bool(flag)
        }
        return .object(object)
    }
}

/// The settings of a subject or of all. `GET` and `DELETE` call the level `compatibilityLevel`, `PUT` `compatibility`.
package struct ConfigBody: Hashable, Sendable {
    package var compatibilityLevel: String?
    package var normalize: Bool?

    package init(compatibilityLevel: String?, normalize: Bool?) {
        self.compatibilityLevel = compatibilityLevel
        self.normalize = normalize
    }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the config")
        compatibilityLevel = try members.string("compatibilityLevel")
        normalize = try members.bool("normalize")
    }

    package var json: JSONValue { json(levelKey: "compatibilityLevel") }

    /// As `PUT` echoes it.
    package var updateJSON: JSONValue { json(levelKey: "compatibility") }

    private func json(levelKey: String) -> JSONValue {
        var object = JSONObject()
        if let normalize { object["normalize"] = .bool(normalize) }
        if let compatibilityLevel { object[levelKey] = .string(compatibilityLevel) }
        return .object(object)
    }
}
