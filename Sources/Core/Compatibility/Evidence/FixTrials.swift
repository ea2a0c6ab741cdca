internal import JSONText

/// Tries fixes: a change of the text is one if the text then parses, the finding is gone in every version and direction the
/// level asks for, and no other finding has come.
struct FixTrials {
    /// A kind of finding. Sentences are no part of it: they name the schema's parts, which a fix may rename.
    private struct Kind: Hashable {
        var rule: String
        var direction: CompatibilityDirection
        var against: Int
        var info: String

        init(_ finding: SchemaFinding) {
            rule = finding.rule.id
            direction = finding.direction
            against = finding.against
            info = finding.info
        }
    }

    private struct Findings {
        var counts: [Kind: Int]
        var sentences: [String: Int]

        init(_ findings: [SchemaFinding]) {
            counts = Dictionary(findings.map { (Kind($0), 1) }, uniquingKeysWith: +)
            sentences = Dictionary(findings.map { (Self.sentence($0), 1) }, uniquingKeysWith: +)
        }

        /// How many there are of the finding's kind, and how many that say just the same.
        func number(like finding: SchemaFinding) -> (kind: Int, sentence: Int) {
            (counts[Kind(finding), default: 0], sentences[Self.sentence(finding), default: 0])
        }

        private static func sentence(_ finding: SchemaFinding) -> String {
            "\(finding.against) \(finding.direction) \(finding.sentence)"
        }
    }

    private let new: WrittenSchema
    private let history: [CompatibilityCheck.OldVersion]
    private let level: CompatibilityLevel
    private let policy: ProtobufPolicy?
    private var remaining: Int
    private var original: Findings?
    /// Findings after a change, by the changed text; nil for a text that is no schema.
    private var tried: [String: Findings?] = [:]

    init(
        new: WrittenSchema, history: [CompatibilityCheck.OldVersion], level: CompatibilityLevel, policy: ProtobufPolicy?,
        maxTrials: Int
    ) {
        self.new = new
        self.history = history
        self.level = level
        self.policy = policy
        remaining = maxTrials
    }

    /// The proposal as a fix of the finding; nil if it is none, or may not be tried any more.
    mutating func fix(for finding: SchemaFinding, by proposal: FixProposal, _ source: any EvidenceSource) -> FindingFix? {
        guard let fix = proposal.fix(of: new.text), let after = findings(after: fix, source) else { return nil }
        let before = original ?? findings(of: new.schema)
        original = before
        let (left, had) = (after.number(like: finding), before.number(like: finding))
        guard left.kind < max(had.kind, 1), left.sentence < max(had.sentence, 1) else { return nil }
        return after.counts.allSatisfy { $0.value <= before.counts[$0.key, default: 0] } ? fix : nil
    }

    private mutating func findings(after fix: FindingFix, _ source: any EvidenceSource) -> Findings? {
        if let known = tried[fix.text] { return known }
        guard remaining > 0 else { return nil }
        remaining -= 1
        let result = source.schema(parsing: fix.text).map(findings)
        tried[fix.text] = .some(result)
        return result
    }

    private func findings(of schema: ComparableSchema) -> Findings {
        Findings(
            CompatibilityCheck.check(new: schema, history: history, level: level, visiting: .everything, policy: policy).findings)
    }
}
