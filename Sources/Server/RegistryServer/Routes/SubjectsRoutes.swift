internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import Registry
internal import RegistryModel

/// `/subjects…`: listing, registering, looking up and deleting.
struct SubjectsRoutes {
    let service: RegistryService

    var routes: [HTTPRoute] { listing + versions + [byMetadata] + writing + [tagging] }

    private var listing: [HTTPRoute] {
        let service = service
        return [
            .json(.get, "/subjects") { call throws(RegistryError) in
                let (prefix, filter) = (try call.subjectPrefix(), call.deletedFilter)
                let subjects = try await service.read { state throws(RegistryError) in state.subjects(prefix, filter) }
                return .array(try call.page(of: subjects).map { .string($0.name) })
            },
            .json(.get, "/subjects/{}/versions") { call throws(RegistryError) in
                let (subject, filter) = (try service.subject(call), call.deletedFilter)
                if call.query.flag("deletedAsNegative") {
                    let numbers = try await service.read { state throws(RegistryError) in
                        try state.versionsDeletedNegative(of: subject, filter)
                    }
                    return .array(try call.page(of: numbers).map { .number(JSONNumber($0)) })
                }
                let versions = try await service.read { state throws(RegistryError) in try state.versions(of: subject, filter) }
                return .array(try call.page(of: versions).map { .number(JSONNumber($0.rawValue)) })
            },
        ]
    }

    private var versions: [HTTPRoute] {
        let service = service
        return [
            .json(.get, "/subjects/{}/versions/{}") { call throws(RegistryError) in
                let (schema, tags) = try await service.taggedSchema(call)
                let json = schema.json(call.telling(service.dialect))
                guard let tags, case .object(var object) = json else { return json }
                object["schemaTags"] = .array(tags.map(\.json))
                return .object(object)
            },
            .text(.get, "/subjects/{}/versions/{}/schema") { call throws(RegistryError) in
                try await service.taggedSchema(call).schema.schema
            },
            .json(.get, "/subjects/{}/versions/{}/referencedby") { call throws(RegistryError) in
                let (subject, version) = (try service.subject(call), try call.version())
                let includesDeleted = call.query.flag("deleted")
                let ids = try await service.read { state throws(RegistryError) in
                    try state.referrers(of: subject, version, includesDeleted: includesDeleted)
                }
                return .array(try call.page(of: ids).map { .number(JSONNumber($0.rawValue)) })
            },
        ]
    }

    /// The newest version whose metadata has the properties asked for: `?key=…&value=…`, any number of both.
    private var byMetadata: HTTPRoute {
        let service = service
        return .json(.get, "/subjects/{}/metadata") { call throws(RegistryError) in
            let subject = try service.subject(call)
            let (keys, values) = (call.query.all("key"), call.query.all("value"))
            guard keys.count == values.count else {
                throw RegistryError(
                    .badRequest, "Every key comes with a value, found \(keys.count) keys and \(values.count) values")
            }
            let wanted = Dictionary(zip(keys, values)) { $1 }
            let includesDeleted = call.query.flag("deleted")
            let form = call.query["format"].flatMap { SchemaTextForm(rawValue: $0) }
            let (found, resolvable) = try await service.read { state throws(RegistryError) in
                let found = try state.schema(subject, withProperties: wanted, includesDeleted: includesDeleted)
                return (found, form == nil ? nil : try state.resolvable(found))
            }
            service.meter.noteFetch(found, isLatest: true)
            guard let resolvable, let form else { return found.json(call.telling(service.dialect)) }
            var derived = found
            derived.schema = try resolvable.text(form)
            return derived.json(call.telling(service.dialect))
        }
    }

