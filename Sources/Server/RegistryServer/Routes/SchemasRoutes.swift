internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import NIOCore
internal import Registry
internal import RegistryModel

/// `/schemas…`: by id, and all of them.
struct SchemasRoutes {
    /// As many schemas as one answer lists.
    private static let maxListed = 1000

    let service: RegistryService

    var routes: [HTTPRoute] { byID + uses + listing }

    private var byID: [HTTPRoute] {
        let service = service
        return [
            .buffer(.get, "/schemas/ids/{}") { call throws(RegistryError) in
                let id = try call.schemaID()
                try call.refuseOtherContexts(id)
                let isPlain = call.query["format"] == nil && !call.query.flag("fetchMaxId")
                if isPlain, let reply = service.schemasByID.find(id) { return reply }
                let epoch = service.schemasByID.epoch
                let reply = ByteBuffer(string: JSONPrinter.compact(try await service.content(id, call).json))
                if isPlain { service.schemasByID.keep(reply, for: id, seenIn: epoch) }
                return reply
            },
            .text(.get, "/schemas/ids/{}/schema") { call throws(RegistryError) in
                let id = try call.schemaID()
                try call.refuseOtherContexts(id)
                return try await service.content(id, call).schema
            },
        ]
    }

    private var uses: [HTTPRoute] {
        let service = service
        return [
            .json(.get, "/schemas/ids/{}/subjects") { call throws(RegistryError) in
                let uses = try await service.uses(call)
                var subjects: [Subject] = []
                for use in uses where use.subject != subjects.last { subjects.append(use.subject) }
                return .array(try call.page(of: subjects).map { .string($0.name) })
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
                let (prefix, filter, query) = (call.subjectPrefix, call.deletedFilter, call.query)
                let schemas = try await service.read { state throws(RegistryError) in
                    state.schemas(prefix: prefix, filter, latestOnly: query.flag("latestOnly"))
                }
                return .array(try call.page(of: schemas, maxLimit: Self.maxListed).map(\.json))
            },
        ]
    }
}

extension HTTPCall {
    /// `?subject=:.staging:orders` asks for another context's schema of that id, and there is no other context.
    fileprivate func refuseOtherContexts(_ id: SchemaID) throws(RegistryError) {
        guard let hint = query["subject"], Subject(hint).isContextQualified, !hint.hasPrefix(":.:") else { return }
        throw .schemaNotFound(id)
    }
}

extension RegistryService {
    /// What an id stands for, in the format the request asks for.
    fileprivate func content(_ id: SchemaID, _ call: HTTPCall) async throws(RegistryError) -> SchemaStringBody {
        let (format, wantsHighest) = (call.query["format"], call.query.flag("fetchMaxId"))
        let form = format.flatMap { SchemaTextForm(rawValue: $0) }
        var (body, resolvable) = try await read { state throws(RegistryError) in
            var body = try state.content(id)
            if format == "original" { body.schema = try state.submittedText(of: id) }
            if wantsHighest { body.maxID = state.highestID }
            return (body, form == nil ? nil : try state.stored(id))
        }
        if let resolvable, let form { body.schema = try resolvable.text(form) }
        return body
    }

    fileprivate func uses(_ call: HTTPCall) async throws(RegistryError) -> [SubjectVersion] {
        let (id, includesDeleted) = (try call.schemaID(), call.query.flag("deleted"))
        let uses = try await read { state throws(RegistryError) in try state.uses(of: id, includesDeleted: includesDeleted) }
        guard let subject = call.query["subject"], !subject.isEmpty else { return uses }
        return uses.filter { $0.subject == Subject(subject) }
    }
}
