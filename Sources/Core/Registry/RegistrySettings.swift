internal import RegistryModel

/// Configs and modes: what was set, and what holds where.
///
/// A subject without a setting has its context's, a context without one that of all contexts. What is set for no subject is
/// the default context's.
struct RegistrySettings: Sendable {
    private(set) var configs: [Subject?: StoredConfig] = [:]
    private(set) var modes: [Subject?: String] = [:]

    static let defaultLevel = "BACKWARD"

    func config(of subject: Subject?) -> RegistryConfig? { configs[subject]?.config }

    func storedConfig(of subject: Subject?) -> StoredConfig? { configs[subject] }

    func mode(of subject: Subject?) -> String? { modes[subject] }

    /// The subject that `subject` is an alias of, if it is one.
    func target(ofAlias subject: Subject) -> Subject? {
        guard let alias = config(of: subject)?.alias, !alias.isEmpty else { return nil }
        return subject.sibling(Subject(requested: alias))
    }

    var aliases: [(alias: Subject, target: Subject)] {
        configs.keys.compactMap { subject in
            guard let subject, let target = target(ofAlias: subject) else { return nil }
            return (subject, target)
        }
    }

    /// What a subject's requests are held to, a level included.
    func effectiveConfig(of subject: Subject?) -> RegistryConfig {
        var config = Self.scope(of: subject).lazy.compactMap { self.config(of: $0) }.first ?? RegistryConfig()
        if subject != nil, self.config(of: subject) != nil {
            config = config.inheriting(self.config(of: nil) ?? RegistryConfig())
        }
        config.compatibilityLevel = config.compatibilityLevel ?? Self.defaultLevel
        return config
    }

    /// A subject's mode counts before that of its context, unless the default context's is read-only by override.
    func effectiveMode(of subject: Subject?) -> RegistryMode {
        if mode(of: nil) == RegistryMode.readOnlyOverride.rawValue { return .readOnlyOverride }
        let name = Self.scope(of: subject).lazy.compactMap { mode(of: $0) }.first
        // A mode nobody knows, moved in from elsewhere, lets nothing be written.
        return name.map { RegistryMode(rawValue: $0) ?? .readOnly } ?? .readWrite
    }

    /// Where a setting is looked for, first to last; nil is what is set for no subject.
    private static func scope(of subject: Subject?) -> [Subject?] {
        let all = Subject("", in: .global)
        guard let subject else { return [nil, all] }
        let context = subject.context
        return [subject, context == .default ? nil : Subject("", in: context), all]
    }

    mutating func setConfig(_ config: StoredConfig?, of subject: Subject?) { configs[subject] = config }

    mutating func setMode(_ mode: String?, of subject: Subject?) { modes[subject] = mode }

    /// Refuses a change to a subject whose schemas and settings are not to change.
    func checkNotReadOnly(_ subject: Subject?) throws(RegistryError) {
        guard effectiveMode(of: subject).isReadOnly else { return }
        throw .operationNotPermitted("\(Self.place(subject)) is in read-only mode")
    }

    /// Refuses a registration that the subject's mode does not allow: ids are given with `IMPORT` alone, and then always.
    func checkRegistrable(_ subject: Subject, withID: Bool) throws(RegistryError) {
        try checkNotReadOnly(subject)
        let mode = effectiveMode(of: subject)
        if withID, !mode.takesIDs { throw .operationNotPermitted("\(Self.place(subject)) is not in import mode") }
        if !withID, mode != .readWrite { throw .operationNotPermitted("\(Self.place(subject)) is not in read-write mode") }
    }

    private static func place(_ subject: Subject?) -> String {
        // Confluent's sentence says nothing for the default context.
        "Subject \(subject?.name ?? "null") in context \((subject?.context ?? .default).prefix)"
    }
}
