package import HTTPServer

/// The registry's REST API, as the clients of the registry expect it whose dialect it speaks.
package struct RegistryAPI: Sendable {
    private let service: RegistryService
    private let identity: RegistryIdentity

    package init(service: RegistryService, identity: RegistryIdentity) {
        self.service = service
        self.identity = identity
    }

    /// What to hand to the listener: every route by itself, and in any context.
    package var routes: [HTTPRoute] {
        let routes =
            SubjectsRoutes(service: service).routes + SchemasRoutes(service: service).routes
            + CompatibilityRoutes(service: service).routes + ConfigRoutes(service: service).routes
            + ModeRoutes(service: service).routes + ContextsRoutes(service: service).routes
            + AssociationsRoutes(service: service).routes
        let all = routes + routes.map { $0.mounted(under: "/contexts/{}") } + SchemaSetsRoutes(service: service).routes
            + ServerRoutes(identity: identity, dialect: service.dialect).routes
        return all.map { $0.speaking(service.dialect) }
    }
}

/// How the registry introduces itself.
package struct RegistryIdentity: Sendable {
    /// The Kafka cluster the registry belongs to.
    package var clusterID: String
    /// The version of Confluent's API that is served: clients switch features by it. Nil means the dialect's.
    package var apiVersion: String?
    /// What really runs.
    package var build: String

    package init(clusterID: String, apiVersion: String? = nil, build: String = "herald") {
        self.clusterID = clusterID
        self.apiVersion = apiVersion
        self.build = build
    }
}
