import Compatibility
import JSONText
import ProtobufCodec
import ProtobufSchema
import Testing

/// What must be true of every completed finding between two Protobuf schemas.
struct ProtobufEvidenceCheck {
    let new: WrittenSchema
    let old: WrittenSchema
    let policy: ProtobufPolicy?

    func check(_ finding: SchemaFinding) throws {
        let about = "\(finding.rule.id) \(finding.direction) at \(finding.pathText)"
        for (place, fragment) in [(finding.newPlace, finding.after), (finding.oldPlace, finding.before)] where place != nil {
            #expect(fragment?.isEmpty == false, "\(about): a place has a fragment")
        }
        #expect(finding.newPointer != nil && finding.oldPointer != nil && finding.element != nil)
        guard case .protobuf(let newSchema) = new.schema, case .protobuf(let oldSchema) = old.schema else { return }
        let (reader, writer) = finding.direction == .backward ? (newSchema, oldSchema) : (oldSchema, newSchema)
        if let witness = finding.witness {
            #expect(finding.harmless == nil)
            try check(witness, writer: writer, reader: reader, about)
        } else {
            #expect(finding.harmless != nil, "\(about): a finding has a witness, or says why nothing breaks")
        }
        for fix in finding.fixes { try check(fix, of: finding, about) }
    }

    /// The writer reads its record as the JSON says, the reader refuses it or makes another JSON of it.
    private func check(_ witness: FindingWitness, writer: ProtobufSchema, reader: ProtobufSchema, _ about: String) throws {
        let type = try #require(witness.type)
        let plan = ProtobufDecodingPlan(writer, message: try #require(writer.message(named: type)))
        #expect(try ProtobufJSON.text(DynamicMessage(witness.data, plan: plan)) == witness.json, "\(about)")
        #expect(!witness.outcome.isEmpty && !witness.outcome.hasSuffix("."))
        let name = reader.messages.indices.first { reader.messages[$0].fullName == type }
        guard let name else { return }
        let readerPlan = ProtobufDecodingPlan(reader, message: ProtobufSchema.MessageID(name))
        let read = try? ProtobufJSON.text(DynamicMessage(witness.data, plan: readerPlan))
        #expect(read != witness.json, "\(about): the witness breaks")
    }

    private func check(_ fix: FindingFix, of finding: SchemaFinding, _ about: String) throws {
        let imports = new.references.map { ProtoCompiler.Source(name: $0.name, text: $0.text) }
        let repaired = try ProtoCompiler.compile(fix.text, imports: imports)
        let level: CompatibilityLevel = policy != nil ? .none : finding.direction == .backward ? .backward : .forward
        let left = CompatibilityCheck.check(
            new: .protobuf(repaired), history: [.init(version: finding.against, schema: old.schema)], level: level, policy: policy
        ).findings
        #expect(!left.contains { $0.rule == finding.rule && $0.sentence == finding.sentence }, "\(about): \(fix.title)")
    }
}
