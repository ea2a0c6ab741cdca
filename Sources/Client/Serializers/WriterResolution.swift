internal import RegistryClient
internal import RegistryModel
internal import Synchronization

/// The schema that values of a topic are written with, and its id.
struct ResolvedWriter<Schema: Sendable>: Sendable {
    var id: SchemaID
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
            let schema = try await catalog.schema(found.id, topic: topic, side: options.side)
            return Resolved(id: found.id, subject: subject, version: found.version, schema: schema)
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
            catalog.remember(schema, found.id)
            return Resolved(id: found.id, subject: subject, version: found.version, schema: schema)
        } catch let error as RegistryClientError where error.isNotFound {
            let id = try await register(text, under: subject, topic, recordName: name, cause: error)
            catalog.remember(schema, id)
            return Resolved(id: id, subject: subject, version: nil, schema: schema)
        }
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
