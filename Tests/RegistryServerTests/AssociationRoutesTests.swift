import DurableState
import Registry
import TestKit
import Testing

@Suite struct `Associations of topics with subjects` {
    static func request(_ subject: String, id: String = "t-1", more: String = "") -> String {
        #"{"resourceName":"orders","resourceNamespace":"lkc","resourceId":"\#(id)","resourceType":"topic","#
            + #""associations":[{"subject":"\#(subject)","associationType":"value"\#(more)}]}"#
    }

    static func reply(_ subject: String) -> String {
        #"{"resourceName":"orders","resourceNamespace":"lkc","resourceId":"t-1","resourceType":"topic","associations":"#
            + #"[{"subject":"\#(subject)","associationType":"value","lifecycle":"WEAK","frozen":false}]}"#
    }

    static let place = "/associations/resources/lkc/orders?resourceType=topic&associationType=value"

    @Test func `are made once, found by topic, id and subject, and taken away`() async throws {
        let int = body(#""int""#)
        try await withRegistryServer { client async throws in
            func check(
                _ request: String, _ body: String? = nil, status: Int = 200, says found: String,
                sourceLocation: SourceLocation = #_sourceLocation
            ) async throws {
                let parts = request.split(separator: " ")
                let reply = try await client.request(String(parts[0]), String(parts[1]), body)
                #expect(reply.status == status, sourceLocation: sourceLocation)
                #expect(reply.body == found || !found.isEmpty && reply.body.contains(found), "\(reply.body)", sourceLocation: sourceLocation)
            }
            try await check("POST /associations", Self.request("shared"), status: 409, says: "No active (non-deleted) version exists")
            _ = try await client.request("POST", "/subjects/shared/versions", int)
            _ = try await client.request("POST", "/subjects/other/versions", int)
            try await check("POST /associations?dryRun=true", Self.request("shared"), says: #""associations":[]"#)
            try await check("GET \(Self.place)", says: "[]")
            try await check("POST /associations", Self.request("shared"), says: Self.reply("shared"))
            try await check("POST /associations", Self.request("shared"), says: Self.reply("shared"))
            try await check("POST /associations", Self.request("other"), status: 409, says: #""error_code":40903"#)
            try await check("PUT /associations/resources/t-1", Self.request("other"), status: 422, says: "cannot be changed from 'shared'")
            for target in [Self.place, "/associations/resources/-/orders", "/associations/resources/t-1", "/associations/subjects/shared"] {
                try await check("GET \(target)", says: #"[{"subject":"shared","guid":""#)
            }
            try await check("GET \(Self.place)", says: #""createTs":1700000000000,"updateTs":1700000000000}]"#)
            try await check("GET /associations/resources/-/orders?associationType=key", says: "[]")
            try await check("GET /associations/resources/-/orders?lifecycle=STRONG", says: "[]")
            try await check("GET /associations/resources/x/orders", says: "[]")
            try await check("DELETE /associations/resources/t-2", status: 404, says: "Association for 't-2' not found.")
            let gone = try await client.sendAndReadAll(
                "DELETE /associations/resources/t-1 HTTP/1.1\r\nHost: r\r\nConnection: close\r\n\r\n")
            #expect(gone.hasPrefix("HTTP/1.1 204 "))
            try await check("GET \(Self.place)", says: "[]")
        }
    }

    @Test func `stay in the context of the path`() async throws {
        try await withRegistryServer { client async throws in
            _ = try await client.request("POST", "/contexts/.x/subjects/shared/versions", body(#""int""#))
            let made = try await client.request("POST", "/contexts/.x/associations", Self.request("shared"))
            #expect(made.body == Self.reply(":.x:shared"))
            let found = try await client.request("GET", "/contexts/.x\(Self.place)").body
            #expect(found.hasPrefix(#"[{"subject":":.x:shared""#))
        }
    }

    @Test func `are there after a restart, with others' strong ones`() async throws {
        let engine = InMemoryLogEngine()
        try await withRegistryServer(engine: engine) { client async throws in
            _ = try await client.request("POST", "/subjects/shared/versions", body(#""int""#))
            _ = try await client.request("POST", "/associations", Self.request("shared"))
        }
        engine.plant(
            NewRecord(
                key: Array(
                    (#"{"keytype":"ASSOC","tenant":"default","resourceName":"own","resourceNamespace":"lkc","resourceType":"topic","#
                        + #""associationType":"value","subject":"shared","magic":0}"#).utf8),
                value: Array(
                    (#"{"subject":"shared","guid":"g","resourceId":"t-9","lifecycle":"STRONG","frozen":true,"createTs":5}"#).utf8),
                timestamp: 7), in: RegistryRecord.schemas)
        try await withRegistryServer(engine: engine) { client async throws in
            let found = try await client.request("GET", "/associations/subjects/shared").body
            #expect(found.contains(#""resourceId":"t-1""#) && found.contains(#""updateTs":1700000000000"#))
            #expect(found.contains(#""lifecycle":"STRONG","frozen":true,"createTs":5,"updateTs":7"#), "\(found)")
            for (method, target, body, code) in [
                ("DELETE", "/associations/resources/t-9", nil, "40908"),
                ("PUT", "/associations/resources/t-9", Self.request("shared", id: "t-9"), "40908"),
                ("POST", "/associations", Self.request("shared", id: "t-3"), "40905"),
            ] as [(String, String, String?, String)] {
                let reply = try await client.request(method, target, body)
                #expect(reply.body.contains(#""error_code":\#(code)"#), "\(method): \(reply.body)")
            }
        }
    }

    @Test(arguments: [
        (#"{}"#, "resourceName"), (#"{"resourceName":"a"}"#, "resourceNamespace"),
        (#"{"resourceName":"a","resourceNamespace":"n"}"#, "resourceId"),
        (#"{"resourceName":"a","resourceNamespace":"n","resourceId":"i","resourceType":"queue"}"#, "resourceType"),
        (#"{"resourceName":"a","resourceNamespace":"n","resourceId":"i","associations":[]}"#, "associations"),
        (request("a", more: #","lifecycle":"STRONG""#), "lifecycle"), (request("a", more: #","frozen":true"#), "frozen"),
        (request("a", more: #","schema":{"schema":"\"int\""}"#), "lifecycle"), (request(":.lkc:orders-value"), "subject"),
        (#"{"resourceName":"a","resourceNamespace":"n","resourceId":"i","associations":[{}]}"#, "subject"),
        (#"{"resourceName":"a","resourceNamespace":"n","resourceId":"i","associations":[{},{}]}"#, "associationType"),
        (#"{"resourceName":"a","resourceNamespace":"n","resourceId":"i","associations":[{"associationType":"x"}]}"#, "associationType"),
    ])
    func `must make sense`(request: String, property: String) async throws {
        try await withRegistryServer { client async throws in
            let reply = try await client.request("POST", "/associations", request)
            #expect(reply.status == 422)
            #expect(
                reply.body.hasPrefix(
                    #"{"error_code":42212,"message":"The association specified an invalid value for property: '\#(property)', detail: "#),
                "\(reply.body)")
        }
    }
}
