package import Compatibility

/// Every rule by its id, whatever it is about: what `herald schema explain` and the page of rules are printed from.
package enum RuleCatalog {
    package enum Entry: Sendable, Hashable {
        /// Between versions.
        case compatibility(CompatibilityRule, language: String?)
        /// Between versions of Protobuf, where a policy asks for it.
        case policy(ProtobufPolicyRule)
        /// Of one schema alone.
        case lint(LintRule)

        package var id: String {
            switch self {
            case .compatibility(let rule, _): rule.id
            case .policy(let rule): rule.rule.id
            case .lint(let rule): rule.id
            }
        }

        package var summary: String {
            switch self {
            case .compatibility(let rule, _): rule.summary
            case .policy(let rule): rule.rule.summary
            case .lint(let rule): rule.summary
            }
        }

        package var hint: String {
            switch self {
            case .compatibility(let rule, _): rule.hint
            case .policy(let rule): rule.rule.hint
            case .lint(let rule): rule.hint
            }
        }

        package var example: RuleExample? {
            switch self {
            case .compatibility(let rule, _): rule.example
            case .policy(let rule): rule.rule.example
            case .lint(let rule): rule.example
            }
        }

        /// `AVRO`, `PROTOBUF`; nil for what is about both.
        package var language: String? {
            switch self {
            case .compatibility(_, let language): language
            case .policy: "PROTOBUF"
            case .lint(let rule): rule.language
            }
        }
    }

    /// In the order of the tables.
    package static let all: [Entry] =
        AvroRules.all.map { .compatibility($0, language: "AVRO") }
        + ProtobufRules.all.map { .compatibility($0, language: "PROTOBUF") }
        + [.compatibility(.schemaTypeChanged, language: nil)]
        + ProtobufPolicyRules.all.map { .policy($0) }
        + (AvroLintRules.all + ProtobufLintRules.all).map { .lint($0) }

    /// The rule of that id, in any case.
    package static func rule(_ id: String) -> Entry? {
        let wanted = id.uppercased()
        return all.first { $0.id == wanted }
    }
}
