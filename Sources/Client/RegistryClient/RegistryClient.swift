internal import JSONText
internal import NIOHTTP1
public import RegistryModel

/// A schema registry with Confluent's REST API: Herald's, Confluent's, Karapace, Redpanda's.
///
/// ```swift
/// let registry = RegistryClient("http://localhost:8081")
/// let subject = Subject("orders-value")
/// let id = try await registry.register(SchemaText(orderSchema), under: subject)
/// let again = try await registry.schema(id)                    // from memory from now on
/// ```
/// Schemas by id never change and are kept for ever, within `maxCachedSchemas`; versions and lookups are believed for
/// `latestLifetime`, "not found" for `notFoundLifetime`. However many tasks ask the same thing at once, one request is sent.
/// When no server answers, versions past their time are given out rather than nothing.
/// May be used from any number of tasks. Holds no connection of its own and needs no closing.
public final class RegistryClient: SchemaRegistry {
    private struct VersionKey: Hashable, Sendable {
        var subject: Subject
        var version: SchemaVersionSelector
    }

    private struct SchemaKey: Hashable, Sendable {
        var subject: Subject
        var schema: SchemaText
    }

    let transport: RegistryTransport
    private let schemas: ExpiringCache<SchemaID, SchemaText>
    private let schemasByGUID: ExpiringCache<SchemaGUID, SchemaText>
    private let versions: ExpiringCache<VersionKey, RegisteredSchema>
    private let lookups: ExpiringCache<SchemaKey, RegisteredSchema>
    private let registrations: ExpiringCache<SchemaKey, SchemaID>

    public init(_ configuration: RegistryConfiguration) {
        transport = RegistryTransport(configuration)
        let (limit, gone, time) = (configuration.maxCachedSchemas, configuration.notFoundLifetime, configuration.time)
        schemas = ExpiringCache(limit: limit, lifetime: nil, notFoundLifetime: gone, time: time)
        schemasByGUID = ExpiringCache(limit: limit, lifetime: nil, notFoundLifetime: gone, time: time)
        let lifetime = configuration.latestLifetime
        versions = ExpiringCache(limit: limit, lifetime: lifetime, notFoundLifetime: gone, time: time)
        lookups = ExpiringCache(limit: limit, lifetime: lifetime, notFoundLifetime: gone, time: time)
        registrations = ExpiringCache(limit: limit, lifetime: lifetime, notFoundLifetime: gone, time: time)
    }

    public convenience init(_ baseURLs: String...) { self.init(RegistryConfiguration(baseURLs: baseURLs)) }

    // MARK: Schemas

    public func schema(_ id: SchemaID) async throws -> SchemaText {
        try await schemas.value(for: id) { [transport] in
            let call = RegistryTransport.Call(
                action: "get schema \(id)", method: .GET, path: ["schemas", "ids", "\(id)"])
            let body = try await transport.read(call) { json throws(RESTBodyProblem) in try SchemaStringBody(json) }
            return SchemaText(body.schema, format: body.format, references: body.references)
        }
    }

    public func schema(_ guid: SchemaGUID) async throws -> SchemaText {
        try await schemasByGUID.value(for: guid) { [transport] in
            let call = RegistryTransport.Call(
                action: "get schema \(guid)", method: .GET, path: ["schemas", "guids", guid.description])
            let body = try await transport.read(call) { json throws(RESTBodyProblem) in try SchemaStringBody(json) }
            return SchemaText(body.schema, format: body.format, references: body.references)
        }
    }

    public func version(_ version: SchemaVersionSelector, of subject: Subject) async throws -> RegisteredSchema {
        try await versions.value(for: VersionKey(subject: subject, version: version)) { [transport] in
            let call = RegistryTransport.Call(
                action: "get version \(version.pathText) of \(subject)", method: .GET,
                path: ["subjects", subject.name, "versions", version.pathText], wantsAll: true)
            return try await transport.read(call) { json throws(RESTBodyProblem) in try RegisteredSchema(json) }
        }
    }

    public func lookUp(_ schema: SchemaText, under subject: Subject) async throws -> RegisteredSchema {
        try await lookups.value(for: SchemaKey(subject: subject, schema: schema)) { [transport] in
            let call = RegistryTransport.Call(
                action: "look up a schema under \(subject)", method: .POST, path: ["subjects", subject.name],
                body: schema.requestBody, wantsAll: true)
            return try await transport.read(call) { json throws(RESTBodyProblem) in try RegisteredSchema(json) }
        }
    }

