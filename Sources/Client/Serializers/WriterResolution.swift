internal import KafkaClient
internal import RegistryClient
internal import RegistryModel
internal import Synchronization

/// The schema that values of a topic are written with, and its id.
struct ResolvedWriter<Schema: Sendable>: Sendable {
    var id: SchemaID
    /// Known where records are to name it.
    var guid: SchemaGUID?
    var subject: Subject
    var version: SchemaVersion?
    var schema: Schema
}

/// Finds the writer's schema for a topic: registered already, registered now, or not at all.
final class WriterResolution<Language: SchemaLanguage>: Sendable {
    typealias Resolved = ResolvedWriter<Language.Schema>

    let writer: WriterSchema
    let options: SerializerOptions
    private let catalog: SchemaCatalog<Language>
    /// A given schema's id never changes, so it is asked for once per topic.
    private let given = Mutex<[String: Resolved]>([:])
    private static var maxTopics: Int { 10_000 }

    init(_ registry: any SchemaRegistry, writer: WriterSchema, options: SerializerOptions) {
        self.catalog = SchemaCatalog(registry)
        self.writer = writer
        self.options = options
    }

    func resolve(topic: String) async throws -> Resolved {
        switch writer {
        case .given(let text):
            if let known = given.withLock({ $0[topic] }) { return known }
            let resolved = try await resolve(text, topic)
            given.withLock { given in
                if given.count >= Self.maxTopics { given.removeAll() }
                given[topic] = resolved
            }
            return resolved
        case .latest: return try await resolve(.latest, topic)
        case .version(let version): return try await resolve(.number(version), topic)
        }
    }

    private func resolve(_ selector: SchemaVersionSelector, _ topic: String) async throws -> Resolved {
        let subject = try subject(topic, recordName: options.recordName)
        do {
            let found = try await catalog.registry.version(selector, of: subject)
            let schema = try await catalog.schema(.id(found.id), topic: topic, side: options.side)
            return try resolved(found, schema, topic)
        } catch let error as RegistryClientError where error.isNotFound {
            throw SerializationError(
                .unknownSchema, topic: topic, side: options.side, "version \(selector.pathText) is not registered",
                subject: subject,
                advice: "Register a schema: \(Self.command(subject, recordName: options.recordName))", underlying: error)
        }
    }

    private func resolve(_ text: SchemaText, _ topic: String) async throws -> Resolved {
        let schema = try await catalog.parse(text, topic: topic, side: options.side)
        let name = Language.recordName(of: schema) ?? options.recordName
        let subject = try subject(topic, recordName: name)
        do {
            let found = try await catalog.registry.lookUp(text, under: subject)
            catalog.remember(schema, .id(found.id))
            return try resolved(found, schema, topic)
        } catch let error as RegistryClientError where error.isNotFound {
            let id = try await register(text, under: subject, topic, recordName: name, cause: error)
            catalog.remember(schema, .id(id))
            guard options.placement == .header else { return Resolved(id: id, subject: subject, version: nil, schema: schema) }
            return try resolved(try await catalog.registry.lookUp(text, under: subject), schema, topic)
        }
    }

    private func resolved(_ found: RegisteredSchema, _ schema: Language.Schema, _ topic: String) throws -> Resolved {
        if options.placement == .header, found.guid == nil {
            throw SerializationError(
                .unknownSchema, topic: topic, side: options.side, "the registry does not say the schema's GUID, which the header is to name",
                subject: found.subject, version: found.version, schema: .id(found.id),
                advice: "Use a registry that says GUIDs (Herald, Confluent's from 8.0 on), or the placement .prefix")
        }
        return Resolved(id: found.id, guid: found.guid, subject: found.subject, version: found.version, schema: schema)
    }

    /// What stands in front of a value's data; its header is written.
    ///
    /// - Parameter indexes: of a Protobuf message.
    func frame(_ resolved: Resolved, _ indexes: [UInt8] = [], to headers: inout [RecordHeader]) -> [UInt8] {
        guard options.placement == .header, let guid = resolved.guid else { return SchemaFrame.bytes(resolved.id) + indexes }
        SchemaIDHeader.write(SchemaIDHeader.value(guid, indexes), options.side, to: &headers)
        return []
    }

    /// Refuses to write a value whose schema goes into a header where there are none.
    func checkPlacement(_ topic: String) throws {
        guard options.placement == .header else { return }
        throw SerializationError(
            .encoding, topic: topic, side: options.side, "its schema is to be named in a header, and the call takes none",
            advice: "Call serialize(_:topic:headers:) or Producer.send(_:to:with:), or use the placement .prefix")
    }

    private func register(
        _ text: SchemaText, under subject: Subject, _ topic: String, recordName: String?, cause: RegistryClientError
    ) async throws -> SchemaID {
        switch options.registration {
        case .never:
            throw SerializationError(
                .unregistered, topic: topic, side: options.side, "its schema is not registered", subject: subject,
                advice: "Register it: \(Self.command(subject, recordName: recordName))", underlying: cause)
        case .ifCompatible:
            let verdict = try await catalog.registry.check(text, against: subject)
            guard verdict.isCompatible else {
                throw incompatible(subject, topic, verdict.messages.joined(separator: "; "), nil)
            }
        case .always: break
        }
        do {
            return try await catalog.registry.register(text, under: subject)
        } catch let error as RegistryClientError where error.isIncompatible {
            throw incompatible(subject, topic, error.message, error)
        }
    }

    private func incompatible(
        _ subject: Subject, _ topic: String, _ details: String, _ cause: (any Error)?
    ) -> SerializationError {
        SerializationError(
            .incompatible, topic: topic, side: options.side, "its schema does not fit the versions registered before: \(details)",
            subject: subject, advice: "Change the schema so that it fits, or the subject's compatibility level",
            underlying: cause)
    }

    private func subject(_ topic: String, recordName: String?) throws -> Subject {
        if let subject = options.strategy.subject(topic: topic, side: options.side, recordName: recordName) { return subject }
        throw SerializationError(
            .unnamedRecord, topic: topic, side: options.side,
            "the subject strategy \"\(options.strategy)\" needs a record's name and there is none",
            advice: "Use the topic strategy, a schema whose root is a record, or set recordName")
    }

    /// What a person types to register the schema.
    static func command(_ subject: Subject, recordName: String?) -> String {
        let name = recordName?.split(separator: ".").last.map { String($0) } ?? "schema"
        return "herald schema register \(name).\(Language.fileExtension) --subject \(subject)"
    }
}
