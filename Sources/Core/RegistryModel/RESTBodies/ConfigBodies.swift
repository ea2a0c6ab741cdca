package import JSONText

/// The settings of a subject, of a context, or of all.
package struct RegistryConfig: Sendable, Hashable {
    /// The subject that requests for this one mean.
    package var alias: String?
    package var aliasForDeks: String?
    package var normalize: Bool?
    package var validateFields: Bool?
    package var validateNewSchemas: Bool?
    package var validateRules: Bool?
    /// As written; what levels there are is not this type's business.
    package var compatibilityLevel: String?
    package var compatibilityPolicy: String?
    /// A metadata property; only versions with the same value of it are compared.
    package var compatibilityGroup: String?
    package var defaultMetadata: SchemaMetadata?
    package var overrideMetadata: SchemaMetadata?
    package var defaultRuleSet: SchemaRuleSet?
    package var overrideRuleSet: SchemaRuleSet?

    package init(compatibilityLevel: String? = nil, normalize: Bool? = nil) {
        self.compatibilityLevel = compatibilityLevel
        self.normalize = normalize
    }

    package var isEmpty: Bool { self == RegistryConfig() }

    /// Whether schemas are registered with more than they bring themselves.
    package var addsToSchemas: Bool {
        defaultMetadata != nil || overrideMetadata != nil || defaultRuleSet != nil || overrideRuleSet != nil
    }

    /// These settings where `outer` hold too: what says how schemas are checked is inherited one by one, the rest is not.
    package func inheriting(_ outer: RegistryConfig) -> RegistryConfig {
        var merged = self
        merged.normalize = normalize ?? outer.normalize
        merged.validateFields = validateFields ?? outer.validateFields
        merged.validateNewSchemas = validateNewSchemas ?? outer.validateNewSchemas
        merged.validateRules = validateRules ?? outer.validateRules
        merged.compatibilityPolicy = compatibilityPolicy ?? outer.compatibilityPolicy
        merged.compatibilityGroup = compatibilityGroup ?? outer.compatibilityGroup
        return merged
    }

    /// `GET` and `DELETE` call the level so, `PUT` only `compatibility`.
    package static let levelKey = "compatibilityLevel"
    package static let updateLevelKey = "compatibility"

    /// The names of all settings, as records and `GET` have them.
    package static let keys = ConfigSetting.all.map(\.key)

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the config")
        for setting in ConfigSetting.all { try setting.read(members, setting.key, &self) }
    }

    /// In Confluent's order.
    package func json(levelKey: String = Self.levelKey) -> JSONValue {
        var object = JSONObject()
        for setting in ConfigSetting.all {
            object[setting.key == Self.levelKey ? levelKey : setting.key] = setting.json(self)
        }
        return .object(object)
    }
}

private typealias SettingPath<Value> = any WritableKeyPath<RegistryConfig, Value?> & Sendable

/// One setting: its name, and how it is read and written. A setting is added by a property above and a row here.
struct ConfigSetting: Sendable {
    let key: String
    let read: @Sendable (JSONMembers, String, inout RegistryConfig) throws(RESTBodyProblem) -> Void
    let json: @Sendable (RegistryConfig) -> JSONValue?
    /// Takes the setting, set or not, from one config into another.
    let copy: @Sendable (RegistryConfig, inout RegistryConfig) -> Void

    /// In the order of Confluent's bodies and records.
    static let all: [ConfigSetting] = [
        text("alias", \.alias), text("aliasForDeks", \.aliasForDeks), flag("normalize", \.normalize),
        flag("validateFields", \.validateFields), flag("validateNewSchemas", \.validateNewSchemas),
        flag("validateRules", \.validateRules), text(RegistryConfig.levelKey, \.compatibilityLevel),
        text("compatibilityPolicy", \.compatibilityPolicy), text("compatibilityGroup", \.compatibilityGroup),
        metadata("defaultMetadata", \.defaultMetadata), metadata("overrideMetadata", \.overrideMetadata),
        rules("defaultRuleSet", \.defaultRuleSet), rules("overrideRuleSet", \.overrideRuleSet),
    ]

    private static func text(_ key: String, _ path: SettingPath<String>) -> ConfigSetting {
        setting(key, path, { members, key throws(RESTBodyProblem) in try members.string(key) }) { .string($0) }
    }

    private static func flag(_ key: String, _ path: SettingPath<Bool>) -> ConfigSetting {
        setting(key, path, { members, key throws(RESTBodyProblem) in try members.bool(key) }) { .bool($0) }
    }

    private static func metadata(_ key: String, _ path: SettingPath<SchemaMetadata>) -> ConfigSetting {
        setting(
            key, path,
            { members, key throws(RESTBodyProblem) in
                try members.value(key).map { value throws(RESTBodyProblem) in try SchemaMetadata(value) }
            }) { $0.json }
    }

    private static func rules(_ key: String, _ path: SettingPath<SchemaRuleSet>) -> ConfigSetting {
        setting(
            key, path,
            { members, key throws(RESTBodyProblem) in
                try members.value(key).map { value throws(RESTBodyProblem) in try SchemaRuleSet(value) }
            }) { $0.json }
    }

    private static func setting<Value>(
        _ key: String, _ path: SettingPath<Value>,
        _ read: @escaping @Sendable (JSONMembers, String) throws(RESTBodyProblem) -> Value?,
        _ write: @escaping @Sendable (Value) -> JSONValue
    ) -> ConfigSetting {
        ConfigSetting(
            key: key,
            read: { members, key, config throws(RESTBodyProblem) in config[keyPath: path] = try read(members, key) },
            json: { $0[keyPath: path].map(write) },
            copy: { $1[keyPath: path] = $0[keyPath: path] })
    }
}

/// What `PUT /config` changes: absent members stay as they are, null clears, others are set.
package struct ConfigUpdateBody: Hashable, Sendable {
    /// The values of what is set.
    package var values = RegistryConfig()
    /// The names of what is set or cleared.
    private var named: Set<String> = []

    package init(compatibility: String) {
        values.compatibilityLevel = compatibility
        named = [RegistryConfig.levelKey]
    }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the config")
        for setting in ConfigSetting.all {
            let key = setting.key == RegistryConfig.levelKey ? RegistryConfig.updateLevelKey : setting.key
            guard members.isPresent(key) else { continue }
            try setting.read(members, key, &values)
            named.insert(setting.key)
        }
    }

    package func applied(to config: RegistryConfig) -> RegistryConfig {
        var changed = config
        for setting in ConfigSetting.all where named.contains(setting.key) { setting.copy(values, &changed) }
        return changed
    }

    package var json: JSONValue {
        var object = JSONObject()
        for setting in ConfigSetting.all where named.contains(setting.key) {
            let key = setting.key == RegistryConfig.levelKey ? RegistryConfig.updateLevelKey : setting.key
            object[key] = setting.json(values) ?? .null
        }
        return .object(object)
    }
}
