package import KafkaClient
internal import ProtobufSchema
package import RegistryClient
internal import RegistryModel
internal import Synchronization

/// What a Protobuf record of one message type begins with, found once per schema.
package final class ProtobufWriter: Sendable {
    private let writer: WriterResolution<ProtobufLanguage>
    private let messageName: String
    private let indexes = Mutex<[SchemaID: [UInt8]]>([:])
    private static let maxSchemas = 1000

    /// - Parameter messageName: full name of the type written, `shop.v1.Order`.
    package init(
        _ registry: any SchemaRegistry, writing schema: WriterSchema, messageName: String, options: SerializerOptions
    ) {
        var options = options
        options.recordName = options.recordName ?? messageName
        writer = WriterResolution(registry, writer: schema, options: options)
        self.messageName = messageName
    }

    /// What stands in front of a message: the schema's id and the message's indexes; nothing if both went into a header.
    package func frame(topic: String, headers: inout [RecordHeader]) async throws -> [UInt8] {
        let resolved = try await writer.resolve(topic: topic)
        return writer.frame(resolved, try indexes(in: resolved, topic), to: &headers)
    }

    /// As `frame(topic:headers:)`, for a call that takes no headers.
    package func prefix(topic: String) async throws -> [UInt8] {
        try writer.checkPlacement(topic)
        var none: [RecordHeader] = []
        return try await frame(topic: topic, headers: &none)
    }

    private func indexes(in resolved: WriterResolution<ProtobufLanguage>.Resolved, _ topic: String) throws -> [UInt8] {
        if let known = indexes.withLock({ $0[resolved.id] }) { return known }
        guard let message = resolved.schema.message(named: messageName),
            let found = resolved.schema.messageIndexes(of: message)
        else {
            throw SerializationError(
                .encoding, topic: topic, side: writer.options.side,
                "the schema's file defines no message \(messageName)", subject: resolved.subject, version: resolved.version,
                schema: .id(resolved.id), advice: "Register the file that defines it, or write with another schema")
        }
        indexes.withLock { indexes in
            if indexes.count >= Self.maxSchemas { indexes.removeAll() }
            indexes[resolved.id] = found.bytes
        }
        return found.bytes
    }

    package func failure(_ error: any Error, topic: String) -> SerializationError {
        SerializationError(
            .encoding, topic: topic, side: writer.options.side, "\(messageName): \(error)", underlying: error)
    }
}
