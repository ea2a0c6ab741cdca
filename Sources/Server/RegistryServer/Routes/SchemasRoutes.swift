internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import Measures
internal import NIOCore
internal import Registry
internal import RegistryModel

/// `/schemas…`: by id, and all of them.
struct SchemasRoutes {
    /// As many schemas as one answer lists.
    private static let maxListed = 1000

    let service: RegistryService

    var routes: [HTTPRoute] { byID + byGUID + uses + listing }

    private var byID: [HTTPRoute] {
        let service = service
        return [
            .buffer(.get, "/schemas/ids/{}") { call in
                guard call.asksForTextAlone(service.dialect), let id = try? call.schemaID() else { return nil }
                let known = service.schemasByID.find(id)
                if known != nil { service.meter.noteFetch(id, isHit: true) }
                return known
            } answer: { call throws(RegistryError) in
                let id = try call.schemaID()
                let epoch = service.schemasByID.epoch
                let content = try await service.content(id, call)
                service.meter.noteFetch(id, in: try call.subjectHint()?.context ?? .default, content.place)
                let reply = ByteBuffer(string: JSONPrinter.compact(content.json(call.telling(service.dialect))))
                if call.asksForTextAlone(service.dialect) { service.schemasByID.keep(reply, for: id, seenIn: epoch) }
                return reply
            },
            .text(.get, "/schemas/ids/{}/schema") { call throws(RegistryError) in
                let id = try call.schemaID()
                let content = try await service.content(id, call)
                service.meter.noteFetch(id, in: try call.subjectHint()?.context ?? .default, content.place)
                return content.schema
            },
        ]
    }

    private var byGUID: [HTTPRoute] {
        let service = service
        return [
            .json(.get, "/schemas/guids/{}") { call throws(RegistryError) in
                let guid = try call.schemaGUID()
                let form = call.query["format"].flatMap { SchemaTextForm(rawValue: $0) }
                let (body, resolvable) = try await service.read { state throws(RegistryError) in
                    let body = try state.content(guid)
                    let context = try state.ids(of: guid).first?.context ?? .default
                    return (body, form == nil ? nil : try state.resolvable(body, in: context))
                }
                service.meter.noteFetch(guid)
                guard let resolvable, let form else { return body.json(call.telling(service.dialect)) }
                var derived = body
                derived.schema = try resolvable.text(form)
                return derived.json(call.telling(service.dialect))
            },
            .json(.get, "/schemas/guids/{}/ids") { call throws(RegistryError) in
                let guid = try call.schemaGUID()
                let ids = try await service.read { state throws(RegistryError) in try state.ids(of: guid) }
                return .array(
                    ids.map { ["context": .string($0.context.name), "id": .number(JSONNumber($0.id.rawValue))] })
            },
        ]
    }

    private var uses: [HTTPRoute] {
        let service = service
        return [
            .json(.get, "/schemas/ids/{}/subjects") { call throws(RegistryError) in
                .array(try call.page(of: try await service.uses(call).subjects).map { .string($0.name) })
            },
            .json(.get, "/schemas/ids/{}/versions") { call throws(RegistryError) in
                .array(try call.page(of: try await service.uses(call)).map(\.json))
            },
        ]
    }

    private var listing: [HTTPRoute] {
        let service = service
        return [
            .json(.get, "/schemas/types") { _ throws(RegistryError) in
                .array(SchemaFormat.served.map { .string($0.rawValue) })
            },
            .json(.get, "/schemas") { call throws(RegistryError) in
                let (prefix, filter, query) = (try call.subjectPrefix(), call.deletedFilter, call.query)
                let (latestOnly, findsAliases) = (query.flag("latestOnly"), query.flag("aliases"))
                var listed = try await service.read { state throws(RegistryError) in
                    findsAliases
                        ? state.aliasedSchemas(prefix, filter, latestOnly: latestOnly)
                        : state.schemas(prefix, filter, latestOnly: latestOnly).map { ($0, []) }
                }
                if let type = query["ruleType"], !type.isEmpty {
                    listed = listed.filter { $0.schema.ruleSet?.rules.contains { $0.type == type } == true }
                }
                let dialect = call.telling(service.dialect)
                return .array(
                    try call.page(of: listed, maxLimit: Self.maxListed).map { schema, aliases in
                        guard !aliases.isEmpty, case .object(var object) = schema.json(dialect) else { return schema.json(dialect) }
                        object["aliases"] = .array(aliases.map { .string($0.name) })
                        return .object(object)
                    })
            },
        ]
    }
}

extension HTTPCall {
    /// Of a schema's id nothing but what it stands for, as it is told to most: what everybody gets is kept.
    fileprivate func asksForTextAlone(_ dialect: RegistryDialect) -> Bool {
        mount.isEmpty && query["subject"].map { $0.isEmpty } ?? true && query["format"] == nil && query["findTags"] == nil
            && !query.flag("fetchMaxId") && !query.flag("includeSubjects") && telling(dialect) == dialect
    }

    /// What is no GUID names no schema.
    fileprivate func schemaGUID() throws(RegistryError) -> SchemaGUID {
        guard let guid = SchemaGUID(parameters[0]) else { throw .schemaNotFound(parameters[0]) }
        return guid
    }
}

extension RegistryService {
    /// What an id stands for, in the format the request asks for.
    fileprivate func content(_ id: SchemaID, _ call: HTTPCall) async throws(RegistryError) -> SchemaStringBody {
        let (format, wantsHighest, hint) = (call.query["format"], call.query.flag("fetchMaxId"), try call.subjectHint())
        let form = format.flatMap { SchemaTextForm(rawValue: $0) }
        let wanted = call.query.all("findTags")
        var (body, resolvable) = try await read { state throws(RegistryError) in
            var body = try state.shown(try state.content(id, hint: hint), of: id, hint: hint)
            let context = body.place?.subject.context ?? hint?.context ?? .default
            let resolvable = form == nil && wanted.isEmpty ? nil : try state.resolvable(body, in: context)
            if format == "original" { body.schema = try state.submittedText(of: id, hint: hint) }
            if wantsHighest { body.maxID = state.highestID(in: context) }
            return (body, resolvable)
        }
        if call.query["referenceFormat"] == "qualified", let referrer = body.place?.subject ?? hint {
            body.references = body.references.map { $0.qualified(in: referrer) }
        }
        if call.query.flag("includeSubjects") { body.subjects = try await uses(call).subjects }
        if let resolvable, !wanted.isEmpty { body.tags = resolvable.tagged(wanted) }
        if let resolvable, let form { body.schema = try resolvable.text(form) }
        // Told to whoever asks about a subject, not to whoever asks about a context alone.
        if hint?.isContext == true { body.place = nil }
        return body
    }

    fileprivate func uses(_ call: HTTPCall) async throws(RegistryError) -> [SubjectVersion] {
        let (id, includesDeleted, hint) = (try call.schemaID(), call.query.flag("deleted"), try call.subjectHint())
        let uses = try await read { state throws(RegistryError) in
            try state.uses(of: id, hint: hint, includesDeleted: includesDeleted)
        }
        guard let hint, !hint.isContext else { return uses }
        return uses.filter { $0.subject.localName == hint.localName }
    }
}

extension [SubjectVersion] {
    /// Each once; the versions are in order.
    fileprivate var subjects: [Subject] {
        var subjects: [Subject] = []
        for use in self where use.subject != subjects.last { subjects.append(use.subject) }
        return subjects
    }
}
