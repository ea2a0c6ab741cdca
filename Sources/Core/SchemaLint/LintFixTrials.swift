internal import Avro
internal import Compatibility
internal import ProtobufSchema

/// A finding with changes that may help.
struct LintProposal {
    var finding: LintFinding
    var proposals: [FixProposal]
    /// Ids of compatibility rules that the changes break, which their titles say. A Protobuf change that breaks others is not
    /// shown.
    var breaks: Set<String> = []
    var changesContract = false

    var rule: LintRule { finding.rule }
}

/// Tries fixes of lint findings: the text still parses, the rule is broken once less, no other more than before, and the schema
/// goes together with what it was.
enum LintFixTrials {
    /// Changed texts that are parsed and looked at, for one schema: so many, and no more than have these bytes together.
    private static let maxTrials = 300
    private static let maxTrialBytes = 4 << 20

    static func maxTrials(of text: String) -> Int { min(maxTrials, maxTrialBytes / max(text.utf8.count, 1)) }

    /// - Parameter rules: the rules that a changed schema breaks, once for each finding.
    static func complete(
        _ found: [LintProposal], of written: WrittenSchema, _ rules: (WrittenSchema) -> [LintRule]?
    ) -> [LintFinding] {
        guard found.contains(where: { !$0.proposals.isEmpty }), let before = rules(written).map(counts) else {
            return found.map(\.finding)
        }
        var remaining = maxTrials(of: written.text)
        return found.map { item in
            var finding = item.finding
            for proposal in item.proposals where remaining > 0 {
                remaining -= 1
                guard let fix = proposal.fix(of: written.text), let changed = parse(fix.text, like: written),
                    let after = rules(changed).map(counts), after[finding.rule, default: 0] < before[finding.rule, default: 0],
                    after.allSatisfy({ $0.value <= before[$0.key, default: 0] }),
                    broken(by: changed, of: written).isSubset(of: item.breaks)
                else { continue }
                finding.fixes.append(fix)
                finding.fixes[finding.fixes.count - 1].changesContract = item.changesContract
            }
            return finding
        }
    }

    private static func counts(_ rules: [LintRule]) -> [LintRule: Int] {
        Dictionary(rules.map { ($0, 1) }, uniquingKeysWith: +)
    }

    private static func parse(_ text: String, like written: WrittenSchema) -> WrittenSchema? {
        do {
            let schema: ComparableSchema
            switch written.schema {
            case .protobuf:
                let imports = written.references.map { ProtoCompiler.Source(name: $0.name, text: $0.text) }
                schema = .protobuf(try ProtoCompiler.compile(text, named: written.name, imports: imports))
            default:
                let references = written.references.map { AvroSchemaParser.Reference(name: $0.name, text: $0.text) }
                schema = .avro(try AvroSchemaParser.parse(text, references: references))
            }
            return WrittenSchema(schema, text: text, references: written.references, name: written.name)
        } catch {
            return nil
        }
    }

    /// What registries refuse in either direction, and what makes binary data or JSON of the schema read otherwise.
    private static func broken(by changed: WrittenSchema, of written: WrittenSchema) -> Set<String> {
        guard case .protobuf = written.schema else { return [] }
        let verdict = CompatibilityCheck.check(
            new: changed.schema, history: [.init(version: 1, schema: written.schema)], level: .full, visiting: .everything,
            policy: .wireJSON)
        return Set(verdict.findings.map(\.rule.id))
    }
}
