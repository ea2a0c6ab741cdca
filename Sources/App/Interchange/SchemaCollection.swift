import KafkaClient
import RegistryClient
import RegistryModel
import Serializers

/// The schemas that records of an export name, each once, out of the registry. Used from one task.
final class SchemaCollection {
    let shelf: SchemaShelf
    private let registry: RegistryClient
    private let topic: String
    private var seen: Set<SchemaKey> = []
    /// What records name and the registry does not have, or only seem to name.
    private(set) var unknown: Set<SchemaKey> = []

    private static let maxSeen = 100_000

    init(_ registry: RegistryClient, topic: String, shelf: SchemaShelf) {
        self.registry = registry
        self.topic = topic
        self.shelf = shelf
    }

    /// Those that no record before has named.
    func schemas(of record: ConsumerRecord) async throws -> [CarriedSchema] {
        var new: [CarriedSchema] = []
        for (bytes, side) in [(record.key, SubjectNameStrategy.Side.key), (record.value, .value)] {
            guard let bytes, let key = SchemaKey(of: bytes, headers: record.headers, side: side), !seen.contains(key) else {
                continue
            }
            // Bytes that only look like schema ids must not fill the memory.
            if seen.count >= Self.maxSeen { seen.removeAll() }
            seen.insert(key)
            do {
                try await collect(key, side, &new)
            } catch let error as RegistryClientError where error.isNotFound {
                if unknown.count < Self.maxSeen { unknown.insert(key) }
            }
        }
        return new
    }

    private func collect(_ key: SchemaKey, _ side: SubjectNameStrategy.Side, _ new: inout [CarriedSchema]) async throws {
        let id: SchemaID
        switch key {
        case .id(let given): id = given
        case .guid(let guid):
            guard let found = try await registry.id(of: guid) else { return }
            id = found
        }
        guard shelf.schema(id) == nil else { return }
        let text = try await registry.schema(id)
        var uses: [SubjectVersion] = []
        // A registry that cannot tell where a schema stands leaves it without a place.
        do { uses = try await registry.uses(of: id) } catch let error as RegistryClientError where error.isNotFound {}
        let own = Subject("\(topic)-\(side.rawValue)")
        let place = uses.last { $0.subject == own } ?? uses.first
        try await references(of: text, &new)
        try put(CarriedSchema(id: id, text: text, place: place, topic: topic), &new)
    }

    private func references(of text: SchemaText, _ new: inout [CarriedSchema]) async throws {
        for reference in text.references {
            let place = SubjectVersion(reference.subject, reference.version)
            if shelf.schema(at: place) != nil { continue }
            let found = try await registry.version(.number(reference.version), of: reference.subject)
            let used = SchemaText(found.schema, format: found.format, references: found.references)
            try await references(of: used, &new)
            try put(CarriedSchema(id: found.id, text: used, place: place, topic: topic), &new)
        }
    }

    private func put(_ schema: CarriedSchema, _ new: inout [CarriedSchema]) throws {
        try shelf.put(schema)
        new.append(schema)
    }
}
