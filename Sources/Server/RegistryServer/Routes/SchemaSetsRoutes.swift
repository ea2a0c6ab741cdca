internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import Registry
internal import RegistryModel

/// `/api/v1/schemas:check` and `:register`: a set of schemas at once, which may refer to each other. Described in docs/openapi.yaml.
struct SchemaSetsRoutes {
    let service: RegistryService

    var routes: [HTTPRoute] {
        let service = service
        return [
            .json(.post, "/api/v1/schemas:check", body: .json) { call throws(RegistryError) in
                let body = try call.schemaSet()
                let check = try await service.check(try SchemaSetWish(body))
                service.meter.noteCheck(check)
                return SchemaSetReport(check, body).json
            },
            .json(.post, "/api/v1/schemas:register", body: .json) { call throws(RegistryError) in
                let body = try call.schemaSet()
                let check = try await service.check(try SchemaSetWish(body))
                let report = SchemaSetReport(check, body)
                if let refusal = report.refusal {
                    service.meter.noteSet(check, isRegistered: false)
                    throw refusal
                }
                let registered = body.isDryRun ? report.registered : try await service.register(check.set)
                if !body.isDryRun { service.meter.noteSet(check, isRegistered: true) }
                return RegisteredSetBody(
                    registered: registered.map { .init($0.schema, isUnchanged: !$0.isNew) }, isDryRun: body.isDryRun
                ).json
            },
        ]
    }
}

extension HTTPCall {
    fileprivate func schemaSet() throws(RegistryError) -> SchemaSetBody {
        try body { json throws(RESTBodyProblem) in try SchemaSetBody(json) }
    }
}

extension SchemaSetWish {
    fileprivate init(_ body: SchemaSetBody) throws(RegistryError) {
        try self.init(
            body.schemas.map { element in
                RegisterSchema(
                    subject: element.subject, schema: SubmittedSchema(element.schema), normalizes: body.normalizes,
                    version: RequestedVersion(element.schema.version),
                    id: element.schema.id.flatMap { $0 < 0 ? nil : SchemaID($0) })
            })
    }
}

extension RegistryService {
    /// What a set would come to. Only the copy of the state is taken under the lock.
    fileprivate func check(_ set: SchemaSetWish) async throws(RegistryError) -> SchemaSetCheck {
        SchemaSetCheck(set, in: try await read { state throws(RegistryError) in copy state })
    }

    fileprivate func register(_ set: SchemaSetWish) async throws(RegistryError) -> [RegisteredInSet] {
        guard case .registeredSet(let registered) = try await execute(.registerSet(set)) else {
            preconditionFailure("the registration of a set is answered with its versions")
        }
        return registered
    }
}