    private var writing: [HTTPRoute] {
        let service = service
        return [
            .json(.post, "/subjects/{}/versions", body: .json) { call throws(RegistryError) in
                let body = try call.body { json throws(RESTBodyProblem) in try SchemaRequestBody(json) }
                let wish = RegisterSchema(
                    subject: try service.subject(call), schema: SubmittedSchema(body), normalizes: call.query.flag("normalize"),
                    // A text with other tags than it came with is a version of its own.
                    version: RequestedVersion(body.version ?? (body.tags.namesNone ? nil : -1)),
                    id: body.id.flatMap { $0 < 0 ? nil : SchemaID($0) }, isForced: call.query.flag("force"))
                let (schema, isChanged) = try await service.register(wish)
                let dialect = call.telling(service.dialect)
                return RegisterSchemaReply(id: schema.id, registered: isChanged || dialect.tellsAll ? schema : nil).json(dialect)
            },
            .json(.post, "/subjects/{}", body: .json) { call throws(RegistryError) in
                let body = try call.body { json throws(RESTBodyProblem) in try SchemaRequestBody(json) }
                let (subject, schema, query) = (try service.subject(call), SubmittedSchema(body), call.query)
                let question = try await service.read { state throws(RegistryError) in
                    try state.question(
                        lookingUp: schema, in: subject, normalizes: query.flag("normalize"),
                        includesDeleted: query.flag("deleted"))
                }
                let found: RegisteredSchema
                do throws(RegistryError) {
                    found = try question.answer()
                } catch {
                    throw service.dialect.lookupRefusal(error, of: subject)
                }
                let shown = try await service.read { state throws(RegistryError) in state.shown(found) }
                return shown.json(call.telling(service.dialect))
            },
            .json(.delete, "/subjects/{}") { call throws(RegistryError) in
                let command = RegistryCommand.deleteSubject(try service.subject(call), permanently: call.query.flag("permanent"))
                guard case .deletedVersions(let versions) = try await service.execute(command) else {
                    preconditionFailure("the deletion of a subject is answered with versions")
                }
                return .array(versions.map { .number(JSONNumber($0.rawValue)) })
            },
            .json(.delete, "/subjects/{}/versions/{}") { call throws(RegistryError) in
                let command = RegistryCommand.deleteVersion(
                    try service.subject(call), try call.version(), permanently: call.query.flag("permanent"))
                guard case .deletedVersion(let version) = try await service.execute(command) else {
                    preconditionFailure("the deletion of a version is answered with it")
                }
                return .number(JSONNumber(version.rawValue))
            },
        ]
    }
}

extension SubjectsRoutes {
    /// A version made of another one by other tags in its text, other metadata or rules.
    private var tagging: HTTPRoute {
        let service = service
        return .json(.post, "/subjects/{}/versions/{}/tags", body: .json) { call throws(RegistryError) in
            let body = try call.body { json throws(RESTBodyProblem) in try TagRequestBody(json) }
            let (subject, version) = (try service.subject(call), try call.version())
            let wish = try await service.read { state throws(RegistryError) in
                try state.retagged(subject, version, body)
            }
            let (schema, _) = try await service.register(wish)
            return RegisterSchemaReply(id: schema.id, registered: schema).json(call.telling(service.dialect))
        }
    }
}

extension RegistryService {
    /// The version a request names, in the format it asks for: unknown formats mean the stored form.
    ///
    /// With it what has the tags that `findTags` asks for; nil if nothing has or none is asked for.
    fileprivate func taggedSchema(
        _ call: HTTPCall
    ) async throws(RegistryError) -> (schema: RegisteredSchema, tags: [SchemaTags]?) {
        let (version, subject, includesDeleted) = (try call.version(), try subject(call), call.query.flag("deleted"))
        let (format, qualifies) = (call.query["format"], call.query["referenceFormat"] == "qualified")
        let form = format.flatMap { SchemaTextForm(rawValue: $0) }
        let wanted = call.query.all("findTags")
        let (schema, resolvable) = try await read { state throws(RegistryError) in
            var schema = state.shown(try state.schema(subject, version, includesDeleted: includesDeleted))
            if qualifies { schema.references = schema.references.map { $0.qualified(in: schema.subject) } }
            if format == "original" { schema.schema = state.submittedText(of: schema) }
            return (schema, form == nil && wanted.isEmpty ? nil : try state.resolvable(schema))
        }
        meter.noteFetch(schema, isLatest: version == .latest)
        guard let resolvable else { return (schema, nil) }
        let tags = wanted.isEmpty ? [] : resolvable.tagged(wanted)
        var derived = schema
        if let form { derived.schema = try resolvable.text(form) }
        return (derived, tags.isEmpty ? nil : tags)
    }
}
