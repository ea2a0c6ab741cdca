internal import Compatibility
internal import DurableState
internal import RegistryModel

extension RegistryState {
    /// Sets, clears and keeps as the request says. The subject need not exist.
    func updateConfig(of subject: Subject?, _ change: ConfigUpdateBody) throws(RegistryError) -> Outcome {
        if let subject, !subject.isConfigurable { throw .invalidSubject(subject) }
        try change.values.defaultRuleSet?.check()
        try change.values.overrideRuleSet?.check()
        try settings.checkNotReadOnly(subject)
        var stored = settings.storedConfig(of: subject) ?? StoredConfig()
        stored.config = change.applied(to: stored.config)
        if let name = change.values.compatibilityLevel {
            guard let level = CompatibilityLevel(name: name) else { throw .invalidCompatibilityLevel }
            stored.config.compatibilityLevel = level.rawValue
        }
        let records =
            stored == StoredConfig() ? foreignKeys.tombstones(.config(subject, nil)) : [RegistryRecord(.config(subject, stored))]
        return Decision(records: records, reply: .config(stored.config))
    }

    /// Back to what holds for all, or to the server's default. Answers what was set.
    func deleteConfig(of subject: Subject?) throws(RegistryError) -> Outcome {
        guard let config = settings.config(of: subject) else {
            if let subject { throw .subjectNotFound(subject) }
            return Decision(records: [], reply: .config(RegistryConfig(compatibilityLevel: RegistrySettings.defaultLevel)))
        }
        try settings.checkNotReadOnly(subject)
        return Decision(records: foreignKeys.tombstones(.config(subject, nil)), reply: .config(config))
    }
}
