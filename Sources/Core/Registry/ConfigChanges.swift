internal import Compatibility
internal import DurableState
internal import RegistryModel

extension RegistryState {
    /// Sets, clears and keeps as the request says. The subject need not exist.
    func updateConfig(of subject: Subject?, _ change: ConfigUpdateBody) throws(RegistryError) -> Outcome {
        if let subject, !subject.isRegistrable { throw .invalidSubject(subject) }
        if let unserved = change.unserved.first {
            throw RegistryError(.unprocessable, "The config \"\(unserved)\" is not supported by this registry")
        }
        var config = settings.config(of: subject) ?? StoredConfig()
        switch change.compatibility {
        case .keep: break
        case .clear: config.compatibilityLevel = nil
        case .set(let name):
            guard let level = CompatibilityLevel(name: name) else { throw .invalidCompatibilityLevel }
            config.compatibilityLevel = level.rawValue
        }
        switch change.normalize {
        case .keep: break
        case .clear: config.normalize = nil
        case .set(let flag): config.normalize = flag
        }
        let records =
            config.isEmpty ? foreignKeys.tombstones(.config(subject, nil)) : [RegistryRecord(.config(subject, config))]
        return Decision(records: records, reply: .config(config))
    }

    /// Back to what holds for all, or to the server's default. Answers what was set.
    func deleteConfig(of subject: Subject?) throws(RegistryError) -> Outcome {
        guard let config = settings.config(of: subject) else {
            if let subject { throw .subjectNotFound(subject) }
            return Decision(records: [], reply: .config(StoredConfig(compatibilityLevel: RegistrySettings.defaultLevel)))
        }
        return Decision(records: foreignKeys.tombstones(.config(subject, nil)), reply: .config(config))
    }
}
