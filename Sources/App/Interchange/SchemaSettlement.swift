import Bytes
import KafkaClient
import RegistryClient
import RegistryModel
import Serializers

/// What becomes of the schemas that come with records: the ids they have where the records go. Used from one task.
final class SchemaSettlement {
    enum Policy: String, CaseIterable {
        /// A schema that the registry has by the same id keeps it; any other is registered, and its records get the new id.
        case register
        /// Every schema must be there by the same id.
        case check
        /// Nobody is asked, records stay as they are.
        case keep
    }

    private let registry: RegistryClient
    private let policy: Policy
    private let topic: String
    private let shelf: SchemaShelf
    private var ids: [SchemaID: SchemaID] = [:]
    private var places: [SubjectVersion: SubjectVersion] = [:]
    private(set) var keptCount = 0
    /// In words: `orders-value: 7 is 12`.
    private(set) var registered: [String] = []

    init(_ registry: RegistryClient, _ policy: Policy, topic: String, shelf: SchemaShelf) {
        self.registry = registry
        self.policy = policy
        self.topic = topic
        self.shelf = shelf
    }

    /// The record with its schemas settled, and with the ids they have here.
    func settled(_ record: CarriedRecord) async throws -> CarriedRecord {
        for schema in record.schemas where ids[schema.id] == nil { try await settle(schema) }
        var record = record
        for side in [SubjectNameStrategy.Side.key, .value] {
            let header = "__\(side.rawValue)_schema_id"
            if let place = record.headers.lastIndex(where: { $0.name == header }) {
                // A GUID is the same everywhere.
                record.headers[place].value = record.headers[place].value.map { $0.first == 0 ? renamed($0) : $0 }
            } else if side == .key {
                record.key = record.key.map(renamed)
            } else {
                record.value = record.value.map(renamed)
            }
        }
        return record
    }

    private func renamed(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= SchemaFrame.byteCount, let id = try? SchemaFrame.read(bytes), let new = ids[id], new != id else {
            return bytes
        }
        // Bytes may begin like an id by chance: those of no record of that schema stay what they are.
        if id != ContainerSource.ownID, let form = shelf.form(id), !form.reads(bytes) { return bytes }
        return SchemaFrame.bytes(new) + bytes[SchemaFrame.byteCount...]
    }

    private func settle(_ schema: CarriedSchema) async throws {
        let isOwn = schema.id == ContainerSource.ownID
        if policy == .keep {
            guard !isOwn else {
                throw InterchangeProblem("the records of this file have no schema ids: their schema has to be registered")
            }
            ids[schema.id] = schema.id
            return
        }
        if !isOwn, try await isHere(schema) {
            ids[schema.id] = schema.id
            keptCount += 1
            return
        }
        guard policy == .register else {
            throw CommandFailure(
                .failure, "SCHEMA_MISSING", "the registry has no schema \(schema.id) with the content it has in the file",
                why: schema.place.map { "it was \($0.subject) version \($0.version)" },
                help: "move the registry first, with herald import, or let --schemas register give it an id")
        }
        let subject = subject(of: schema)
        let text = SchemaText(
            schema.text.text, format: schema.text.format,
            references: schema.text.references.map { reference in
                let place = places[SubjectVersion(reference.subject, reference.version)]
                return SchemaReference(
                    name: reference.name, subject: place?.subject ?? reference.subject,
                    version: place?.version ?? reference.version)
            })
        let id: SchemaID
        do {
            id = try await registry.register(text, under: subject)
        } catch let error as RegistryClientError where error.httpStatus == 409 {
            var failure = CommandFailure(error)
            failure.help = "schemas come in the order in which records name them; move the registry first, with herald import"
            throw failure
        }
        if let place = schema.place {
            places[place] = SubjectVersion(subject, try await registry.lookUp(text, under: subject).version)
        }
        ids[schema.id] = id
        registered.append(isOwn ? "\(subject): \(id)" : "\(subject): \(schema.id) is \(id)")
    }

    private func isHere(_ schema: CarriedSchema) async throws -> Bool {
        do {
            let found = try await registry.schema(schema.id)
            return found.text == schema.text.text && found.format == schema.text.format
                && found.references == schema.text.references
        } catch let error as RegistryClientError where error.isNotFound {
            return false
        }
    }

    /// The one it had; of a topic's own subject, that of the topic it comes to.
    private func subject(of schema: CarriedSchema) -> Subject {
        guard let place = schema.place else { return Subject("\(topic)-value") }
        for side in ["key", "value"] where place.subject == Subject("\(schema.topic)-\(side)") {
            return Subject("\(topic)-\(side)")
        }
        return place.subject
    }
}
