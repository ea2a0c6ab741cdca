internal import RegistryModel

/// Configs and modes: what was set, and what holds where.
struct RegistrySettings: Sendable {
    private(set) var globalConfig: StoredConfig?
    private(set) var globalMode: String?
    private(set) var configs: [Subject: StoredConfig] = [:]
    private(set) var modes: [Subject: String] = [:]

    static let defaultLevel = "BACKWARD"
    static let defaultMode = "READWRITE"

    func config(of subject: Subject?) -> StoredConfig? { subject.map { configs[$0] } ?? globalConfig }

    func mode(of subject: Subject?) -> String? { subject.map { modes[$0] } ?? globalMode }

    /// The level a subject's registrations are held to.
    func effectiveLevel(of subject: Subject) -> String {
        configs[subject]?.compatibilityLevel ?? globalConfig?.compatibilityLevel ?? Self.defaultLevel
    }

    func effectiveNormalize(of subject: Subject) -> Bool {
        configs[subject]?.normalize ?? globalConfig?.normalize ?? false
    }

    /// A subject's mode counts before the mode of all, unless all are read-only by override.
    func effectiveMode(of subject: Subject) -> String {
        if globalMode == "READONLY_OVERRIDE" { return "READONLY" }
        return modes[subject] ?? globalMode ?? Self.defaultMode
    }

    mutating func setConfig(_ config: StoredConfig?, of subject: Subject?) {
        if let subject { configs[subject] = config } else { globalConfig = config }
    }

    mutating func setMode(_ mode: String?, of subject: Subject?) {
        if let subject { modes[subject] = mode } else { globalMode = mode }
    }

    /// Refuses a write to a subject that is not open for writes.
    func checkWritable(_ subject: Subject) throws(RegistryError) {
        switch effectiveMode(of: subject) {
        case "READWRITE": return
        case "READONLY", "READONLY_OVERRIDE":
            throw .operationNotPermitted("Subject \(subject) in context . is in read-only mode")
        default: throw .operationNotPermitted("Subject \(subject) in context . is not in read-write mode")
        }
    }
}
