internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import RegistryModel

/// What clients ask of any registry before they ask for schemas.
struct ServerRoutes {
    let identity: RegistryIdentity

    var routes: [HTTPRoute] {
        let identity = identity
        return [
            .json(.get, "/") { _ throws(RegistryError) in .object(JSONObject()) },
            .json(.post, "/") { _ throws(RegistryError) in .object(JSONObject()) },
            .json(.get, "/v1/metadata/id") { _ throws(RegistryError) in
                [
                    "id": "",
                    "scope": [
                        "path": [],
                        "clusters": [
                            "kafka-cluster": .string(identity.clusterID), "schema-registry-cluster": "schema-registry",
                        ],
                    ],
                ]
            },
            .json(.get, "/v1/metadata/version") { _ throws(RegistryError) in
                ["version": .string(identity.apiVersion), "commitId": .string(identity.build)]
            },
            // No topic is associated with a subject here: clients fall back on their own naming strategy. An error
            // would stop them instead.
            .json(.get, "/associations/resources/{}/{}") { _ throws(RegistryError) in [] },
        ]
    }
}