    public func register(_ schema: SchemaText, under subject: Subject) async throws -> SchemaID {
        try await registrations.value(for: SchemaKey(subject: subject, schema: schema)) { [transport, versions, lookups] in
            let call = RegistryTransport.Call(
                action: "register a schema under \(subject)", method: .POST, path: ["subjects", subject.name, "versions"],
                body: schema.requestBody)
            let id = try await transport.read(call) { json throws(RESTBodyProblem) in try RegisterSchemaReply(json) }.id
            // What was the latest, or not found, may not be so any more.
            versions.removeAll { $0.subject == subject }
            lookups.removeAll { $0.subject == subject }
            return id
        }
    }

    public func check(_ schema: SchemaText, against subject: Subject) async throws -> CompatibilityVerdict {
        try await check(schema, against: subject, version: nil)
    }

    /// Against one version only.
    public func check(
        _ schema: SchemaText, against subject: Subject, version: SchemaVersionSelector?
    ) async throws -> CompatibilityVerdict {
        let call = RegistryTransport.Call(
            action: "check a schema against \(subject)", method: .POST,
            path: ["compatibility", "subjects", subject.name, "versions"] + (version.map { [$0.pathText] } ?? []),
            query: [("verbose", "true")], body: schema.requestBody)
        let body = try await transport.read(call) { json throws(RESTBodyProblem) in try CompatibilityBody(json) }
        return CompatibilityVerdict(isCompatible: body.isCompatible, messages: body.messages ?? [])
    }

    /// The id of a GUID in the default context, or in the first context that has it.
    package func id(of guid: SchemaGUID) async throws -> SchemaID? {
        let call = RegistryTransport.Call(
            action: "list the ids of schema \(guid)", method: .GET, path: ["schemas", "guids", guid.description, "ids"])
        return try await transport.list(call) { $0["id"]?.asInt64.flatMap { Int32(exactly: $0) }.map { SchemaID($0) } }.first
    }

    /// The versions that use a schema, by subject and version. What Herald's own tools show beside a record.
    package func uses(of id: SchemaID) async throws -> [SubjectVersion] {
        let call = RegistryTransport.Call(
            action: "list the versions of schema \(id)", method: .GET, path: ["schemas", "ids", "\(id)", "versions"])
        return try await transport.list(call) { json in
            guard let subject = json["subject"]?.asString, let version = json["version"].flatMap(Self.version) else { return nil }
            return SubjectVersion(Subject(subject), version)
        }
    }

    // MARK: Subjects

    /// One page of the schemas of all subjects whose name begins with `prefix`, by subject and version.
    package func schemas(
        prefix: String, includingDeleted: Bool, latestOnly: Bool, from offset: Int, limit: Int
    ) async throws -> [RegisteredSchema] {
        let call = RegistryTransport.Call(
            action: "list schemas", method: .GET, path: ["schemas"],
            query: [
                ("subjectPrefix", prefix), ("deleted", "\(includingDeleted)"), ("latestOnly", "\(latestOnly)"),
                ("offset", "\(offset)"), ("limit", "\(limit)"),
            ])
        return try await transport.read(call) { json throws(RESTBodyProblem) in
            guard let array = json.asArray else { throw RESTBodyProblem("the answer is not a list") }
            var schemas: [RegisteredSchema] = []
            for element in array { schemas.append(try RegisteredSchema(element)) }
            return schemas
        }
    }

    /// The names of all subjects.
    public func subjects(includingDeleted: Bool = false) async throws -> [Subject] {
        let call = RegistryTransport.Call(
            action: "list subjects", method: .GET, path: ["subjects"], query: includingDeleted ? [("deleted", "true")] : [])
        return try await transport.list(call) { $0.asString.map { Subject($0) } }
    }

    /// The versions of a subject, ascending.
    public func versions(of subject: Subject, includingDeleted: Bool = false) async throws -> [SchemaVersion] {
        let call = RegistryTransport.Call(
            action: "list versions of \(subject)", method: .GET, path: ["subjects", subject.name, "versions"],
            query: includingDeleted ? [("deleted", "true")] : [])
        return try await transport.list(call, Self.version)
    }

    /// Hides every version of a subject; `permanently` forgets what is hidden already. Returns the versions.
    @discardableResult
    public func delete(_ subject: Subject, permanently: Bool = false) async throws -> [SchemaVersion] {
        let call = RegistryTransport.Call(
            action: "delete subject \(subject)", method: .DELETE, path: ["subjects", subject.name],
            query: permanently ? [("permanent", "true")] : [])
        defer { forget(subject) }
        return try await transport.list(call, Self.version)
    }

