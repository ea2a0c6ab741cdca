internal import ProtobufSchema
package import RegistryClient
package import RegistryModel

/// Finds the schema and the message that a Protobuf record names, once per schema id.
package final class ProtobufReader: Sendable {
    /// A record taken apart.
    package struct Record: Sendable {
        package var id: SchemaID
        package var messageName: String
        /// Where the message begins in the record's bytes.
        package var offset: Int
        let message: ProtobufSchema.MessageID
        let schema: ProtobufSchema
    }

    private let catalog: SchemaCatalog<ProtobufLanguage>
    private let side: SubjectNameStrategy.Side

    package init(_ registry: any SchemaRegistry, side: SubjectNameStrategy.Side) {
        catalog = SchemaCatalog(registry)
        self.side = side
    }

    /// What the prefix of `bytes` says, checked against the schema it names.
    package func record(_ bytes: [UInt8], topic: String) async throws -> Record {
        let frame: ProtobufFrame
        do {
            frame = try ProtobufFrame(reading: bytes)
        } catch {
            throw SerializationError(
                .notFramed, topic: topic, side: side, "\(error)",
                advice: "Check that the producer writes with a schema registry's Protobuf serializer", underlying: error)
        }
        let schema = try await catalog.schema(frame.id, topic: topic, side: side)
        guard let message = schema.message(at: frame.indexes) else {
            throw SerializationError(
                .decoding, topic: topic, side: side, "the schema has no message at the indexes \(frame.indexes)",
                schemaID: frame.id, advice: "Check that the producer wrote with the text that is registered")
        }
        return Record(
            id: frame.id, messageName: schema[message].fullName, offset: frame.byteCount, message: message, schema: schema)
    }

    package func failure(_ error: any Error, _ record: Record, topic: String) -> SerializationError {
        SerializationError(
            .decoding, topic: topic, side: side, "\(record.messageName): \(error)", schemaID: record.id, underlying: error)
    }

    /// The record is a message of another type than the program reads.
    package func mismatch(_ record: Record, expected: String, topic: String) -> SerializationError {
        SerializationError(
            .decoding, topic: topic, side: side, "the record is a \(record.messageName), not a \(expected)",
            schemaID: record.id, advice: "Read it with the type \(record.messageName), or without one")
    }
}
