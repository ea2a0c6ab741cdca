internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import RegistryModel

/// What clients ask of any registry before they ask for schemas.
struct ServerRoutes {
    let identity: RegistryIdentity
    let dialect: RegistryDialect

    var routes: [HTTPRoute] {
        let identity = identity
        let version = identity.apiVersion ?? (dialect == .confluent8 ? "8.0.0" : "7.9.0")
        return [
            .status(.get, "/") { .object(JSONObject()) },
            .status(.post, "/") { .object(JSONObject()) },
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
                ["version": .string(version), "commitId": .string(identity.build)]
            },
            // Nothing is linked to another registry, and nothing is locked: what consoles look at before they draw.
            .json(.get, "/exporters") { _ throws(RegistryError) in [] },
            .json(.get, "/security/acls") { _ throws(RegistryError) in [] },
            .status(.get, "/status/ready") { .object(JSONObject()) },
            .status(.get, "/master_available") { ["master_available": true] },
            .status(.get, "/_health") { ["healthy": true] },
            .json(.get, "/v1/metadata/deployment") { _ throws(RegistryError) in ["attributes": []] },
        ]
    }
}
