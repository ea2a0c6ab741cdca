import Avro
import JSONText
import KafkaClient
import ProtobufCodec
import RegistryClient
import RegistryModel
import Serializers

/// Shows keys and values by the schemas they name. Used from one task.
///
/// Never fails: what cannot be decoded is shown as bytes, with the reason.
final class RecordDecoder {
    private let registry: RegistryClient
    private let form: AvroJSON.Form
    private let keys: Deserializers
    private let values: Deserializers
    private var places: [Place: DecodedBytes.Schema] = [:]
    /// While the registry does not answer it is asked now and then, not for every record.
    private var silence: (until: ContinuousClock.Instant, problem: String)?

    private static let maxPlaces = 2000
    private static let silenceKept = Duration.seconds(5)

    private struct Deserializers {
        var side: SubjectNameStrategy.Side
        var avro: AvroGenericDeserializer
        var protobuf: ProtobufGenericDeserializer

        init(_ registry: RegistryClient, _ side: SubjectNameStrategy.Side) {
            self.side = side
            avro = AvroGenericDeserializer(registry, side: side)
            protobuf = ProtobufGenericDeserializer(registry, side: side)
        }
    }

    private struct Place: Hashable {
        var id: SchemaID
        /// A schema may stand in many subjects; the topic's own is the one to show.
        var topic: String
        var isKey: Bool
    }

    init(_ registry: RegistryClient, form: AvroJSON.Form) {
        self.registry = registry
        self.form = form
        keys = Deserializers(registry, .key)
        values = Deserializers(registry, .value)
    }

    func key(of record: ConsumerRecord) async -> DecodedBytes? { await decode(record.key, record, keys) }

    func value(of record: ConsumerRecord) async -> DecodedBytes? { await decode(record.value, record, values) }

    private func decode(
        _ bytes: [UInt8]?, _ record: ConsumerRecord, _ deserializers: Deserializers
    ) async -> DecodedBytes? {
        guard let bytes else { return nil }
        // Text and most other data do not look like it.
        guard let key = SchemaKey(of: bytes, headers: record.headers, side: deserializers.side) else {
            return DecodedBytes(raw: bytes)
        }
        if let silence, ContinuousClock.now < silence.until { return DecodedBytes(raw: bytes, problem: silence.problem) }
        do {
            guard let (json, message) = try await json(bytes, key, deserializers, record) else { return DecodedBytes(raw: bytes) }
            var id: SchemaID?
            switch key {
            case .id(let known): id = known
            case .guid(let guid): id = try await registry.id(of: guid)
            }
            guard let id else { return DecodedBytes(raw: bytes) }
            var schema = try await schema(Place(id: id, topic: record.topic, isKey: deserializers.side == .key))
            schema.message = message
            return DecodedBytes(json: json, schema: schema)
        } catch let error as RegistryClientError where error.isUnavailable {
            silence = (.now + Self.silenceKept, "the registry does not answer: \(error.message)")
            return DecodedBytes(raw: bytes, problem: silence?.problem)
        } catch let error as SerializationError {
            return DecodedBytes(raw: bytes, problem: "\(key): \(error.problem)")
        } catch {
            return DecodedBytes(raw: bytes, problem: "\(key): \(error)")
        }
    }

    /// Protobuf is shown as ProtoJSON, whatever the form of Avro; then with the full name of the message.
    private func json(
        _ bytes: [UInt8], _ key: SchemaKey, _ deserializers: Deserializers, _ record: ConsumerRecord
    ) async throws -> (JSONValue, message: String?)? {
        // Both deserializers ask the same client, which remembers schemas for ever: this asks for nothing more.
        let format: SchemaFormat
        do {
            switch key {
            case .id(let id): format = try await registry.schema(id).format
            case .guid(let guid): format = try await registry.schema(guid).format
            }
        } catch let error as RegistryClientError where error.isNotFound {
            // Avro's deserializer says so in its own words.
            format = .avro
        }
        guard format == .protobuf else {
            return try await deserializers.avro.deserialize(bytes, topic: record.topic, headers: record.headers)
                .map { (try AvroJSON.value(of: $0, form: form), nil) }
        }
        let decoded = try await deserializers.protobuf.deserialize(bytes, topic: record.topic, headers: record.headers)
        guard let message = decoded else { return nil }
        return (try JSONParser.parse(try ProtobufJSON.bytes(message)), message.typeName)
    }

    /// Where the schema is registered. A registry that cannot tell leaves the bare id.
    private func schema(_ place: Place) async throws -> DecodedBytes.Schema {
        if let known = places[place] { return known }
        var schema = DecodedBytes.Schema(id: place.id.rawValue)
        do {
            if let use = try await registry.use(of: place.id, by: place.topic, place.isKey ? .key : .value) {
                schema.subject = use.subject.name
                schema.version = use.version.rawValue
            }
        } catch let error as RegistryClientError where error.isNotFound {}
        if places.count >= Self.maxPlaces { places.removeAll() }
        places[place] = schema
        return schema
    }
}
