internal import Compatibility
package import Measures
internal import Registry
internal import RegistryModel

/// What the registry counts while it works.
package final class RegistryMeter: Sendable {
    package struct Label: Hashable, Sendable {
        package var type: String
        package var result: String
    }

    /// By what came of them: created, existing, incompatible, invalid, refused.
    package let registrations = CounterFamily<Label>(limit: 100, other: Label(type: "others", result: "others"))
    /// compatible, incompatible, invalid.
    package let checks = CounterFamily<Label>(limit: 100, other: Label(type: "others", result: "others"))
    /// Findings by rule.
    package let failures = CounterFamily<String>(limit: 500, other: "others")
    package let cacheHits = Counter()
    package let cacheMisses = Counter()

    package init() {}

    func noteRegistration(_ type: SchemaFormat, _ result: String) {
        registrations.add(Label(type: Self.bounded(type), result: result))
    }

    func noteCheck(_ type: SchemaFormat, _ result: String) { checks.add(Label(type: Self.bounded(type), result: result)) }

    /// A set that was held against what there is: all registered, or none.
    func noteSet(_ check: SchemaSetCheck, isRegistered: Bool) {
        for outcome in check.outcomes {
            switch outcome.result {
            case .success(let registered):
                if isRegistered { noteRegistration(outcome.format, registered.isNew ? "created" : "existing") }
            case .failure(let error):
                noteRegistration(outcome.format, Self.result(of: error))
                for finding in outcome.explanation?.verdict.findings ?? [] { failures.add(finding.rule.id) }
            }
        }
    }

    /// A set that was asked about.
    func noteCheck(_ check: SchemaSetCheck) {
        for outcome in check.outcomes {
            switch outcome.result {
            case .success: noteCheck(outcome.format, "compatible")
            case .failure(let error): noteCheck(outcome.format, Self.result(of: error))
            }
        }
    }

    static func result(of error: RegistryError) -> String {
        if error.isIncompatible { return "incompatible" }
        return error.code == .invalidSchema ? "invalid" : "refused"
    }

    /// What clients call a type may be anything.
    private static func bounded(_ type: SchemaFormat) -> String {
        [.avro, .protobuf].contains(type) ? type.rawValue : "others"
    }
}
