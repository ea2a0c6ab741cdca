internal import JSONText
internal import ProtobufSchema

/// Evidence for findings between two Protobuf schemas.
struct ProtobufEvidence: EvidenceSource {
    private let imports: [ProtoCompiler.Source]
    private let name: String

    init?(new: WrittenSchema, old: WrittenSchema) {
        guard case .protobuf = new.schema, case .protobuf = old.schema else { return nil }
        imports = new.references.map { ProtoCompiler.Source(name: $0.name, text: $0.text) }
        name = new.name
    }

    func pointers(of finding: SchemaFinding) -> (new: String?, old: String?) { (nil, nil) }

    mutating func proof(of finding: SchemaFinding) -> FindingProof { .unknown }

    func proposals(for finding: SchemaFinding) -> [FixProposal] { [] }

    func schema(parsing text: String) -> ComparableSchema? {
        do {
            return .protobuf(try ProtoCompiler.compile(text, named: name, imports: imports))
        } catch {
            return nil
        }
    }
}
