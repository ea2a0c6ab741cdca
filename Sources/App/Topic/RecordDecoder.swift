import Avro
import JSONText
import KafkaClient
import RegistryClient
import RegistryModel
import Serializers

/// Shows keys and values by the schemas they name. Used from one task.
///
/// Never fails: what cannot be decoded is shown as bytes, with the reason.
final class RecordDecoder {
    private let registry: RegistryClient
    private let form: AvroJSON.Form
    private let keys: AvroGenericDeserializer
    private let values: AvroGenericDeserializer
    private var places: [Place: DecodedBytes.Schema] = [:]
    /// While the registry does not answer it is asked now and then, not for every record.
    private var silence: (until: ContinuousClock.Instant, problem: String)?

    private static let maxPlaces = 2000
    private static let silenceKept = Duration.seconds(5)

    private struct Place: Hashable {
        var id: SchemaID
        /// A schema may stand in many subjects; the topic's own is the one to show.
        var topic: String
        var isKey: Bool
    }

    init(_ registry: RegistryClient, form: AvroJSON.Form) {
        self.registry = registry
        self.form = form
        keys = AvroGenericDeserializer(registry, side: .key)
        values = AvroGenericDeserializer(registry, side: .value)
    }

    func key(of record: ConsumerRecord) async -> DecodedBytes? { await decode(record.key, keys, record.topic, isKey: true) }

    func value(of record: ConsumerRecord) async -> DecodedBytes? {
        await decode(record.value, values, record.topic, isKey: false)
    }

    private func decode(
        _ bytes: [UInt8]?, _ deserializer: AvroGenericDeserializer, _ topic: String, isKey: Bool
    ) async -> DecodedBytes? {
        guard let bytes else { return nil }
        guard let id = Self.schemaID(of: bytes) else { return DecodedBytes(raw: bytes) }
        if let silence, ContinuousClock.now < silence.until { return DecodedBytes(raw: bytes, problem: silence.problem) }
        do {
            guard let datum = try await deserializer.deserialize(bytes, topic: topic) else { return DecodedBytes(raw: bytes) }
            let schema = try await schema(Place(id: id, topic: topic, isKey: isKey))
            return DecodedBytes(json: AvroJSON.value(of: datum, form: form), schema: schema)
        } catch let error as RegistryClientError where error.isUnavailable {
            silence = (.now + Self.silenceKept, "the registry does not answer: \(error.message)")
            return DecodedBytes(raw: bytes, problem: silence?.problem)
        } catch let error as SerializationError {
            return DecodedBytes(raw: bytes, problem: "schema \(id): \(error.problem)")
        } catch {
            return DecodedBytes(raw: bytes, problem: "schema \(id): \(error)")
        }
    }

    /// Text and most other data do not begin with the byte 0.
    private static func schemaID(of bytes: [UInt8]) -> SchemaID? {
        do {
            return try SchemaFrame.read(bytes)
        } catch {
            return nil
        }
    }

    /// Where the schema is registered. A registry that cannot tell leaves the bare id.
    private func schema(_ place: Place) async throws -> DecodedBytes.Schema {
        if let known = places[place] { return known }
        var schema = DecodedBytes.Schema(id: place.id.rawValue)
        do {
            let uses = try await registry.uses(of: place.id)
            let own = Subject("\(place.topic)-\(place.isKey ? "key" : "value")")
            if let use = uses.last(where: { $0.subject == own }) ?? uses.first {
                schema.subject = use.subject.name
                schema.version = use.version.rawValue
            }
        } catch let error as RegistryClientError where error.isNotFound {}
        if places.count >= Self.maxPlaces { places.removeAll() }
        places[place] = schema
        return schema
    }
}
