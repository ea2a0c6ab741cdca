internal import Compatibility
internal import RegistryModel
internal import Synchronization

/// What came of comparing one parsed schema with versions of a subject, so that it is done once: outside of the state's lock when
/// the registration is prepared, and not again when it is decided.
///
/// Belongs to what was parsed and goes with it. A version is known by its number and what it was parsed from: nothing here can be stale.
final class SchemaComparisons: Sendable {
    private struct Version: Hashable {
        var number: SchemaVersion
        var source: SchemaSource.Key
    }

    private struct Question: Hashable {
        var version: Version
        var level: CompatibilityLevel
    }

    private struct Answers {
        var equivalences: [Version: Bool] = [:]
        var differences: [Question: [String]] = [:]
    }

    private let answers = Mutex(Answers())

    /// Whether the schema says the same as a version.
    func isEquivalent(to version: SubjectHistory.Version, _ compare: () -> Bool) -> Bool {
        let key = Self.key(version)
        if let known = answers.withLock({ $0.equivalences[key] }) { return known }
        let found = compare()
        answers.withLock { $0.equivalences[key] = found }
        return found
    }

    /// Why the schema must not follow a version.
    func differences(to version: SubjectHistory.Version, _ level: CompatibilityLevel, _ compare: () -> [String]) -> [String] {
        let question = Question(version: Self.key(version), level: level)
        if let known = answers.withLock({ $0.differences[question] }) { return known }
        let found = compare()
        answers.withLock { $0.differences[question] = found }
        return found
    }

    private static func key(_ version: SubjectHistory.Version) -> Version {
        Version(number: version.place.version, source: version.source.key(version.hash))
    }
}
