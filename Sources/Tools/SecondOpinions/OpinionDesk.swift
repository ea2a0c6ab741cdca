package import LeafDump
internal import ProtobufSchema

/// Answers frames: takes a schema, then reads data of it; or a container file, and writes or reads that.
package struct OpinionDesk {
    private var opinion: (any Opinion)?
    private var writer: ContainerWriter?
    private var reader: ContainerReader?

    package init() {}

    package mutating func answer(_ frame: OpinionFrame) -> OpinionFrame {
        do throws(OpinionRefusal) {
            switch frame.kind {
            case .avroSchema:
                opinion = nil
                guard frame.parts.count == 1 else { throw OpinionRefusal("a schema is one part, these are \(frame.parts.count)") }
                opinion = try LibavroOpinion(String(decoding: frame.parts[0], as: UTF8.self))
                return OpinionFrame(.dumps)
            case .protobufSchema:
                opinion = nil
                guard frame.parts.count == 2 else {
                    throw OpinionRefusal("a set and a name are two parts, these are \(frame.parts.count)")
                }
                opinion = try Self.protobuf(frame.parts[0], String(decoding: frame.parts[1], as: UTF8.self))
                return OpinionFrame(.dumps)
            case .data:
                guard let opinion else { throw OpinionRefusal("data came before a schema") }
                var dump = LeafDump(), dumps: [[UInt8]] = []
                for bytes in frame.parts {
                    dump.removeAll()
                    try opinion.dump(bytes, to: &dump)
                    dumps.append(dump.bytes)
                }
                return OpinionFrame(.dumps, dumps)
            case .containerCreate:
                guard frame.parts.count == 3 else { throw OpinionRefusal("path, codec and schema are three parts") }
                let texts = frame.parts.map { String(decoding: $0, as: UTF8.self) }
                writer = try ContainerWriter(creating: texts[0], codec: texts[1], schema: texts[2])
                return OpinionFrame(.dumps)
            case .containerContinue:
                writer = try ContainerWriter(continuing: Self.path(frame))
                return OpinionFrame(.dumps)
            case .containerData:
                guard let writer else { throw OpinionRefusal("data came before a file") }
                try writer.write(frame.parts)
                return OpinionFrame(.dumps)
            case .containerOpen:
                reader = try ContainerReader(Self.path(frame))
                return OpinionFrame(.dumps)
            case .containerNext:
                guard let reader else { throw OpinionRefusal("data were asked for before a file was opened") }
                return OpinionFrame(.dumps, try reader.next())
            case .dumps, .refusal:
                throw OpinionRefusal("a frame of kind \(frame.kind) is an answer, not a question")
            }
        } catch {
            return .refusal(error.sentence)
        }
    }

    private static func path(_ frame: OpinionFrame) throws(OpinionRefusal) -> String {
        guard frame.parts.count == 1 else { throw OpinionRefusal("a path is one part, these are \(frame.parts.count)") }
        return String(decoding: frame.parts[0], as: UTF8.self)
    }

    private static func protobuf(_ set: [UInt8], _ name: String) throws(OpinionRefusal) -> ProtobufCOpinion {
        let schema: ProtobufSchema
        do throws(ProtobufSchemaError) {
            let files = try FileDescriptorSet(parsing: set).files
            schema = try ProtobufSchema(linking: files, roots: Array(files.indices.suffix(1)))
        } catch {
            throw OpinionRefusal("\(error)")
        }
        guard let root = schema.message(named: name) else { throw OpinionRefusal("the set has no message \(name)") }
        return try ProtobufCOpinion(schema, root: root)
    }
}
