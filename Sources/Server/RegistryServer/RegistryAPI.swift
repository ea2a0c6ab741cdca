package import HTTPServer

/// The registry's REST API, as Confluent's clients of version 7 expect it.
package struct RegistryAPI: Sendable {
    private let service: RegistryService
    private let identity: RegistryIdentity

    package init(service: RegistryService, identity: RegistryIdentity) {
        self.service = service
        self.identity = identity
    }

    /// What to hand to the listener.
    package var routes: [HTTPRoute] {
        SubjectsRoutes(service: service).routes + SchemasRoutes(service: service).routes
            + CompatibilityRoutes(service: service).routes + ConfigRoutes(service: service).routes
            + ServerRoutes(identity: identity).routes
    }
}

/// How the registry introduces itself.
package struct RegistryIdentity: Sendable {
    /// The Kafka cluster the registry belongs to.
    package var clusterID: String
    /// The version of Confluent's API that is served: clients switch features by it.
    package var apiVersion: String
    /// What really runs.
    package var build: String

    package init(clusterID: String, apiVersion: String = "7.9.0", build: String = "herald") {
        self.clusterID = clusterID
        self.apiVersion = apiVersion
        self.build = build
    }
}
