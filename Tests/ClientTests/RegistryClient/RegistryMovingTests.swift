import RegistryClient
import RegistryModel
import Testing

@Suite struct `Moving a registry` {
    @Test func `asks for subjects page by page, and a registry without pages once more at most`() async throws {
        let paged = try await TestRegistryServer(.init(#"["a","b"]"#), .init(#"["c","d"]"#), .init("[]"))
        let client = `A registry client`.client([paged.url])
        #expect(try await client.allSubjects(pageSize: 2).map(\.name) == ["a", "b", "c", "d"])
        #expect(
            paged.targets == [0, 2, 4].map { "GET /subjects?deleted=true&offset=\($0)&limit=2" })
        try await paged.close()

        for names in [["a", "b", "c"], ["a", "b"]] {
            let list = "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"
            let whole = try await TestRegistryServer(.init(list))
            let client = `A registry client`.client([whole.url])
            #expect(try await client.allSubjects(pageSize: 2).map(\.name) == names)
            #expect(whole.requests.count <= 2)
            try await whole.close()
        }
    }

    @Test func `lists schemas page by page, and ends where pages do not`() async throws {
        func version(_ number: Int) -> String { #"{"subject":"a","version":\#(number),"id":1,"schema":"\"int\""}"# }
        let whole = "[\((1...3).map { version($0) }.joined(separator: ","))]"
        for (answers, expected) in [
            ([whole, "[]"], [1, 2, 3]), ([whole], [1, 2, 3]), (["[\(version(1))]"], [1]),
            ([whole, "[\(version(4))]"], [1, 2, 3, 4]),
        ] {
            let turn = TestRegistryServer.Turn()
            let server = try await TestRegistryServer { _ in .init(answers[min(turn.next(), answers.count - 1)]) }
            var seen: [Int32] = []
            let client = `A registry client`.client([server.url])
            try await client.forEachPage(ofSchemas: ":*:", size: 3) { seen += $0.map(\.version.rawValue) }
            #expect(seen == expected.map { Int32($0) })
            #expect(server.targets.first == "GET /schemas?subjectPrefix=%3A%2A%3A&deleted=true&offset=0&limit=3")
            try await server.close()
        }
    }

    @Test func `imports by id and version, and notices another id`() async throws {
        let schema = RegisteredSchema(
            subject: Subject("a/b"), version: try #require(SchemaVersion(3)), id: SchemaID(7), format: .avro, references: [],
            schema: "\"int\"", metadata: SchemaMetadata(properties: ["owner": "me"]))
        let server = try await TestRegistryServer(.init(#"{"id":7}"#), .init(#"{"id":8}"#))
        let client = `A registry client`.client([server.url])
        try await client.importVersion(schema)
        #expect(server.targets == ["POST /subjects/a%2Fb/versions?force=true"])
        #expect(
            server.requests[0].body
                == #"{"schema":"\"int\"","metadata":{"properties":{"owner":"me"}},"version":3,"id":7}"#)
        await #expect(throws: RegistryClientError.self) { try await client.importVersion(schema) }
        try await server.close()
    }

    @Test func `replaces a whole config, clearing what is not in it`() async throws {
        let server = try await TestRegistryServer(.init("{}"))
        let client = `A registry client`.client([server.url])
        try await client.setConfig(RegistryConfig(compatibilityLevel: "FULL", normalize: true), of: Subject(":.x:"))
        let body = server.requests[0].body
        #expect(server.targets == ["PUT /config/%3A.x%3A"])
        #expect(body.hasPrefix(#"{"alias":null,"aliasForDeks":null,"normalize":true,"#))
        #expect(body.contains(#""compatibility":"FULL","#) && !body.contains("compatibilityLevel"))
        try await server.close()
    }

    @Test func `takes what is not there for nothing, and asks for the whole answer`() async throws {
        let missing = TestRegistryServer.Answer(404, #"{"error_code":40408,"message":"none"}"#)
        let server = try await TestRegistryServer(
            missing, missing, missing, .init(#"{"compatibilityLevel":"FULL"}"#), .init(#"{"schema":"\"int\""}"#))
        let client = `A registry client`.client([server.url])
        let subject = Subject("a")
        #expect(try await client.ownConfig(of: subject) == nil)
        #expect(try await client.ownMode(of: subject) == nil)
        // A registry that does not know defaultToGlobal.
        #expect(try await client.effectiveConfig(of: subject).compatibilityLevel == "FULL")
        let context = try #require(SchemaContext(".x"))
        #expect(try await client.content(SchemaID(3), in: context)?.schema == "\"int\"")
        #expect(server.targets.last == "GET /schemas/ids/3?subject=%3A.x%3A")
        #expect(server.requests.last?.headers["confluent-accept-unknown-properties"] == "true")
        try await server.close()
    }
}
