internal import JSONText

/// Tries fixes: a change of the text is one if the text then parses, the finding is gone in every version and direction the
/// level asks for, and no other finding has come.
struct FixTrials {
    /// What makes a finding the same after a change that moves others about.
    private struct Identity: Hashable {
        var rule: String
        var direction: CompatibilityDirection
        var against: Int
        var sentence: String
        var info: String

        init(_ finding: SchemaFinding) {
            rule = finding.rule.id
            direction = finding.direction
            against = finding.against
            sentence = finding.sentence
            info = finding.info
        }
    }

    private let new: WrittenSchema
    private let history: [CompatibilityCheck.OldVersion]
    private let level: CompatibilityLevel
    private let policy: ProtobufPolicy?
    private var remaining: Int
    private var original: [Identity: Int]?
    /// Findings after a change, by the changed text; nil for a text that is no schema.
    private var tried: [String: [Identity: Int]?] = [:]

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
        guard after[Identity(finding), default: 0] < before[Identity(finding), default: 1] else { return nil }
        return after.allSatisfy { $0.value <= before[$0.key, default: 0] } ? fix : nil
    }

    private mutating func findings(after fix: FindingFix, _ source: any EvidenceSource) -> [Identity: Int]? {
        if let known = tried[fix.text] { return known }
        guard remaining > 0 else { return nil }
        remaining -= 1
        let result = source.schema(parsing: fix.text).map(findings)
        tried[fix.text] = .some(result)
        return result
    }

    private func findings(of schema: ComparableSchema) -> [Identity: Int] {
        let verdict = CompatibilityCheck.check(new: schema, history: history, level: level, visiting: .everything, policy: policy)
        return Dictionary(verdict.findings.map { (Identity($0), 1) }, uniquingKeysWith: +)
    }
}
