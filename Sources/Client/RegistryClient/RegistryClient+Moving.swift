internal import JSONText
internal import NIOHTTP1
package import RegistryModel

/// What moves a registry from one server to another and looks into it: nothing here is remembered.
extension RegistryClient {
    // MARK: Seeing all there is

    /// More than any registry holds; one that lists more does not come to an end.
    private static let maxListed = 10_000_000

    /// The names of the subjects of all contexts, deleted ones too, page by page where the registry has pages.
    package func allSubjects(pageSize: Int = 5000) async throws -> [Subject] {
        var all: [Subject] = []
        try await pages(of: ["subjects"], [("deleted", "true")], size: pageSize) { json throws(RESTBodyProblem) in
            guard let name = json.asString else { throw RESTBodyProblem("a subject's name is a string, found \(json.kindName)") }
            return Subject(name)
        } then: {
            all += $0
        }
        return all
    }

    /// The versions of all subjects whose names begin so, a page at a time; marked by registries that tell when they are deleted.
    package func forEachPage(
        ofSchemas prefix: String, includingDeleted: Bool = true, size: Int = 500, _ body: ([RegisteredSchema]) -> Void
    ) async throws {
        let query = [("subjectPrefix", prefix), ("deleted", "\(includingDeleted)")]
        try await pages(of: ["schemas"], query, size: size) { json throws(RESTBodyProblem) in
            try RegisteredSchema(json)
        } then: {
            body($0)
        }
    }

    /// The versions that stand under a name itself, whatever it is an alias of: listings do not follow aliases.
    package func schemasUnderName(_ subject: Subject, includingDeleted: Bool) async throws -> [RegisteredSchema] {
        var found: [RegisteredSchema] = []
        try await forEachPage(ofSchemas: subject.name, includingDeleted: includingDeleted) { page in
            found += page.filter { $0.subject == subject }
        }
        return found
    }

    /// Asks for page after page. A registry without pages answers with all there is, or again with the same.
    private func pages<Element: Equatable>(
        of path: [String], _ query: [(name: String, value: String)], size: Int,
        _ element: (JSONValue) throws(RESTBodyProblem) -> Element, then body: ([Element]) -> Void
    ) async throws {
        var offset = 0, first: Element?
        while true {
            let call = RegistryTransport.Call(
                action: "list \(path.joined(separator: " "))", method: .GET, path: path,
                query: query + [("offset", "\(offset)"), ("limit", "\(size)")], wantsAll: true)
            let listed = offset
            let page = try await transport.read(call) { json throws(RESTBodyProblem) in
                guard let array = json.asArray else { throw RESTBodyProblem("the answer is not a list") }
                guard listed + array.count <= Self.maxListed else {
                    throw RESTBodyProblem("the registry lists more than \(Self.maxListed) of them")
                }
                var page: [Element] = []
                for json in array { page.append(try element(json)) }
                return page
            }
            if let first, page.first == first { return }
            first = first ?? page.first
            body(page)
            offset += page.count
            if page.count != size { return }
        }
    }

    /// A version, deleted or not.
    ///
    /// - Parameter format: `original` is the text as submitted, which Herald keeps.
    package func storedVersion(_ place: SubjectVersion, format: String? = nil) async throws -> RegisteredSchema {
        let call = RegistryTransport.Call(
            action: "get version \(place.version) of \(place.subject)", method: .GET,
            path: ["subjects", place.subject.name, "versions", "\(place.version)"],
            query: [("deleted", "true")] + (format.map { [("format", $0)] } ?? []), wantsAll: true)
        return try await transport.read(call) { json throws(RESTBodyProblem) in try RegisteredSchema(json) }
    }

    /// Whether a Herald answers, which keeps texts as submitted.
    package func isHerald() async throws -> Bool {
        let call = RegistryTransport.Call(action: "ask what runs there", method: .GET, path: ["v1", "metadata", "version"])
        return try await found { [transport] in try await transport.perform(call)["commitId"]?.asString == "herald" } ?? false
    }

    /// What an id stands for in a context; nil if for nothing.
    package func content(
        _ id: SchemaID, in context: SchemaContext, format: String? = nil
    ) async throws -> SchemaStringBody? {
        let call = RegistryTransport.Call(
            action: "get schema \(id)", method: .GET, path: ["schemas", "ids", "\(id)"],
            query: Self.hint(context) + (format.map { [("format", $0)] } ?? []), wantsAll: true)
        return try await found { [transport] in
            try await transport.read(call) { json throws(RESTBodyProblem) in try SchemaStringBody(json) }
        }
    }

    /// The highest id ever given out in a context, which registries tell with any schema of it; nil if this one does not.
    package func highestID(by id: SchemaID, in context: SchemaContext) async throws -> SchemaID? {
        let call = RegistryTransport.Call(
            action: "get the highest id", method: .GET, path: ["schemas", "ids", "\(id)"],
            query: Self.hint(context) + [("fetchMaxId", "true")])
        return try await found { [transport] in
            try await transport.read(call) { json throws(RESTBodyProblem) in try SchemaStringBody(json).maxID }
        } ?? nil
    }

