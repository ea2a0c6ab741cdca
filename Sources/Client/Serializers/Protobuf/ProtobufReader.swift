package import KafkaClient
internal import ProtobufSchema
package import RegistryClient
package import RegistryModel

/// Finds the schema and the message that a Protobuf record names, once per schema id.
package final class ProtobufReader: Sendable {
    /// A record taken apart.
    package struct Record: Sendable {
        package var messageName: String
        /// What the message stands in.
        package var bytes: [UInt8]
        /// Where it begins there; it ends with the bytes.
        package var offset: Int
        let key: SchemaKey
        let message: ProtobufSchema.MessageID
        let schema: ProtobufSchema
    }

    private let catalog: SchemaCatalog<ProtobufLanguage>
    private let frames: FrameReader
    private var side: SubjectNameStrategy.Side { frames.side }

    package init(_ registry: any SchemaRegistry, side: SubjectNameStrategy.Side, foreign: ForeignSchemas?) {
        catalog = SchemaCatalog(registry)
        frames = FrameReader(side: side, foreign: foreign)
    }

    /// What the record says of itself, checked against the schema it names.
    package func record(_ bytes: [UInt8], topic: String, headers: [RecordHeader]) async throws -> Record {
        let frame = try frames.frame(bytes, headers, topic)
        let naming: ProtobufMessageNaming
        do {
            naming = try ProtobufMessageNaming(of: frame)
        } catch {
            throw SerializationError(
                .notFramed, topic: topic, side: side, "\(error)",
                advice: "Check that the producer writes with a schema registry's Protobuf serializer", underlying: error)
        }
        let key = try await frames.key(frame, topic)
        let schema = try await catalog.schema(key, topic: topic, side: side)
        guard let message = naming.message(in: schema) else {
            throw SerializationError(
                .decoding, topic: topic, side: side, "the schema has no message at \(naming)",
                schema: key, advice: "Check that the producer wrote with the text that is registered")
        }
        return Record(
            messageName: schema[message].fullName, bytes: frame.bytes, offset: naming.offset, key: key, message: message,
            schema: schema)
    }

    package func failure(_ error: any Error, _ record: Record, topic: String) -> SerializationError {
        SerializationError(
            .decoding, topic: topic, side: side, "\(record.messageName): \(error)", schema: record.key, underlying: error)
    }

    /// The record is a message of another type than the program reads.
    package func mismatch(_ record: Record, expected: String, topic: String) -> SerializationError {
        SerializationError(
            .decoding, topic: topic, side: side, "the record is a \(record.messageName), not a \(expected)",
            schema: record.key, advice: "Read it with the type \(record.messageName), or without one")
    }
}
