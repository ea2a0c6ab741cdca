import JSONText
import Testing

@Suite struct `Sets of schemas over HTTP` {
    private static let customer = #"{"type":"record","name":"Customer","fields":[{"name":"name","type":"string"}]}"#
    private static let broken = #"{"type":"record","name":"Customer","fields":[{"name":"key","type":"string"}]}"#
    private static let order = #"{"type":"record","name":"Order","fields":[{"name":"by","type":"Customer"}]}"#
    private static let uses = #","references":[{"name":"Customer","subject":"customers"}]"#

    private func set(_ schemas: (subject: String, text: String, more: String)..., rest: String = "") -> String {
        let elements = schemas.map { element in
            #"{"subject":"\#(element.subject)",\#(body(element.text, element.more).dropFirst())"#
        }
        return #"{"schemas":[\#(elements.joined(separator: ","))]\#(rest)}"#
    }

    private func json(_ client: LoopbackClient, _ target: String, _ body: String, status: Int = 200) async throws -> JSONValue {
        let reply = try await client.request("POST", target, body)
        #expect(reply.status == status, "\(target): \(reply.body)")
        return try JSONParser.parse(reply.body)
    }

    @Test func `a set is registered with references among itself`() async throws {
        try await withRegistryServer { client async throws in
            let wish = set(("orders", Self.order, Self.uses), ("customers", Self.customer, ""))
            let answer = try await json(client, "/api/v1/schemas:register", wish)
            #expect(answer["schema"] == "herald.registered/v1")
            #expect(answer["registered"]?.asArray?.map { $0["id"] } == [2, 1])
            #expect(answer["registered"]?.asArray?.map { $0["unchanged"] } == [false, false])
            let again = try await json(client, "/api/v1/schemas:register", wish)
            #expect(again["registered"]?.asArray?.map { $0["unchanged"] } == [true, true])
        }
    }

    @Test func `a dry run says what would come of it and changes nothing`() async throws {
        try await withRegistryServer { client async throws in
            let wish = set(("customers", Self.customer, ""), rest: #","dryRun":true"#)
            let answer = try await json(client, "/api/v1/schemas:register", wish)
            #expect(answer["dryRun"] == true)
            #expect(answer["registered"]?.asArray?.map { $0["version"] } == [1])
            #expect(try await client.request("GET", "/subjects").body == "[]")
        }
    }

    @Test func `a check answers like the command line's`() async throws {
        try await withRegistryServer { client async throws in
            _ = try await client.request("POST", "/subjects/customers/versions", body(Self.customer))
            let wish = set(
                ("customers", Self.broken, #","file":"customer.avsc""#), ("orders", Self.order, Self.uses), ("bad", "{", ""))
            let answer = try await json(client, "/api/v1/schemas:check", wish)
            #expect(answer["schema"] == "herald.check/v1")
            #expect(answer["compatible"] == false)
            #expect(answer["checks"]?.asArray?.map { $0["compatible"] } == [false, true, false])
            let finding = answer["findings"]?.asArray?.first
            #expect(finding?["rule"] == "AVRO_FIELD_ADDED_WITHOUT_DEFAULT")
            #expect(finding?["file"] == "customer.avsc")
            #expect(finding?["old"] == "customers@1")
            #expect(finding?["fixes"]?.asArray?.isEmpty == false)
            #expect(answer["findings"]?.asArray?.last?["rule"] == "REGISTRY_42201")
        }
    }

    @Test func `a refused set leaves nothing behind and says everything`() async throws {
        try await withRegistryServer { client async throws in
            _ = try await client.request("POST", "/subjects/customers/versions", body(Self.customer))
            let wish = set(("first", #""string""#, ""), ("customers", Self.broken, ""))
            let answer = try await json(client, "/api/v1/schemas:register", wish, status: 409)
            #expect(answer["error_code"] == 409)
            #expect(answer["message"]?.asString?.hasPrefix("Nothing was registered: 1 of 2 schemas are refused.") == true)
            #expect(answer["findings"]?.asArray?.count == 1)
            #expect(try await client.request("GET", "/subjects").body == #"["customers"]"#)
        }
    }

    @Test func `a refusal of the classic endpoints carries findings beside the messages`() async throws {
        try await withRegistryServer { client async throws in
            _ = try await client.request("POST", "/subjects/customers/versions", body(Self.customer))
            let refused = try await json(client, "/subjects/customers/versions", body(Self.broken), status: 409)
            #expect(refused["message"]?.asString?.contains("READER_FIELD_MISSING_DEFAULT_VALUE") == true)
            let finding = refused["findings"]?.asArray?.first
            #expect(finding?["rule"] == "AVRO_FIELD_ADDED_WITHOUT_DEFAULT")
            #expect(finding?["against"] == 1)
            #expect(finding?["witness"]?["json"] == #"{"name":""}"#)
            let path = "/compatibility/subjects/customers/versions/latest"
            let verbose = try await json(client, path + "?verbose=true", body(Self.broken))
            #expect(verbose["findings"]?.asArray?.first == finding)
            #expect(try await json(client, path, body(Self.broken))["findings"] == nil)
        }
    }
}
