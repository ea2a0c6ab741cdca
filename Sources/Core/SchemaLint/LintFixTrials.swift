internal import Avro
internal import Compatibility

/// A finding with changes that may help.
struct LintProposal {
    var finding: LintFinding
    var proposals: [FixProposal]

    var rule: LintRule { finding.rule }
}

/// Tries fixes of lint findings: the text still parses, the rule is broken once less, and no other more than before.
enum LintFixTrials {
    /// Changed texts that are parsed and looked at, for one schema.
    private static let maxTrials = 300

    /// - Parameter rules: the rules that a changed schema breaks, once for each finding.
    static func complete(
        _ found: [LintProposal], of written: WrittenSchema, _ rules: (WrittenSchema) -> [LintRule]?
    ) -> [LintFinding] {
        guard found.contains(where: { !$0.proposals.isEmpty }), let before = rules(written).map(counts) else {
            return found.map(\.finding)
        }
        var remaining = maxTrials
        return found.map { item in
            var finding = item.finding
            for proposal in item.proposals where remaining > 0 {
                remaining -= 1
                guard let fix = proposal.fix(of: written.text), let changed = parse(fix.text, like: written),
                    let after = rules(changed).map(counts), after[finding.rule, default: 0] < before[finding.rule, default: 0],
                    after.allSatisfy({ $0.value <= before[$0.key, default: 0] })
                else { continue }
                finding.fixes.append(fix)
            }
            return finding
        }
    }

    private static func counts(_ rules: [LintRule]) -> [LintRule: Int] {
        Dictionary(rules.map { ($0, 1) }, uniquingKeysWith: +)
    }

    private static func parse(_ text: String, like written: WrittenSchema) -> WrittenSchema? {
        let references = written.references.map { AvroSchemaParser.Reference(name: $0.name, text: $0.text) }
        do {
            let schema = try AvroSchemaParser.parse(text, references: references)
            return WrittenSchema(.avro(schema), text: text, references: written.references, name: written.name)
        } catch {
            return nil
        }
    }
}
