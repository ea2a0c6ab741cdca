internal import JSONText
internal import ProtobufSchema

/// Evidence for findings between two Protobuf schemas.
struct ProtobufEvidence: EvidenceSource {
    private let newText: String
    private let oldText: String
    private let new: ProtobufSchema
    private let old: ProtobufSchema
    private let imports: [ProtoCompiler.Source]
    private let name: String
    /// By direction, in the order of the findings; made when first asked for.
    private var differences: [CompatibilityDirection: [ProtobufDifference]] = [:]
    private lazy var policySites: [PolicyComparison.Site] = PolicyComparison.sites(new: new, old: old)

    init?(new: WrittenSchema, old: WrittenSchema) {
        guard case .protobuf(let newSchema) = new.schema, case .protobuf(let oldSchema) = old.schema else { return nil }
        self.new = newSchema
        self.old = oldSchema
        newText = new.text
        oldText = old.text
        imports = new.references.map { ProtoCompiler.Source(name: $0.name, text: $0.text) }
        name = new.name
        for direction in [CompatibilityDirection.backward, .forward] {
            let (original, update) = direction == .backward ? (oldSchema, newSchema) : (newSchema, oldSchema)
            differences[direction] = ProtobufRules.differences(original: original, update: update)
        }
    }

    /// The check has said them.
    func pointers(of finding: SchemaFinding) -> (new: String?, old: String?) { (nil, nil) }

    mutating func proof(of finding: SchemaFinding) -> FindingProof {
        if let difference = difference(of: finding) { return proof(of: difference, finding.direction) }
        if let site = policySite(of: finding) { return proof(of: site) }
        return .unknown
    }

    mutating func proposals(for finding: SchemaFinding) -> [FixProposal] {
        let fixes = ProtobufFixes(new: new, old: old, newText: newText, oldText: oldText)
        if let difference = difference(of: finding) { return fixes.proposals(for: difference, finding.direction) }
        if let site = policySite(of: finding) { return fixes.proposals(for: site) }
        return []
    }

    func schema(parsing text: String) -> ComparableSchema? {
        do {
            return .protobuf(try ProtoCompiler.compile(text, named: name, imports: imports))
        } catch {
            return nil
        }
    }

    private func difference(of finding: SchemaFinding) -> ProtobufDifference? {
        differences[finding.direction]?.first { $0.path == finding.protobufPath && $0.change.rawValue == finding.rule.confluentErrorType }
    }

    private mutating func policySite(of finding: SchemaFinding) -> PolicyComparison.Site? {
        policySites.first { $0.rule.rule == finding.rule && $0.path == finding.protobufPath && $0.sentence == finding.sentence }
    }

    // MARK: Proofs

    private func proof(of difference: ProtobufDifference, _ direction: CompatibilityDirection) -> FindingProof {
        switch difference.change {
        case .packageChanged:
            return .harmless(
                "a package is not in the bytes: records read alike; full names in Any, JSON type URLs and generated code differ")
        case .messageRemoved:
            return .harmless(
                "a message's name is not in the bytes: records of other messages read alike; records of this one find no reader by its name")
        case .requiredFieldRemoved:
            return .harmless("the reader keeps what it does not know among the unknown fields, and misses nothing it asks for")
        default: break
        }
        return .unknown
    }

    private func proof(of site: PolicyComparison.Site) -> FindingProof {
        guard site.rule.policies.contains(.wire) else {
            return .harmless(
                site.rule.policies.contains(.wireJSON)
                    ? "binary records read alike; JSON or later versions are at stake"
                    : "records read alike; generated code is at stake")
        }
        return .unknown
    }
}

extension ProtobufPart {
    /// The message it is, or is in.
    var message: ProtobufSchema.MessageID? {
        switch self {
        case .message(let id), .field(let id, _), .oneof(let id, _): id
        default: nil
        }
    }
}
