internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import NIOCore
internal import Registry
internal import RegistryModel

/// `/associations…`: which subject a topic's keys and values are of.
struct AssociationsRoutes {
    private static let maxListed = 1000

    let service: RegistryService

    var routes: [HTTPRoute] { listing + changing }

    private var listing: [HTTPRoute] {
        let service = service
        func list(
            _ path: String, _ place: @escaping @Sendable (HTTPCall) throws(RegistryError) -> AssociationFilter.Place
        ) -> HTTPRoute {
            .json(.get, path) { call throws(RegistryError) in
                var filter = AssociationFilter(
                    try place(call), resourceType: call.query["resourceType"], types: call.query.all("associationType"))
                if let name = call.query["lifecycle"] {
                    guard let lifecycle = Association.Lifecycle(rawValue: name.uppercased()) else { return [] }
                    filter.lifecycle = lifecycle
                }
                let wanted = filter
                let found = try await service.read { state throws(RegistryError) in state.associations(wanted) }
                return .array(try call.page(of: found, maxLimit: Self.maxListed).map(\.json))
            }
        }
        return [
            list("/associations/subjects/{}") { call throws(RegistryError) in .subject(try service.subject(call)) },
            list("/associations/resources/{}") { call throws(RegistryError) in .resourceID(call.parameters[0]) },
            // Clients take an empty list for "go by names", and an error for the end.
            list("/associations/resources/{}/{}") { call throws(RegistryError) in
                .resource(name: call.parameters[1], namespace: call.parameters[0])
            },
        ]
    }

    private var changing: [HTTPRoute] {
        let service = service
        return [
            .json(.post, "/associations", body: .json) { call throws(RegistryError) in
                let request = try call.associationRequest()
                return try await service.associate(request, isNew: true, isDryRun: call.query.flag("dryRun")).json
            },
            .json(.put, "/associations/resources/{}", body: .json) { call throws(RegistryError) in
                var request = try call.associationRequest()
                guard request.resourceID == nil || request.resourceID == call.parameters[0] else {
                    throw .invalidAssociation(
                        "resourceId", "Resource ID in the path parameter does not match the resource ID in the request body")
                }
                request.resourceID = call.parameters[0]
                return try await service.associate(request, isNew: false, isDryRun: call.query.flag("dryRun")).json
            },
            HTTPRoute(.delete, "/associations/resources/{}") { call in
                let type = call.query["resourceType"].flatMap { $0.isEmpty ? nil : $0 }
                _ = try await service.execute(
                    .dissociate(
                        resourceID: call.parameters[0], type: type ?? Association.ResourceName.topic,
                        types: call.query.all("associationType"), cascades: call.query.flag("cascadeLifecycle"),
                        isDryRun: call.query.flag("dryRun")))
                return HTTPReply(.noContent, contentType: nil, body: ByteBuffer())
            },
        ]
    }
}

extension HTTPCall {
    /// The wish in the body, its subjects in the path's context unless they name one.
    fileprivate func associationRequest() throws(RegistryError) -> AssociationRequestBody {
        var request = try body { json throws(RESTBodyProblem) in try AssociationRequestBody(json) }
        let context = try context()
        for index in request.items.indices {
            guard let subject = request.items[index].subject, !subject.isQualified else { continue }
            request.items[index].subject = Subject(subject.name, in: context)
        }
        return request
    }
}
