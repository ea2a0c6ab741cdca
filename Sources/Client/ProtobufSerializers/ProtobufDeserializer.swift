public import KafkaClient
public import RegistryClient
public import RegistryModel
public import Serializers
public import SwiftProtobuf

/// Reads Protobuf records by the schema id in front of them, into a message that swift-protobuf generated.
///
/// ```swift
/// let deserializer = ProtobufDeserializer<Shop_Order>(registry)
/// for try await record in consumer.records {
///     guard let order = try await deserializer.deserialize(record.value, topic: record.topic) else { continue }   // deleted
/// }
/// ```
/// The writer's schema says which message a record is; one of another type is refused rather than misread. The registry is
/// asked once per schema id; after that a call does not suspend. May be used from any number of tasks.
public final class ProtobufDeserializer<Value: SwiftProtobuf.Message>: RecordDeserializer {
    private let reader: ProtobufReader

    public init(_ registry: any SchemaRegistry, side: SubjectNameStrategy.Side = .value, foreign: ForeignSchemas? = nil) {
        reader = ProtobufReader(registry, side: side, foreign: foreign)
    }

    public func deserialize(_ bytes: [UInt8]?, topic: String) async throws -> Value? {
        try await deserialize(bytes, topic: topic, headers: [])
    }

    public func deserialize(_ bytes: [UInt8]?, topic: String, headers: [RecordHeader]) async throws -> Value? {
        guard let bytes else { return nil }
        let record = try await reader.record(bytes, topic: topic, headers: headers)
        guard record.messageName == Value.protoMessageName else {
            throw reader.mismatch(record, expected: Value.protoMessageName, topic: topic)
        }
        do {
            return try Value(serializedBytes: Array(record.bytes[record.offset...]))
        } catch {
            throw reader.failure(error, record, topic: topic)
        }
    }
}
