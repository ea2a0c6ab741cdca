import Avro
import Bytes
import Compatibility
import JSONText
import LeafDump
import ProtobufCodec
import ProtobufSchema
import RegistryModel

/// A schema as both sides read it: our decoder here, a C library in its process.
struct RecordOpinion {
    /// What the library is told of the schema.
    let question: OpinionFrame
    private let decoder: Decoder

    private enum Decoder {
        case avro(DecodingPlan)
        case protobuf(ProtobufDecodingPlan)
    }

    /// Which schema, and which of its messages.
    struct Key: Hashable {
        var id: SchemaID
        /// Empty for Avro.
        var message: String
    }

    /// Of a record, and where its datum begins; nil if it names no message of the schema.
    static func key(_ bytes: [UInt8], _ id: SchemaID, _ form: RecordForm) -> (Key, Int)? {
        switch form.language {
        case .avro: return (Key(id: id, message: ""), SchemaFrame.byteCount)
        case .protobuf(let schema):
            guard let (message, start) = RecordForm.message(bytes, schema) else { return nil }
            return (Key(id: id, message: schema[message].fullName), start)
        }
    }

    init?(_ key: Key, _ form: RecordForm) {
        switch form.language {
        case .avro(let plan, _):
            decoder = .avro(plan)
            // libavro knows no schemas but the one it is given, and mistakes names; what it needs is the shape.
            question = OpinionFrame(.avroSchema, [Array(plan.writer.canonicalText(under: "schema\(key.id)").utf8)])
        case .protobuf(let schema):
            guard let message = schema.message(named: key.message) else { return nil }
            decoder = .protobuf(ProtobufDecodingPlan(schema, message: message))
            question = OpinionFrame(
                .protobufSchema, [FileDescriptorSet(files: schema.files).serialized, Array(key.message.utf8)])
        }
    }

    /// What our decoder reads.
    func dump(_ datum: [UInt8]) throws -> [UInt8] {
        var dump = LeafDump()
        try write(datum, to: &dump)
        return dump.bytes
    }

    /// Where in the datum a line of its dump stands.
    func path(of line: Int, in datum: [UInt8]) -> String {
        var dump = LeafDump(keepsPaths: true)
        guard (try? write(datum, to: &dump)) != nil else { return "" }
        return dump.path(of: line)
    }

    private func write(_ datum: [UInt8], to dump: inout LeafDump) throws {
        switch decoder {
        case .avro(let plan): dump.write(try GenericDatum(datum, plan: plan).root)
        case .protobuf(let plan): dump.write(try DynamicMessage(datum, plan: plan))
        }
    }
}
