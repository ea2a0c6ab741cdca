import JSONText
import KafkaClient
import RegistryClient
import RegistryModel
import Serializers

/// What becomes of the ids of schemas on the way to another topic.
enum SchemaCarriage: Equatable, Sendable {
    /// They mean the same there.
    case keep
    /// Schemas are registered there, and records get the ids they have there.
    case register(at: String)
    /// The registry is another one and nobody has said what to do: records without a schema are copied.
    case undecided
}

/// Brings the schemas of records into another registry as they come. Used from one task.
final class SchemaMapping {
    private struct Origin: Hashable {
        var id: SchemaID
        var isKey: Bool
    }

    private let source: RegistryClient
    private let target: RegistryClient
    private let topic: String
    private var known: [Origin: SchemaID] = [:]
    private var references: [SubjectVersion: SchemaVersion] = [:]

    private static let maxDepth = 100

    /// - Parameter topic: that is written to.
    init(from source: RegistryClient, to target: RegistryClient, topic: String) {
        (self.source, self.target, self.topic) = (source, target, topic)
    }

    /// The same record with the target's schema id in front.
    func map(
        _ bytes: [UInt8]?, _ record: ConsumerRecord, _ side: SubjectNameStrategy.Side
    ) async throws -> [UInt8]? {
        guard let bytes, let key = SchemaKey(of: bytes, headers: record.headers, side: side) else { return bytes }
        switch key {
        case .id(let id):
            guard bytes.starts(with: SchemaFrame.bytes(id)) else {
                throw CommandFailure(
                    .failure, "SCHEMA_ID", "\(record.place) names its schema by an id in a header, which is not rewritten",
                    help: "--keep-ids leaves it as it is")
            }
            return SchemaFrame.bytes(try await mapped(id, side)) + bytes.dropFirst(SchemaFrame.byteCount)
        case .guid(let guid):
            // A GUID says what the schema is; the target only has to know it.
            if try await target.id(of: guid) == nil, let id = try await source.id(of: guid) { _ = try await mapped(id, side) }
            return bytes
        }
    }

    private func mapped(_ id: SchemaID, _ side: SubjectNameStrategy.Side) async throws -> SchemaID {
        let origin = Origin(id: id, isKey: side == .key)
        if let known = known[origin] { return known }
        let schema = try await carried(try await source.schema(id), depth: 0)
        let made = try await target.register(schema, under: Subject("\(topic)-\(side.rawValue)"))
        known[origin] = made
        return made
    }

    /// The schema with references as the target numbers them; what it refers to is registered first, under its own subject.
    private func carried(_ schema: SchemaText, depth: Int) async throws -> SchemaText {
        guard depth < Self.maxDepth else {
            throw CommandFailure(.failure, "REFERENCES", "schemas refer to each other more than \(Self.maxDepth) deep")
        }
        var carried = schema
        for (index, reference) in schema.references.enumerated() {
            let place = SubjectVersion(reference.subject, reference.version)
            if let version = references[place] {
                carried.references[index].version = version
                continue
            }
            let used = try await source.version(.number(reference.version), of: reference.subject)
            let text = try await self.carried(
                SchemaText(used.schema, format: used.format, references: used.references), depth: depth + 1)
            _ = try await target.register(text, under: reference.subject)
            let version = try await target.lookUp(text, under: reference.subject).version
            references[place] = version
            carried.references[index].version = version
        }
        return carried
    }
}
