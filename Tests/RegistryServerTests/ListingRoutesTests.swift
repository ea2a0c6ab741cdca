import Testing

@Suite struct `What listings and bodies may be asked for` {
    @Test func `deleted versions as negative numbers`() async throws {
        try await converse([
            Step("POST /subjects/a/versions", body(#""int""#), #"{"id":1}"#),
            Step("POST /subjects/a/versions", body(#""long""#), #"{"id":2}"#), Step("DELETE /subjects/a/versions/1", "1"),
            Step("GET /subjects/a/versions?deletedAsNegative=true", "[-1,2]"), Step("DELETE /subjects/a", "[2]"),
            Step("GET /subjects/a/versions?deletedAsNegative=true", error: 40401, "Subject 'a' not found."),
            Step("GET /subjects/a/versions?deletedAsNegative=true&deleted=true", "[-1,-2]"),
        ])
    }

    @Test func `schemas by what they are called, too, and by the type of their rules`() async throws {
        let rules =
            #","ruleSet":{"domainRules":[{"name":"r","kind":"CONDITION","mode":"WRITE","type":"CEL","expr":"true"}]}"#
        let int = #"{"subject":"a","version":1,"id":1,"schema":"\"int\""}"#
        let aliased = #"{"subject":"a","version":1,"id":1,"schema":"\"int\"","aliases":["old","older"]}"#
        try await withRegistryServer { client async throws in
            func expect(_ target: String, _ body: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
                #expect(try await client.request("GET", target).body == body, sourceLocation: sourceLocation)
            }
            _ = try await client.request("POST", "/subjects/a/versions", body(#""int""#))
            _ = try await client.request("PUT", "/config/older", #"{"alias":"a"}"#)
            _ = try await client.request("PUT", "/config/old", #"{"alias":"a"}"#)
            try await expect("/schemas", "[\(int)]")
            try await expect("/schemas?aliases=true", "[\(aliased)]")
            try await expect("/schemas?aliases=true&subjectPrefix=old", "[\(aliased)]")
            try await expect("/schemas?subjectPrefix=old", "[]")
            _ = try await client.request("POST", "/subjects/b/versions", body(#""string""#, rules))
            let found = try await client.request("GET", "/schemas?ruleType=CEL").body
            #expect(found.contains(#""subject":"b""#) && !found.contains(#""subject":"a""#))
            try await expect("/schemas?ruleType=ENCRYPT", "[]")
        }
    }

    @Test func `references with their contexts`() async throws {
        let inner = #"{"type":"record","name":"Inner","fields":[]}"#
        let outer = #"{"type":"record","name":"Outer","fields":[{"name":"i","type":"Inner"}]}"#
        let reference = #","references":[{"name":"Inner","subject":"inner","version":1}]"#
        try await withRegistryServer { client async throws in
            for prefix in ["", ":.x:"] {
                _ = try await client.request("POST", "/subjects/\(prefix)inner/versions", body(inner))
                _ = try await client.request("POST", "/subjects/\(prefix)outer/versions", body(outer, reference))
            }
            for (target, subject) in [
                ("/subjects/:.x:outer/versions/1", "inner"), ("/subjects/:.x:outer/versions/1?referenceFormat=qualified", ":.x:inner"),
                ("/subjects/outer/versions/1?referenceFormat=qualified", "inner"),
                ("/schemas/ids/2?subject=:.x:&referenceFormat=qualified", ":.x:inner"),
            ] {
                let found = try await client.request("GET", target).body
                #expect(found.contains(#""references":[{"name":"Inner","subject":"\#(subject)","version":1}]"#), "\(target): \(found)")
            }
        }
    }

    @Test func `a config without a level says the default one`() async throws {
        try await converse([
            Step("PUT /config", #"{"compatibility":"FULL"}"#, #"{"compatibility":"FULL"}"#),
            Step("PUT /config/a", #"{"normalize":true}"#, #"{"normalize":true}"#),
            Step("GET /config/a", #"{"normalize":true,"compatibilityLevel":"BACKWARD"}"#),
        ])
    }
}
