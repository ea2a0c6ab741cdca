public import Avro
public import KafkaClient
public import RegistryClient
public import RegistryModel
internal import Synchronization

/// Reads Avro records by the schema id in front of them, into a type generated from a schema or a `Decodable` one.
///
/// ```swift
/// let deserializer = AvroDeserializer<Order>(registry)             // generated: reads with the schema it was made of
/// for try await record in consumer.records {
///     guard let order = try await deserializer.deserialize(record.value, topic: record.topic) else { continue }   // deleted
/// }
/// ```
/// Data written with another version of the schema is resolved to the reader's: renamed, added and removed fields come out as
/// Avro's rules say. Without a reader's schema a `Decodable` type is filled from the writer's. The registry is asked once per
/// schema id; after that a call does not suspend. May be used from any number of tasks.
public final class AvroDeserializer<Value: Sendable>: RecordDeserializer {
    private let reader: ReaderResolution
    private let decode: @Sendable (DecodingPlan, _ bytes: [UInt8], _ offset: Int) throws -> Value

    /// For a `Decodable` type.
    /// - Parameter schema: the schema the type was written for; nil means the writer's.
    @_disfavoredOverload
    public init(
        _ registry: any SchemaRegistry, reading schema: SchemaText? = nil, side: SubjectNameStrategy.Side = .value,
        bridges: AvroTypeBridges = .foundation, foreign: ForeignSchemas? = nil
    ) where Value: Decodable {
        reader = ReaderResolution(registry, reader: schema, FrameReader(side: side, foreign: foreign))
        decode = { plan, bytes, offset in
            try AvroCodableDecoder(plan: plan, bridges: bridges).decode(Value.self, from: bytes, at: offset)
        }
    }

    /// For a generated type, which brings its schema.
    public init(
        _ registry: any SchemaRegistry, side: SubjectNameStrategy.Side = .value, foreign: ForeignSchemas? = nil
    ) where Value: GeneratedAvroType {
        reader = ReaderResolution(registry, reader: Value.avroSchema, FrameReader(side: side, foreign: foreign))
        decode = { plan, bytes, offset in
            try GeneratedTypeDecoder<Value>(plan: plan).decode(bytes, from: offset)
        }
    }

    public func deserialize(_ bytes: [UInt8]?, topic: String) async throws -> Value? {
        try await deserialize(bytes, topic: topic, headers: [])
    }

    public func deserialize(_ bytes: [UInt8]?, topic: String, headers: [RecordHeader]) async throws -> Value? {
        guard let bytes else { return nil }
        let frame = try reader.frames.frame(bytes, headers, topic)
        let key = try await reader.frames.key(frame, topic)
        let plan = try await reader.plan(key, topic)
        do {
            return try decode(plan, frame.bytes, frame.offset)
        } catch {
            throw reader.failure(error, key, topic)
        }
    }
}

/// Reads Avro records by the schema id in front of them, without a Swift type.
///
/// ```swift
/// let deserializer = AvroGenericDeserializer(registry)
/// let datum = try await deserializer.deserialize(record.value, topic: record.topic)
/// print(datum?.record?["id"]?.string ?? "deleted")
/// ```
public final class AvroGenericDeserializer: RecordDeserializer {
    private let reader: ReaderResolution

    /// - Parameter schema: what to resolve to; nil means the writer's.
    public init(
        _ registry: any SchemaRegistry, reading schema: SchemaText? = nil, side: SubjectNameStrategy.Side = .value,
        foreign: ForeignSchemas? = nil
    ) {
        reader = ReaderResolution(registry, reader: schema, FrameReader(side: side, foreign: foreign))
    }

    public func deserialize(_ bytes: [UInt8]?, topic: String) async throws -> GenericDatum? {
        try await deserialize(bytes, topic: topic, headers: [])
    }

    public func deserialize(_ bytes: [UInt8]?, topic: String, headers: [RecordHeader]) async throws -> GenericDatum? {
        guard let bytes else { return nil }
        let frame = try reader.frames.frame(bytes, headers, topic)
        let key = try await reader.frames.key(frame, topic)
        let plan = try await reader.plan(key, topic)
        do {
            return try GenericDatum(frame.bytes, from: frame.offset, plan: plan)
        } catch {
            throw reader.failure(error, key, topic)
        }
    }

    /// The id in front of a record.
    public func schemaID(of bytes: [UInt8], topic: String) throws -> SchemaID { try reader.id(of: bytes, topic) }
}

/// Finds how data of a writer's schema is read, once per schema id.
final class ReaderResolution: Sendable {
    private let catalog: SchemaCatalog<AvroLanguage>
    private let readerText: SchemaText?
    let frames: FrameReader
    private var side: SubjectNameStrategy.Side { frames.side }

    private struct State {
        var reader: AvroSchema?
        var plans: [SchemaKey: DecodingPlan] = [:]
    }

    private let state = Mutex(State())
    private static let maxPlans = 1000

    init(_ registry: any SchemaRegistry, reader: SchemaText?, _ frames: FrameReader) {
        catalog = SchemaCatalog(registry)
        readerText = reader
        self.frames = frames
    }

    /// For a schema that is part of the program.
    init(_ registry: any SchemaRegistry, reader: AvroSchema, _ frames: FrameReader) {
        catalog = SchemaCatalog(registry)
        readerText = nil
        self.frames = frames
        state.withLock { $0.reader = reader }
    }

    func id(of bytes: [UInt8], _ topic: String) throws -> SchemaID {
        do {
            return try SchemaFrame.read(bytes)
        } catch {
            throw SerializationError(
                .notFramed, topic: topic, side: side, "\(error)",
                advice: "Check that the producer writes with a schema registry's serializer", underlying: error)
        }
    }

    func plan(_ key: SchemaKey, _ topic: String) async throws -> DecodingPlan {
        if let plan = state.withLock({ $0.plans[key] }) { return plan }
        let writer = try await catalog.schema(key, topic: topic, side: side)
        let reader = try await readerSchema(topic)
        let plan: DecodingPlan
        do {
            plan = try reader.map { try SchemaResolution.plan(writer: writer, reader: $0) } ?? SchemaResolution.plan(for: writer)
        } catch {
            throw SerializationError(
                .unresolvable, topic: topic, side: side, "data of its schema cannot be read with the reader's schema: \(error)",
                schema: key, advice: "Give the reader's schema a default or an alias there", underlying: error)
        }
        state.withLock { state in
            if state.plans.count >= Self.maxPlans { state.plans.removeAll() }
            state.plans[key] = plan
        }
        return plan
    }

    private func readerSchema(_ topic: String) async throws -> AvroSchema? {
        if let known = state.withLock({ $0.reader }) { return known }
        guard let readerText else { return nil }
        let parsed = try await catalog.parse(readerText, topic: topic, side: side)
        state.withLock { $0.reader = parsed }
        return parsed
    }

    func failure(_ error: any Error, _ key: SchemaKey, _ topic: String) -> SerializationError {
        SerializationError(.decoding, topic: topic, side: side, "\(error)", schema: key, underlying: error)
    }
}
