internal import JSONText
internal import ProtobufCodec
internal import ProtobufSchema

/// Evidence for findings between two Protobuf schemas.
struct ProtobufEvidence: EvidenceSource {
    private let newText: String
    private let oldText: String
    private let new: ProtobufSchema
    private let old: ProtobufSchema
    private let imports: [ProtoCompiler.Source]
    private let name: String
    private var differences: [DifferenceKey: ProtobufDifference] = [:]
    /// By what they say.
    private lazy var policySites = Dictionary(grouping: PolicyComparison.sites(new: new, old: old)) { $0.sentence }
    /// A whole schema each; nil for one without messages.
    private let plans: (new: ProtobufDecodingPlan?, old: ProtobufDecodingPlan?)
    private let work = SearchWork()

    private struct DifferenceKey: Hashable {
        var direction: CompatibilityDirection
        var path: String?
        var errorType: String?
    }

    init?(new: WrittenSchema, old: WrittenSchema) {
        guard case .protobuf(let newSchema) = new.schema, case .protobuf(let oldSchema) = old.schema else { return nil }
        self.new = newSchema
        self.old = oldSchema
        newText = new.text
        oldText = old.text
        imports = new.references.map { ProtoCompiler.Source(name: $0.name, text: $0.text) }
        name = new.name
        plans = (Self.plan(newSchema), Self.plan(oldSchema))
        for direction in [CompatibilityDirection.backward, .forward] {
            let (original, update) = direction == .backward ? (oldSchema, newSchema) : (newSchema, oldSchema)
            for difference in ProtobufRules.differences(original: original, update: update) {
                let key = DifferenceKey(direction: direction, path: difference.path, errorType: difference.change.rawValue)
                if differences[key] == nil { differences[key] = difference }
            }
        }
    }

    private static func plan(_ schema: ProtobufSchema) -> ProtobufDecodingPlan? {
        guard !schema.messages.isEmpty else { return nil }
        return ProtobufDecodingPlan(schema, message: .init(0), limits: ProtobufWitnessSearch.limits)
    }

    /// The check has said them.
    func pointers(of finding: SchemaFinding) -> (new: String?, old: String?) { (nil, nil) }

    mutating func proof(of finding: SchemaFinding) -> FindingProof {
        if let difference = difference(of: finding) { return proof(of: difference, finding.direction) }
        if let site = policySite(of: finding) { return proof(of: site) }
        return .unknown
    }

    mutating func proposals(for finding: SchemaFinding) -> [FixProposal] {
        var texts: Set<String> = []
        // Two ways to the same text are one.
        return allProposals(for: finding).filter { proposal in
            proposal.fix(of: newText).map { texts.insert($0.text).inserted } ?? false
        }
    }

    private mutating func allProposals(for finding: SchemaFinding) -> [FixProposal] {
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
        differences[
            DifferenceKey(
                direction: finding.direction, path: finding.protobufPath, errorType: finding.rule.confluentErrorType)]
    }

    private mutating func policySite(of finding: SchemaFinding) -> PolicyComparison.Site? {
        policySites[finding.sentence]?.first { $0.rule.rule == finding.rule && $0.path == finding.protobufPath }
    }

    // MARK: Proofs

    private func proof(of difference: ProtobufDifference, _ direction: CompatibilityDirection) -> FindingProof {
        switch difference.change {
        case .packageChanged:
            return .harmless(
                "a package is not in the bytes: records read alike; full names in Any, JSON type URLs and generated code differ")
        case .messageRemoved:
            return .harmless(
                "names are not in the bytes: records of other messages read alike, those of this one find no reader by its name"
            )
        case .requiredFieldRemoved:
            return .harmless("the reader keeps what it does not know among the unknown fields, and misses nothing it asks for")
        default: break
        }
        let (original, update) = direction == .backward ? (old, new) : (new, old)
        guard let message = difference.original.message, let readMessage = difference.update.message else { return .unknown }
        let (writer, reader) = direction == .backward ? (plans.old, plans.new) : (plans.new, plans.old)
        guard let writer, let reader, !work.isDone else { return .unknown }
        let search = ProtobufWitnessSearch(writer: writer, reader: reader, work: work)
        guard search.canWrite(message) else {
            if work.isDone { return .unknown }
            return .harmless("no record of the writer's message can be written: its required fields lead back to themselves")
        }
        let isLabel = difference.change == .fieldNumericLabelChanged
        let numbers = self.numbers(at: difference, original, update)
        if let witness = search.witness(for: message, as: readMessage, numbers: numbers, allowsListsOfOne: isLabel) {
            return .witness(witness)
        }
        // Cut short, the search has shown nothing.
        if work.isDone { return .unknown }
        switch difference.change {
        case .fieldNumericLabelChanged:
            return .harmless("a reader of a list takes a single number for a list of one, and every record has what is required")
        case .fieldNamedTypeChanged:
            return .harmless("the two messages have the same fields as far as they were tried: the bytes read alike")
        default: return .unknown
        }
    }

    /// The fields that have to survive.
    private func numbers(at difference: ProtobufDifference, _ original: ProtobufSchema, _ update: ProtobufSchema) -> [Int32] {
        switch (difference.original, difference.update) {
        case (.field(let id, let place), _): [original[id].fields[place].number]
        case (_, .field(let id, let place)): [update[id].fields[place].number]
        case (_, .oneof(let id, let place)): update[id].oneofs[place].fields.map { update[id].fields[$0].number }
        default: []
        }
    }

    private func proof(of site: PolicyComparison.Site) -> FindingProof {
        guard site.rule.policies.contains(.wire) else {
            return .harmless(
                site.rule.policies.contains(.wireJSON)
                    ? "binary records read alike; JSON or later versions are at stake"
                    : "records read alike; generated code is at stake")
        }
        guard let message = site.old.message, let readMessage = site.new.message else {
            return .harmless("no record of the two versions reads wrongly; later versions, or calls, are at stake")
        }
        let numbers =
            switch site.old {
            case .field(let id, let place): [old[id].fields[place].number]
            default: [Int32]()
            }
        guard let writer = plans.old, let reader = plans.new, !work.isDone else { return .unknown }
        let search = ProtobufWitnessSearch(writer: writer, reader: reader, work: work)
        if let witness = search.witness(for: message, as: readMessage, numbers: numbers) { return .witness(witness) }
        if work.isDone { return .unknown }
        return .harmless("no record that was tried reads wrongly; what the schema promises has changed")
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
