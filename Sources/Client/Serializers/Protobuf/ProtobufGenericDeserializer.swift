public import KafkaClient
public import ProtobufCodec
internal import ProtobufSchema
public import RegistryClient
public import RegistryModel
internal import Synchronization

/// Reads Protobuf records by the schema id in front of them, without a Swift type.
///
/// ```swift
/// let deserializer = ProtobufGenericDeserializer(registry)
/// let message = try await deserializer.deserialize(record.value, topic: record.topic)
/// print(message?["id"]?.string ?? "deleted")
/// ```
/// The registry is asked once per schema id; after that a call does not suspend. May be used from any number of tasks.
public final class ProtobufGenericDeserializer: RecordDeserializer {
    private struct Key: Hashable {
        var schema: SchemaKey
        var message: ProtobufSchema.MessageID
    }

    private let reader: ProtobufReader
    private let plans = Mutex<[Key: ProtobufDecodingPlan]>([:])
    private static let maxPlans = 1000

    public init(_ registry: any SchemaRegistry, side: SubjectNameStrategy.Side = .value, foreign: ForeignSchemas? = nil) {
        reader = ProtobufReader(registry, side: side, foreign: foreign)
    }

    public func deserialize(_ bytes: [UInt8]?, topic: String) async throws -> DynamicMessage? {
        try await deserialize(bytes, topic: topic, headers: [])
    }

    public func deserialize(_ bytes: [UInt8]?, topic: String, headers: [RecordHeader]) async throws -> DynamicMessage? {
        guard let bytes else { return nil }
        let record = try await reader.record(bytes, topic: topic, headers: headers)
        do {
            return try DynamicMessage(record.bytes, from: record.offset, plan: plan(record))
        } catch {
            throw reader.failure(error, record, topic: topic)
        }
    }

    private func plan(_ record: ProtobufReader.Record) -> ProtobufDecodingPlan {
        let key = Key(schema: record.key, message: record.message)
        if let plan = plans.withLock({ $0[key] }) { return plan }
        let plan = ProtobufDecodingPlan(record.schema, message: record.message)
        plans.withLock { plans in
            if plans.count >= Self.maxPlans { plans.removeAll() }
            plans[key] = plan
        }
        return plan
    }
}
