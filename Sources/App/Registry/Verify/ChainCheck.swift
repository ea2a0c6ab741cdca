import Compatibility
import RegistryModel

/// The history of a subject, checked again in its order as if each version were registered now.
struct ChainCheck {
    struct Version: Sendable {
        var version: SchemaVersion
        var id: SchemaID
        var schema: ComparableSchema
        var metadata: SchemaMetadata?
    }

    var level: CompatibilityLevel
    /// A metadata property; versions are compared within equal values of it.
    var group: String?

    /// What does not go together, a finding for each pair of versions.
    ///
    /// - Parameter versions: those that are not deleted and can be read, ascending.
    func findings(_ subject: Subject, _ versions: [Version]) -> [RegistryFinding] {
        var found: [RegistryFinding] = []
        for (index, version) in versions.enumerated() {
            let earlier = versions[..<index].filter { value(of: $0) == value(of: version) }
            let verdict = CompatibilityCheck.check(
                new: version.schema, history: earlier.map { .init(version: Int($0.version.rawValue), schema: $0.schema) },
                level: level, visiting: .everything)
            for old in verdict.incompatibleVersions.sorted() {
                let reasons = verdict.findings.filter { $0.against == old }
                guard let first = reasons.first else { continue }
                let more = reasons.count > 1 ? ", and \(reasons.count - 1) more" : ""
                found.append(
                    RegistryFinding(
                        .incompatible, SubjectVersion(subject, version.version), id: version.id,
                        "does not go together with version \(old) at \(level.rawValue): \(first.sentence) (\(first.rule.id)\(more))"
                    ))
            }
        }
        return found
    }

    private func value(of version: Version) -> String? { group.flatMap { version.metadata?.properties?[$0] } }
}
