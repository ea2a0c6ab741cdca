internal import ProtobufSchema
package import RegistryClient
internal import RegistryModel
internal import Synchronization

/// What a Protobuf record of one message type begins with, found once per schema.
package final class ProtobufWriter: Sendable {
    private let writer: WriterResolution<ProtobufLanguage>
    private let messageName: String
    private let prefixes = Mutex<[SchemaID: [UInt8]]>([:])
    private static let maxPrefixes = 1000

    /// - Parameter messageName: full name of the type written, `shop.v1.Order`.
    package init(
        _ registry: any SchemaRegistry, writing schema: WriterSchema, messageName: String, options: SerializerOptions
    ) {
        var options = options
        options.recordName = options.recordName ?? messageName
        writer = WriterResolution(registry, writer: schema, options: options)
        self.messageName = messageName
    }

    /// The schema id and message indexes, before which nothing stands and behind which the message follows.
    package func prefix(topic: String) async throws -> [UInt8] {
        let resolved = try await writer.resolve(topic: topic)
        if let known = prefixes.withLock({ $0[resolved.id] }) { return known }
        guard let message = resolved.schema.message(named: messageName),
            let indexes = resolved.schema.messageIndexes(of: message)
        else {
            throw SerializationError(
                .encoding, topic: topic, side: writer.options.side,
                "the schema's file defines no message \(messageName)", subject: resolved.subject, version: resolved.version,
                schemaID: resolved.id, advice: "Register the file that defines it, or write with another schema")
        }
        let prefix = ProtobufFrame.bytes(resolved.id, indexes)
        prefixes.withLock { prefixes in
            if prefixes.count >= Self.maxPrefixes { prefixes.removeAll() }
            prefixes[resolved.id] = prefix
        }
        return prefix
    }

    package func failure(_ error: any Error, topic: String) -> SerializationError {
        SerializationError(
            .encoding, topic: topic, side: writer.options.side, "\(messageName): \(error)", underlying: error)
    }
}
