package import JSONText

/// The rules of a schema: between versions, on records, and on their bytes.
public struct SchemaRuleSet: Sendable, Hashable {
    public enum Environment: String, Sendable, Hashable {
        case all = "ALL", client = "CLIENT", gateway = "GATEWAY", server = "SERVER", none = "NONE"
    }

    public var migrationRules: [SchemaRule]?
    public var domainRules: [SchemaRule]?
    public var encodingRules: [SchemaRule]?
    /// Who is to run them; nil leaves it to clients.
    public var enableAt: Environment?

    public init(
        migrationRules: [SchemaRule]? = nil, domainRules: [SchemaRule]? = nil, encodingRules: [SchemaRule]? = nil,
        enableAt: Environment? = nil
    ) {
        self.migrationRules = migrationRules
        self.domainRules = domainRules
        self.encodingRules = encodingRules
        self.enableAt = enableAt
    }

    /// In the order their bytes count for a schema's content.
    package var rules: [SchemaRule] { (migrationRules ?? []) + (domainRules ?? []) + (encodingRules ?? []) }

    /// Refuses rules no client could run: names and modes that are not allowed where they stand.
    package func check() throws(RegistryError) {
        var names: Set<String> = []
        for (list, kind, modes, isMigration) in [
            (migrationRules, "Migration", "UPGRADE, DOWNGRADE, UPDOWN", true),
            (domainRules, "Domain", "WRITE, READ, WRITEREAD", false),
            (encodingRules, "Encoding", "WRITE, READ, WRITEREAD", false),
        ] {
            for rule in list ?? [] {
                if let problem = rule.problem { throw .invalidRuleSet(rule, problem) }
                guard names.insert(rule.name).inserted else {
                    throw .invalidRuleSet(rule, "Found rule with duplicate name '\(rule.name)'")
                }
                guard rule.mode.isMigration == isMigration else {
                    throw .invalidRuleSet(rule, "\(kind) rules can only be \(modes)")
                }
            }
        }
    }

    package mutating func removeRules(named names: Set<String>) {
        migrationRules?.removeAll { names.contains($0.name) }
        domainRules?.removeAll { names.contains($0.name) }
        encodingRules?.removeAll { names.contains($0.name) }
    }

    /// `newer` laid over `older`: a rule takes the place of the one of its name, which leaves its own.
    package static func merged(_ older: SchemaRuleSet?, _ newer: SchemaRuleSet?) -> SchemaRuleSet? {
        guard let older, let newer else { return newer ?? older }
        return SchemaRuleSet(
            migrationRules: merged(older.migrationRules, newer.migrationRules),
            domainRules: merged(older.domainRules, newer.domainRules),
            encodingRules: merged(older.encodingRules, newer.encodingRules), enableAt: newer.enableAt ?? older.enableAt)
    }

    private static func merged(_ older: [SchemaRule]?, _ newer: [SchemaRule]?) -> [SchemaRule]? {
        guard let older, !older.isEmpty else { return newer }
        guard let newer, !newer.isEmpty else { return older }
        let names = Set(newer.map(\.name))
        return older.filter { !names.contains($0.name) } + newer
    }
}

extension SchemaRuleSet {
    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the rule set")
        self.init(
            migrationRules: try Self.rules(members, "migrationRules"), domainRules: try Self.rules(members, "domainRules"),
            encodingRules: try Self.rules(members, "encodingRules"), enableAt: try members.choice("enableAt"))
    }

    private static func rules(_ members: JSONMembers, _ key: String) throws(RESTBodyProblem) -> [SchemaRule]? {
        guard let elements = try members.array(key) else { return nil }
        var rules: [SchemaRule] = []
        for element in elements { rules.append(try SchemaRule(element)) }
        return rules
    }

    package var json: JSONValue {
        var object = JSONObject()
        for (key, rules) in [("migrationRules", migrationRules), ("domainRules", domainRules), ("encodingRules", encodingRules)] {
            if let rules, !rules.isEmpty { object[key] = .array(rules.map(\.json)) }
        }
        object["enableAt"] = enableAt.map { .string($0.rawValue) }
        return .object(object)
    }
}

extension RegistryError {
    fileprivate static func invalidRuleSet(_ rule: SchemaRule, _ problem: String) -> RegistryError {
        RegistryError(.invalidRuleSet, "Invalid rule \"\(rule.name)\": \(problem)")
    }
}
