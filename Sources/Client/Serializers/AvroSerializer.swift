public import Avro
public import RegistryClient
internal import RegistryModel
internal import Synchronization

/// Writes `Encodable` values as Avro, with the schema's id in front (Confluent's prefix format).
///
/// ```swift
/// struct Order: Codable, Sendable { var id: String; var amount: Int64; var placed: Date }
/// let serializer = AvroSerializer<Order>(registry, writing: .given(SchemaText(Order.schema)))
/// let bytes = try await serializer.serialize(Order(id: "o-1", amount: 1250, placed: .now), topic: "orders")
/// ```
/// The registry is asked once per topic; after that a call does not suspend. May be used from any number of tasks.
public final class AvroSerializer<Value: Encodable>: RecordSerializer {
    private let writer: WriterResolution
    private let encoders = EncoderCache<AvroCodableEncoder>()

    public init(_ registry: any SchemaRegistry, writing schema: WriterSchema, options: SerializerOptions = SerializerOptions()) {
        writer = WriterResolution(registry, writer: schema, options: options)
    }

    /// - Throws: `SerializationError`; `RegistryClientError` when the registry does not answer.
    public func serialize(_ value: Value?, topic: String) async throws -> [UInt8]? {
        guard let value else { return nil }
        let resolved = try await writer.resolve(topic: topic)
        let encoder = encoders.encoder(resolved.id) { AvroCodableEncoder(resolved.schema, bridges: writer.options.bridges) }
        do {
            return try encoder.encode(value, after: SchemaFrame.bytes(resolved.id))
        } catch {
            throw writer.failure(error, resolved, topic)
        }
    }
}

/// Writes `AvroValue` trees, for programs that know no Swift type for their records.
///
/// ```swift
/// let serializer = AvroValueSerializer(registry, writing: .latest)
/// let bytes = try await serializer.serialize(["id": "o-1", "amount": 1250], topic: "orders")
/// ```
public final class AvroValueSerializer: RecordSerializer {
    private let writer: WriterResolution
    private let encoders = EncoderCache<AvroValueEncoder>()

    public init(_ registry: any SchemaRegistry, writing schema: WriterSchema, options: SerializerOptions = SerializerOptions()) {
        writer = WriterResolution(registry, writer: schema, options: options)
    }

    /// - Throws: `SerializationError`; `RegistryClientError` when the registry does not answer.
    public func serialize(_ value: AvroValue?, topic: String) async throws -> [UInt8]? {
        guard let value else { return nil }
        let resolved = try await writer.resolve(topic: topic)
        let encoder = encoders.encoder(resolved.id) { AvroValueEncoder(resolved.schema) }
        do {
            return try encoder.encode(value, after: SchemaFrame.bytes(resolved.id))
        } catch {
            throw writer.failure(error, resolved, topic)
        }
    }
}

/// One encoder per schema id.
final class EncoderCache<Encoder: Sendable>: Sendable {
    private let known = Mutex<[SchemaID: Encoder]>([:])
    private static var limit: Int { 1000 }

    func encoder(_ id: SchemaID, make: () -> Encoder) -> Encoder {
        if let encoder = known.withLock({ $0[id] }) { return encoder }
        let encoder = make()
        known.withLock { known in
            if known.count >= Self.limit { known.removeAll() }
            known[id] = encoder
        }
        return encoder
    }
}

extension WriterResolution {
    func failure(_ error: any Error, _ resolved: ResolvedWriter, _ topic: String) -> SerializationError {
        SerializationError(
            .encoding, topic: topic, side: options.side, "\(error)", subject: resolved.subject, version: resolved.version,
            schemaID: resolved.id, underlying: error)
    }
}