    /// Hides one version; `permanently` forgets a hidden one.
    @discardableResult
    public func delete(
        _ version: SchemaVersionSelector, of subject: Subject, permanently: Bool = false
    ) async throws -> SchemaVersion {
        let call = RegistryTransport.Call(
            action: "delete version \(version.pathText) of \(subject)", method: .DELETE,
            path: ["subjects", subject.name, "versions", version.pathText], query: permanently ? [("permanent", "true")] : [])
        defer { forget(subject) }
        return try await transport.read(call) { json throws(RESTBodyProblem) in
            guard let version = Self.version(json) else { throw RESTBodyProblem("the answer is not a version") }
            return version
        }
    }

    /// Drops what is remembered about a subject, so that the next call asks.
    public func forget(_ subject: Subject) {
        versions.removeAll { $0.subject == subject }
        lookups.removeAll { $0.subject == subject }
        registrations.removeAll { $0.subject == subject }
    }

    // MARK: Compatibility levels

    /// The level in force, `BACKWARD` say: the subject's own or, if it has none, everybody's. For nil, everybody's.
    public func compatibilityLevel(of subject: Subject? = nil) async throws -> String {
        let call = RegistryTransport.Call(
            action: "get the compatibility level" + (subject.map { " of \($0)" } ?? ""), method: .GET,
            path: ["config"] + (subject.map { [$0.name] } ?? []), query: subject == nil ? [] : [("defaultToGlobal", "true")])
        return try await transport.read(call) { json throws(RESTBodyProblem) in
            guard let level = try RegistryConfig(json).compatibilityLevel else {
                throw RESTBodyProblem("the answer has no \"compatibilityLevel\"")
            }
            return level
        }
    }

    /// Sets the level of a subject, or everybody's: `BACKWARD_TRANSITIVE` say.
    public func setCompatibilityLevel(_ level: String, of subject: Subject? = nil) async throws {
        let call = RegistryTransport.Call(
            action: "set the compatibility level" + (subject.map { " of \($0)" } ?? ""), method: .PUT,
            path: ["config"] + (subject.map { [$0.name] } ?? []), body: ConfigUpdateBody(compatibility: level).json)
        _ = try await transport.perform(call)
    }

    // MARK: Modes and contexts

    /// The mode in force, `READWRITE` say: the subject's own or, if it has none, everybody's. For nil, everybody's.
    public func mode(of subject: Subject? = nil) async throws -> String {
        let call = RegistryTransport.Call(
            action: "get the mode" + (subject.map { " of \($0)" } ?? ""), method: .GET,
            path: ["mode"] + (subject.map { [$0.name] } ?? []), query: subject == nil ? [] : [("defaultToGlobal", "true")])
        return try await transport.read(call) { json throws(RESTBodyProblem) in
            guard let mode = try ModeBody(json).mode else { throw RESTBodyProblem("the answer has no \"mode\"") }
            return mode
        }
    }

    /// Sets the mode of a subject, or everybody's: `READWRITE`, `READONLY`, `READONLY_OVERRIDE`, `IMPORT`.
    ///
    /// - Parameter forced: begin to import into what holds schemas already.
    public func setMode(_ mode: String, of subject: Subject? = nil, forced: Bool = false) async throws {
        let call = RegistryTransport.Call(
            action: "set the mode" + (subject.map { " of \($0)" } ?? ""), method: .PUT,
            path: ["mode"] + (subject.map { [$0.name] } ?? []), query: forced ? [("force", "true")] : [],
            body: ModeBody(mode: mode).json)
        _ = try await transport.perform(call)
    }

    /// The registry's contexts, `.` being the default one.
    public func contexts() async throws -> [String] {
        let call = RegistryTransport.Call(action: "list contexts", method: .GET, path: ["contexts"])
        return try await transport.list(call) { $0.asString }
    }

    static func version(_ json: JSONValue) -> SchemaVersion? {
        json.asInt64.flatMap { Int32(exactly: $0) }.flatMap { SchemaVersion($0) }
    }
}

extension SchemaText {
    var requestBody: JSONValue {
        SchemaRequestBody(schema: text, format: format, references: references.map { RequestedReference($0) }).json
    }
}

extension RegistryTransport {
    /// The answer, read by `body`.
    func read<R>(_ call: Call, _ body: (JSONValue) throws(RESTBodyProblem) -> R) async throws -> R {
        let json = try await perform(call)
        do throws(RESTBodyProblem) {
            return try body(json)
        } catch {
            throw RegistryClientError(
                action: call.action, request: "\(call.method) \(call.target)", server: "the registry", httpStatus: 200,
                message: error.description, advice: "Check that the URL is a registry's")
        }
    }

    func list<R>(_ call: Call, _ element: (JSONValue) -> R?) async throws -> [R] {
        try await read(call) { json throws(RESTBodyProblem) in
            guard let array = json.asArray else { throw RESTBodyProblem("the answer is not a list") }
            return array.compactMap(element)
        }
    }
}
