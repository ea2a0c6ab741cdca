public import KafkaClient

/// Turns values into the bytes of records. Nil stays nil: a tombstone.
///
/// ```swift
/// func write<S: RecordSerializer>(_ value: S.Value, with serializer: S) async throws { … }
/// ```
public protocol RecordSerializer<Value>: Sendable {
    associatedtype Value
    func serialize(_ value: Value?, topic: String) async throws -> [UInt8]?

    /// As `serialize(_:topic:)`, for a record whose headers say things too: its schema, with `SerializerOptions.placement` `.header`.
    func serialize(_ value: Value?, topic: String, headers: inout [RecordHeader]) async throws -> [UInt8]?
}

extension RecordSerializer {
    /// A serializer that has nothing to say in headers.
    public func serialize(_ value: Value?, topic: String, headers: inout [RecordHeader]) async throws -> [UInt8]? {
        try await serialize(value, topic: topic)
    }
}

/// Turns the bytes of records into values. Nil stays nil: a tombstone.
///
/// ```swift
/// func read<D: RecordDeserializer>(_ bytes: [UInt8]?, with deserializer: D) async throws -> D.Value? { … }
/// ```
public protocol RecordDeserializer<Value>: Sendable {
    associatedtype Value: Sendable
    /// - Throws: `SerializationError` when the bytes are at fault, `RegistryClientError` when the registry does not answer.
    func deserialize(_ bytes: [UInt8]?, topic: String) async throws -> Value?

    /// As `deserialize(_:topic:)`, for a record whose headers may name its schema.
    func deserialize(_ bytes: [UInt8]?, topic: String, headers: [RecordHeader]) async throws -> Value?
}

extension RecordDeserializer {
    /// A deserializer that does not look at headers.
    public func deserialize(_ bytes: [UInt8]?, topic: String, headers: [RecordHeader]) async throws -> Value? {
        try await deserialize(bytes, topic: topic)
    }
}
