internal import Avro
internal import JSONText

/// Evidence for findings between two Avro schemas.
struct AvroEvidence: EvidenceSource {
    private let new: AvroSchema
    private let old: AvroSchema
    private let references: [AvroSchemaParser.Reference]

    init?(new: WrittenSchema, old: WrittenSchema) {
        guard case .avro(let newSchema) = new.schema, case .avro(let oldSchema) = old.schema else { return nil }
        self.new = newSchema
        self.old = oldSchema
        references = new.references.map { AvroSchemaParser.Reference(name: $0.name, text: $0.text) }
    }

    func pointers(of finding: SchemaFinding) -> (new: String?, old: String?) { (nil, nil) }

    mutating func proof(of finding: SchemaFinding) -> FindingProof { .unknown }

    func proposals(for finding: SchemaFinding) -> [FixProposal] { [] }

    func schema(parsing text: String) -> ComparableSchema? {
        do {
            return .avro(try AvroSchemaParser.parse(text, references: references))
        } catch {
            return nil
        }
    }
}
