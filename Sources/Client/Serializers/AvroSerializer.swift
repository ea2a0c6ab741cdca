public import Avro
public import KafkaClient
public import RegistryClient
internal import RegistryModel
internal import Synchronization

/// Writes values as Avro, with the schema's id in front or in a header (`SerializerOptions.placement`): of types generated from a schema, or of
/// `Encodable` ones.
///
/// ```swift
/// let orders = AvroSerializer<Order>(registry)                     // generated: writes the schema it was made of
/// let bytes = try await orders.serialize(order, topic: "orders")
/// let notes = AvroSerializer<Note>(registry, writing: .given(SchemaText(Note.schema)))      // any Encodable
/// ```
/// The registry is asked once per topic; after that a call does not suspend. May be used from any number of tasks.
public final class AvroSerializer<Value>: RecordSerializer {
    private let writer: WriterResolution<AvroLanguage>
    private let encode: @Sendable (Value, WriterResolution<AvroLanguage>.Resolved, _ prefix: [UInt8]) throws -> [UInt8]

    /// For an `Encodable` type whose conformance belongs to no actor.
    @_disfavoredOverload
    public init(_ registry: any SchemaRegistry, writing schema: WriterSchema, options: SerializerOptions = SerializerOptions())
    where Value: Encodable & SendableMetatype {
        writer = WriterResolution(registry, writer: schema, options: options)
        let encoders = EncoderCache<AvroCodableEncoder>(), bridges = options.bridges
        encode = { value, resolved, prefix in
            let encoder = encoders.encoder(resolved.id) { AvroCodableEncoder(resolved.schema, bridges: bridges) }
            return try encoder.encode(value, after: prefix)
        }
    }

    /// For a generated type.
    /// - Parameter schema: nil means the one the type was made of. Values are resolved to any other, which must be able to read
    ///   what the type writes.
    public init(
        _ registry: any SchemaRegistry, writing schema: WriterSchema? = nil, options: SerializerOptions = SerializerOptions()
    ) where Value: GeneratedAvroType {
        writer = WriterResolution(
            registry, writer: schema ?? .given(SchemaText(Value.avroSchema.text(.stored))), options: options)
        let encoders = EncoderCache<GeneratedTypeEncoder<Value>>()
        encode = { value, resolved, prefix in
            let encoder = try encoders.encoder(resolved.id) { () throws in try GeneratedTypeEncoder<Value>(resolved.schema) }
            return try encoder.encode(value, after: prefix)
        }
    }

    /// - Throws: `SerializationError`; `RegistryClientError` when the registry does not answer.
    public func serialize(_ value: Value?, topic: String) async throws -> [UInt8]? {
        try writer.checkPlacement(topic)
        var none: [RecordHeader] = []
        return try await serialize(value, topic: topic, headers: &none)
    }

    public func serialize(_ value: Value?, topic: String, headers: inout [RecordHeader]) async throws -> [UInt8]? {
        guard let value else { return nil }
        let resolved = try await writer.resolve(topic: topic)
        do {
            return try encode(value, resolved, writer.frame(resolved, to: &headers))
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
    private let writer: WriterResolution<AvroLanguage>
    private let encoders = EncoderCache<AvroValueEncoder>()

    public init(_ registry: any SchemaRegistry, writing schema: WriterSchema, options: SerializerOptions = SerializerOptions()) {
        writer = WriterResolution(registry, writer: schema, options: options)
    }

    /// - Throws: `SerializationError`; `RegistryClientError` when the registry does not answer.
    public func serialize(_ value: AvroValue?, topic: String) async throws -> [UInt8]? {
        try writer.checkPlacement(topic)
        var none: [RecordHeader] = []
        return try await serialize(value, topic: topic, headers: &none)
    }

    public func serialize(_ value: AvroValue?, topic: String, headers: inout [RecordHeader]) async throws -> [UInt8]? {
        guard let value else { return nil }
        let resolved = try await writer.resolve(topic: topic)
        let encoder = encoders.encoder(resolved.id) { AvroValueEncoder(resolved.schema) }
        do {
            return try encoder.encode(value, after: writer.frame(resolved, to: &headers))
        } catch {
            throw writer.failure(error, resolved, topic)
        }
    }
}

/// One encoder per schema id.
final class EncoderCache<Encoder: Sendable>: Sendable {
    private let known = Mutex<[SchemaID: Encoder]>([:])
    private static var limit: Int { 1000 }

    func encoder(_ id: SchemaID, make: () throws -> Encoder) rethrows -> Encoder {
        if let encoder = known.withLock({ $0[id] }) { return encoder }
        let encoder = try make()
        known.withLock { known in
            if known.count >= Self.limit { known.removeAll() }
            known[id] = encoder
        }
        return encoder
    }
}

extension WriterResolution {
    func failure(_ error: any Error, _ resolved: Resolved, _ topic: String) -> SerializationError {
        SerializationError(
            .encoding, topic: topic, side: options.side, "\(error)", subject: resolved.subject, version: resolved.version,
            schema: .id(resolved.id), underlying: error)
    }
}
