internal import Compatibility
package import Measures
internal import Registry
package import RegistryModel

/// What the registry counts while it works.
package final class RegistryMeter: Sendable {
    package struct Registration: Hashable, Sendable {
        package var type: String
        package var result: String
    }

    /// A question whether a schema would be taken, by the level it was held to and the answer.
    package struct Check: Hashable, Sendable {
        package var type: String
        package var level: String
        package var result: String
    }

    /// A finding against a schema that was refused.
    package struct Failure: Hashable, Sendable {
        package var type: String
        package var level: String
        package var rule: String
    }

    /// A schema that was handed out, by what the request called it.
    package enum Read: Hashable, Sendable {
        case version(SubjectVersion)
        case id(SchemaID, SchemaContext)
        case guid(SchemaGUID)
        /// Beyond the bound.
        case others
    }

    /// By what came of them: created, existing, incompatible, invalid, refused.
    package let registrations = CounterFamily<Registration>(limit: 100, other: .init(type: "others", result: "others"))
    /// compatible, incompatible, invalid, refused.
    package let checks = CounterFamily<Check>(limit: 100, other: .init(type: "others", level: "others", result: "others"))
    package let failures = CounterFamily<Failure>(limit: 500, other: .init(type: "others", level: "others", rule: "others"))
    package let reads = CounterFamily<Read>(limit: 1000, other: .others)
    /// Schemas handed out by id: from memory as they were, or looked up.
    package let fetchesByID = (hit: Counter(), miss: Counter())
    package let fetchesByVersion = Counter()
    /// Also of the newest with some metadata.
    package let fetchesOfLatest = Counter()
    package let fetchesByGUID = Counter()

    package init() {}

    func noteRegistration(_ type: SchemaFormat, _ result: String) {
        registrations.add(.init(type: Self.bounded(type), result: result))
    }

    func noteCheck(_ type: SchemaFormat, _ level: CompatibilityLevel, _ result: String) {
        checks.add(.init(type: Self.bounded(type), level: level.rawValue, result: result))
    }

    func noteFailures(_ type: SchemaFormat, _ level: CompatibilityLevel, _ findings: [SchemaFinding]) {
        for finding in findings {
            failures.add(.init(type: Self.bounded(type), level: level.rawValue, rule: finding.rule.id))
        }
    }

    /// A set that was held against what there is: all registered, or none.
    func noteSet(_ check: SchemaSetCheck, isRegistered: Bool) {
        for outcome in check.outcomes {
            switch outcome.result {
            case .success(let registered):
                if isRegistered { noteRegistration(outcome.format, registered.isNew ? "created" : "existing") }
            case .failure(let error):
                noteRegistration(outcome.format, Self.result(of: error))
                noteFailures(outcome.format, outcome.level, outcome.explanation?.verdict.findings ?? [])
            }
        }
    }

    /// A set that was asked about.
    func noteCheck(_ check: SchemaSetCheck) {
        for outcome in check.outcomes {
            switch outcome.result {
            case .success: noteCheck(outcome.format, outcome.level, "compatible")
            case .failure(let error): noteCheck(outcome.format, outcome.level, Self.result(of: error))
            }
        }
    }

    /// A version that was handed out to who asked for it, or for the latest.
    func noteFetch(_ schema: RegisteredSchema, isLatest: Bool) {
        (isLatest ? fetchesOfLatest : fetchesByVersion).add()
        reads.add(.version(SubjectVersion(schema.subject, schema.version)))
    }

    /// What an id stands for.
    ///
    /// - Parameter place: The version of it that the request asked about; nil if it named no subject.
    func noteFetch(_ id: SchemaID, in context: SchemaContext = .default, _ place: SubjectVersion? = nil, isHit: Bool = false) {
        (isHit ? fetchesByID.hit : fetchesByID.miss).add()
        reads.add(place.map { .version($0) } ?? .id(id, context))
    }

    func noteFetch(_ guid: SchemaGUID) {
        fetchesByGUID.add()
        reads.add(.guid(guid))
    }

    static func result(of error: RegistryError) -> String {
        if error.isIncompatible { return "incompatible" }
        return error.code == .invalidSchema ? "invalid" : "refused"
    }

    /// What clients call a type may be anything.
    private static func bounded(_ type: SchemaFormat) -> String {
        SchemaFormat.served.contains(type) ? type.rawValue : "others"
    }
}
