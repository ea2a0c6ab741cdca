internal import RegistryClient
internal import RegistryModel
internal import Synchronization

/// Parsed schemas of a registry, references resolved.
final class SchemaCatalog<Language: SchemaLanguage>: Sendable {
    let registry: any SchemaRegistry
    private let parsed = Mutex<[SchemaKey: Language.Schema]>([:])

    /// Schemas kept parsed; beyond it all go, and come back as they are needed.
    private static var maxParsed: Int { 2000 }
    /// A schema that refers to more others, directly or not, is refused.
    private static var maxReferences: Int { 500 }

    init(_ registry: any SchemaRegistry) { self.registry = registry }

    func schema(_ key: SchemaKey, topic: String, side: SubjectNameStrategy.Side) async throws -> Language.Schema {
        if let known = parsed.withLock({ $0[key] }) { return known }
        let text: SchemaText
        do {
            switch key {
            case .id(let id): text = try await registry.schema(id)
            case .guid(let guid): text = try await registry.schema(guid)
            }
        } catch let error as RegistryClientError where error.isNotFound {
            throw SerializationError(
                .unknownSchema, topic: topic, side: side, "the registry has no schema of this id", schema: key,
                advice: "Check that the record was written with the same registry (\(error.server))", underlying: error)
        }
        let schema = try await parse(text, topic: topic, side: side, key: key)
        remember(schema, key)
        return schema
    }

    func remember(_ schema: Language.Schema, _ key: SchemaKey) {
        parsed.withLock { parsed in
            if parsed.count >= Self.maxParsed { parsed.removeAll() }
            parsed[key] = schema
        }
    }

    func parse(
        _ text: SchemaText, topic: String, side: SubjectNameStrategy.Side, key: SchemaKey? = nil
    ) async throws -> Language.Schema {
        guard text.format == Language.format else {
            throw SerializationError(
                .invalidSchema, topic: topic, side: side, "the schema is written in \(text.format), not in \(Language.name)",
                schema: key)
        }
        var seen: Set<String> = []
        let references = try await references(of: text, &seen, topic, side)
        do {
            return try Language.parse(text.text, references: references)
        } catch {
            throw SerializationError(
                .invalidSchema, topic: topic, side: side, "the schema cannot be read: \(error)", schema: key, underlying: error)
        }
    }

    /// Depth first, a reference's own before it, each once.
    private func references(
        of text: SchemaText, _ seen: inout Set<String>, _ topic: String, _ side: SubjectNameStrategy.Side
    ) async throws -> [(name: String, text: String)] {
        var list: [(name: String, text: String)] = []
        for reference in text.references where seen.insert(reference.name).inserted {
            guard seen.count <= Self.maxReferences else {
                throw SerializationError(
                    .invalidSchema, topic: topic, side: side, "the schema refers to more than \(Self.maxReferences) others")
            }
            let found = try await registry.version(.number(reference.version), of: reference.subject)
            let inner = SchemaText(found.schema, format: found.format, references: found.references)
            list += try await references(of: inner, &seen, topic, side)
            list.append((reference.name, found.schema))
        }
        return list
    }
}
