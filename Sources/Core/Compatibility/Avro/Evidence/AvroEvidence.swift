internal import Avro
internal import JSONText

/// Evidence for findings between two Avro schemas.
struct AvroEvidence: EvidenceSource {
    private let new: AvroText
    private let old: AvroText
    private let references: [AvroSchemaParser.Reference]
    /// By direction: what the comparison knows and findings do not say, and the search for witnesses.
    private let mismatches: [CompatibilityDirection: [Key: AvroMismatch]]
    private var searches: [CompatibilityDirection: WitnessSearch] = [:]

    private struct Key: Hashable {
        var path: JSONPointer
        var info: String
    }

    init?(new: WrittenSchema, old: WrittenSchema) {
        guard let newText = AvroText(new), let oldText = AvroText(old) else { return nil }
        self.new = newText
        self.old = oldText
        references = new.references.map { AvroSchemaParser.Reference(name: $0.name, text: $0.text) }
        mismatches = [
            .backward: Self.mismatches(reader: newText.schema, writer: oldText.schema),
            .forward: Self.mismatches(reader: oldText.schema, writer: newText.schema),
        ]
    }

    private static func mismatches(reader: AvroSchema, writer: AvroSchema) -> [Key: AvroMismatch] {
        var comparison = AvroComparison(reader: reader, writer: writer)
        let keyed = comparison.mismatches().map { (Key(path: $0.path, info: $0.problem.confluentInfo), $0) }
        return Dictionary(keyed, uniquingKeysWith: { first, _ in first })
    }

    private func mismatch(_ finding: SchemaFinding) -> AvroMismatch? {
        mismatches[finding.direction]?[Key(path: finding.path, info: finding.info)]
    }

    func pointers(of finding: SchemaFinding) -> (new: String?, old: String?) {
        (finding.newPlace.flatMap(new.pointer), finding.oldPlace.flatMap(old.pointer))
    }

    /// A record that lacks a field is shown whole: its name, which is the place, says little.
    func fragments(of finding: SchemaFinding) -> (before: TextRange?, after: TextRange?) {
        guard let mismatch = mismatch(finding) else { return (nil, nil) }
        switch mismatch.problem {
        case .fieldMissing, .enumFieldMissing:
            return finding.direction == .backward
                ? (old.schema[mismatch.pair.writer].place, nil) : (nil, new.schema[mismatch.pair.writer].place)
        default: return (nil, nil)
        }
    }

    mutating func proof(of finding: SchemaFinding) -> FindingProof {
        guard let mismatch = mismatch(finding) else { return .unknown }
        let isBackward = finding.direction == .backward
        var search =
            searches[finding.direction]
            ?? WitnessSearch(reader: isBackward ? new.schema : old.schema, writer: isBackward ? old.schema : new.schema)
        defer { searches[finding.direction] = search }
        return search.proof(of: mismatch)
    }

    func proposals(for finding: SchemaFinding) -> [FixProposal] {
        guard let mismatch = mismatch(finding) else { return [] }
        return AvroFixes(new: new, old: old, isBackward: finding.direction == .backward).proposals(for: mismatch)
    }

    func schema(parsing text: String) -> ComparableSchema? {
        do {
            return .avro(try AvroSchemaParser.parse(text, references: references))
        } catch {
            return nil
        }
    }
}
