internal import JSONText

/// Completes findings with what it takes the texts to know: what stands at their places, the fragments before and after, a
/// witness or why nothing breaks, and fixes that have been tried. Pure; costs far more than the check, so it is made for those
/// who look at findings, not on the way to a verdict.
package struct FindingEvidence {
    /// Findings of one verdict that are completed; the rest stay as they are.
    static let maxFindings = 200
    /// Changed texts that are parsed and compared with all versions, for one verdict.
    static let maxTrials = 120
    /// Bytes of text that those trials read together, so that large schemas get fewer of them. Old versions are there already and
    /// only compared with: they count an eighth.
    static let maxTrialBytes = 1 << 20
    /// Bytes of the new text that are read to write proposals down, for one verdict.
    static let maxProposalBytes = 8 << 20

    private let new: WrittenSchema
    private let old: [Int: WrittenSchema]
    private var sources: [Int: any EvidenceSource] = [:]
    private var trials: FixTrials
    private var proposalBytesLeft = maxProposalBytes

    /// - Parameters:
    ///   - new: what was checked.
    ///   - old: the earlier versions by number. Those the level asks for should all be there: fixes are tried against them.
    ///   - policy: as in the check.
    package static func complete(
        _ verdict: CompatibilityVerdict, new: WrittenSchema, old: [Int: WrittenSchema], policy: ProtobufPolicy? = nil
    ) -> CompatibilityVerdict {
        var evidence = FindingEvidence(new: new, old: old, level: verdict.level, policy: policy)
        var verdict = verdict
        for index in verdict.findings.indices.prefix(maxFindings) { evidence.complete(&verdict.findings[index]) }
        return verdict
    }

    private init(new: WrittenSchema, old: [Int: WrittenSchema], level: CompatibilityLevel, policy: ProtobufPolicy?) {
        self.new = new
        self.old = old
        let history = old.map { CompatibilityCheck.OldVersion(version: $0.key, schema: $0.value.schema) }
        let bytesPerTrial = new.text.utf8.count + old.values.reduce(0) { $0 + $1.text.utf8.count } / 8
        let maxTrials = min(Self.maxTrials, Self.maxTrialBytes / max(bytesPerTrial, 1))
        trials = FixTrials(new: new, history: history, level: level, policy: policy, maxTrials: maxTrials)
    }

    private mutating func complete(_ finding: inout SchemaFinding) {
        guard let old = old[finding.against] else { return }
        guard var source = sources[finding.against] ?? source(against: old) else { return }
        let fragments = source.fragments(of: finding)
        if let range = fragments.before ?? finding.oldPlace { finding.before = TextFragment.text(at: range, of: old.text) }
        if let range = fragments.after ?? finding.newPlace { finding.after = TextFragment.text(at: range, of: new.text) }
        let pointers = source.pointers(of: finding)
        finding.newPointer = finding.newPointer ?? pointers.new
        finding.oldPointer = finding.oldPointer ?? pointers.old
        switch source.proof(of: finding) {
        case .witness(let witness): finding.witness = witness
        case .harmless(let reason): finding.harmless = reason
        case .unknown: break
        }
        if proposalBytesLeft > 0 { addFixes(to: &finding, of: &source) }
        sources[finding.against] = source
    }

    private mutating func addFixes(to finding: inout SchemaFinding, of source: inout any EvidenceSource) {
        proposalBytesLeft -= new.text.utf8.count
        for proposal in source.proposals(for: finding) where !finding.fixes.contains(where: { $0.title == proposal.title }) {
            // Of several ways to do the same the first that works is enough.
            if let fix = trials.fix(for: finding, by: proposal, source) { finding.fixes.append(fix) }
        }
    }

    private func source(against old: WrittenSchema) -> (any EvidenceSource)? {
        switch (new.schema, old.schema) {
        case (.avro, .avro): AvroEvidence(new: new, old: old)
        case (.protobuf, .protobuf): ProtobufEvidence(new: new, old: old)
        default: nil
        }
    }
}
