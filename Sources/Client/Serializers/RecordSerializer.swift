/// Turns values into the bytes of records. Nil stays nil: a tombstone.
///
/// ```swift
/// func write<S: RecordSerializer>(_ value: S.Value, with serializer: S) async throws { … }
/// ```
public protocol RecordSerializer<Value>: Sendable {
    associatedtype Value
    func serialize(_ value: Value?, topic: String) async throws -> [UInt8]?
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
}