    /// Where an id is used in a context.
    package func uses(
        of id: SchemaID, in context: SchemaContext, includingDeleted: Bool
    ) async throws -> [SubjectVersion] {
        let call = RegistryTransport.Call(
            action: "list the versions of schema \(id)", method: .GET, path: ["schemas", "ids", "\(id)", "versions"],
            query: Self.hint(context) + [("deleted", "\(includingDeleted)")])
        return try await transport.list(call) { json in
            guard let subject = json["subject"]?.asString, let version = json["version"].flatMap(Self.version) else { return nil }
            return SubjectVersion(Subject(subject), version)
        }
    }

    /// The ids of the schemas that refer to a version.
    package func referrers(of place: SubjectVersion, includingDeleted: Bool) async throws -> [SchemaID] {
        let call = RegistryTransport.Call(
            action: "list what refers to version \(place.version) of \(place.subject)", method: .GET,
            path: ["subjects", place.subject.name, "versions", "\(place.version)", "referencedby"],
            query: [("deleted", "\(includingDeleted)")])
        return try await transport.list(call) { json in
            json.asInt64.flatMap { Int32(exactly: $0) }.map { SchemaID($0) }
        }
    }

    private static func hint(_ context: SchemaContext) -> [(name: String, value: String)] {
        context == .default ? [] : [("subject", context.prefix)]
    }

    private func found<R>(_ body: () async throws -> R) async throws -> R? {
        do {
            return try await body()
        } catch let error as RegistryClientError where error.isNotFound {
            return nil
        }
    }

    // MARK: Settings
    // A scope is a subject, a context by its prefix (`:.staging:`), or nil for all.

    /// What was set for the scope itself; nil if nothing was.
    package func ownConfig(of scope: Subject?) async throws -> RegistryConfig? { try await config(of: scope, inherits: false) }

    /// What holds for the scope; of registries that cannot tell, what holds for all.
    package func effectiveConfig(of scope: Subject?) async throws -> RegistryConfig {
        if let config = try await config(of: scope, inherits: true) { return config }
        return try await config(of: nil, inherits: true) ?? RegistryConfig()
    }

    private func config(of scope: Subject?, inherits: Bool) async throws -> RegistryConfig? {
        let call = RegistryTransport.Call(
            action: "get the config" + Self.named(scope), method: .GET, path: ["config"] + (scope.map { [$0.name] } ?? []),
            query: inherits ? [("defaultToGlobal", "true")] : [])
        return try await found { [transport] in
            try await transport.read(call) { json throws(RESTBodyProblem) in try RegistryConfig(json) }
        }
    }

    /// Sets all that `config` says and clears all that it does not.
    package func setConfig(_ config: RegistryConfig, of scope: Subject?) async throws {
        var body = JSONObject()
        let values = config.json(levelKey: RegistryConfig.updateLevelKey).asObject ?? JSONObject()
        for key in RegistryConfig.keys {
            let name = key == RegistryConfig.levelKey ? RegistryConfig.updateLevelKey : key
            body[name] = values[name] ?? .null
        }
        let call = RegistryTransport.Call(
            action: "set the config" + Self.named(scope), method: .PUT, path: ["config"] + (scope.map { [$0.name] } ?? []),
            body: .object(body))
        _ = try await transport.perform(call)
    }

    /// The mode that was set for the scope itself; nil if none was. For nil, what holds.
    package func ownMode(of scope: Subject?) async throws -> String? {
        let call = RegistryTransport.Call(
            action: "get the mode" + Self.named(scope), method: .GET, path: ["mode"] + (scope.map { [$0.name] } ?? []))
        return try await found { [transport] in
            try await transport.read(call) { json throws(RESTBodyProblem) in try ModeBody(json).mode }
        } ?? nil
    }

    /// Back to what holds around the scope.
    package func deleteMode(of scope: Subject?) async throws {
        let call = RegistryTransport.Call(
            action: "take back the mode" + Self.named(scope), method: .DELETE, path: ["mode"] + (scope.map { [$0.name] } ?? []))
        _ = try await found { [transport] in try await transport.perform(call) }
    }

    private static func named(_ scope: Subject?) -> String { scope.map { " of \($0)" } ?? "" }

    // MARK: Moving in

    /// Puts a version where it stood elsewhere, by its id. The registry must be in a mode for it.
    ///
    /// - Parameter original: The text as it was submitted, if that is another one. Herald keeps it.
    package func importVersion(_ schema: RegisteredSchema, original: String? = nil) async throws {
        var body = SchemaRequestBody(
            schema: schema.schema, format: schema.format, references: schema.references.map { RequestedReference($0) })
        (body.id, body.version) = (schema.id.rawValue, schema.version.rawValue)
        (body.metadata, body.ruleSet, body.originalSchema) = (schema.metadata, schema.ruleSet, original)
        // By force: what cannot be read here is kept as it comes.
        let call = RegistryTransport.Call(
            action: "import version \(schema.version) of \(schema.subject)", method: .POST,
            path: ["subjects", schema.subject.name, "versions"], query: [("force", "true")], body: body.json)
        let id = try await transport.read(call) { json throws(RESTBodyProblem) in try RegisterSchemaReply(json) }.id
        guard id == schema.id else {
            throw RegistryClientError(
                action: call.action, request: "\(call.method) \(call.target)", server: "the registry", httpStatus: 200,
                message: "the registry gave it id \(id) in place of \(schema.id)")
        }
        forget(schema.subject)
    }
}
