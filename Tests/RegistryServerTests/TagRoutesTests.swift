import RegistryModel
import Testing

@Suite struct `Tags in schema texts` {
    static let plain = #"{"type":"record","name":"A","namespace":"n","fields":[{"name":"x","type":"int"}]}"#
    static let tagged =
        #"{"type":"record","name":"A","namespace":"n","fields":[{"name":"x","type":"int","confluent:tags":["PII","HOT"]}]}"#

    private static func escaped(_ text: String) -> String { text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") }

    private static func change(_ key: String, _ path: String, _ type: String, _ tags: String) -> String {
        #""\#(key)":[{"schemaEntity":{"entityPath":"\#(path)","entityType":"\#(type)"},"tags":[\#(tags)]}]"#
    }

    @Test func `a registration adds and removes tags, as a version of its own`() async throws {
        let more = "," + Self.change("schemaTagsToAdd", "A.x", "sr_field", #""PII","HOT""#)
        let less = "," + Self.change("schemaTagsToRemove", ".n.A.x", "sr_field", #""HOT","PII""#)
        let version = #","metadata":{"properties":{"confluent:version":"#
        try await converse([
            Step("POST /subjects/a/versions", body(Self.plain), #"{"id":1}"#),
            Step(
                "POST /subjects/a/versions", body(Self.plain, more),
                #"{"id":2,"version":2\#(version)"2"}},"schema":"\#(Self.escaped(Self.tagged))"}"#),
            Step(
                "POST /subjects/a/versions", body(Self.tagged, less),
                #"{"id":3,"version":3\#(version)"3"}},"schema":"\#(Self.escaped(Self.plain))"}"#),
            Step(
                "POST /subjects/a/versions", body(Self.plain, "," + Self.change("schemaTagsToAdd", "A.y", "sr_field", #""PII""#)),
                error: 42201, "No matching path 'A.y' found in the schema"),
            Step("GET /subjects/a/versions", "[1,2,3]"),
        ])
    }

    @Test func `tags of the version before stay when asked to`() async throws {
        let wider = #"{"type":"record","name":"A","namespace":"n","fields":[{"name":"y","type":"int","default":0}]}"#
        let text = #"{"type":"record","name":"A","namespace":"n","fields":[{"name":"x","type":"long"}]}"#
        let kept = #"{"type":"record","name":"A","namespace":"n","fields":[{"name":"x","type":"long","confluent:tags":["PII","HOT"]}]}"#
        try await converse([
            Step("POST /subjects/a/versions", body(Self.tagged), #"{"id":1}"#),
            Step("POST /subjects/a/versions", body(text, #","propagateSchemaTags":true"#), #"{"id":2}"#),
            Step("GET /subjects/a/versions/2/schema", kept),
            Step("POST /subjects/a/versions", body(wider, #","propagateSchemaTags":true"#), #"{"id":3}"#),
        ])
    }

    @Test func `what has tags is found by them`() async throws {
        let tags = #""schemaTags":[{"schemaEntity":{"entityPath":"n.A.x","entityType":"sr_field"},"tags":["PII","HOT"]}]"#
        let holder = #"{"type":"record","name":"B","confluent:tags":["BOX"],"fields":[{"name":"a","type":"n.A"}]}"#
        let reference = #","references":[{"name":"n.A","subject":"a","version":1}]"#
        try await withRegistryServer { client async throws in
            func expect(_ target: String, _ wanted: String?, sourceLocation: SourceLocation = #_sourceLocation) async throws {
                let reply = try await client.request("GET", target)
                #expect(reply.status == 200, sourceLocation: sourceLocation)
                #expect(reply.body.contains(wanted ?? "schemaTags") == (wanted != nil), sourceLocation: sourceLocation)
            }
            _ = try await client.request("POST", "/subjects/a/versions", body(Self.tagged))
            _ = try await client.request("POST", "/subjects/b/versions", body(holder, reference))
            try await expect("/subjects/a/versions/1", nil)
            try await expect("/subjects/a/versions/1?findTags=PII", tags)
            try await expect("/subjects/a/versions/1?findTags=COLD&findTags=HOT", tags)
            try await expect("/subjects/a/versions/1?findTags=COLD", nil)
            try await expect("/schemas/ids/1", nil)
            try await expect("/schemas/ids/1?findTags=*", tags)
            try await expect("/subjects/b/versions/1?findTags=PII", tags)
            try await expect("/subjects/b/versions/1?findTags=BOX", #"{"entityPath":"B","entityType":"sr_record"}"#)
        }
    }

    @Test func `a version is made of another by tags and rules`() async throws {
        let rule = { (name: String) in #"{"name":"\#(name)","kind":"CONDITION","mode":"WRITE","type":"CEL","expr":"true"}"# }
        let ruleSet = #","ruleSet":{"domainRules":[\#(rule("a")),\#(rule("b"))]}"#
        let tags = Self.change("tagsToAdd", "n.A", "sr_record", #""T""#)
        let merged = #"{"rulesToMerge":{"domainRules":[\#(rule("c"))]},"rulesToRemove":["a"],\#(tags)}"#
        try await withRegistryServer(dialect: .confluent8) { client async throws in
            _ = try await client.request("POST", "/subjects/a/versions", body(Self.plain, ruleSet))
            let made = try await client.request("POST", "/subjects/a/versions/1/tags", merged)
            #expect(made.status == 200, "\(made.body)")
            #expect(made.body.contains(#""version":2"#) && made.body.contains(#"\"confluent:tags\":[\"T\"]"#))
            #expect(made.body.contains(#""name":"b""#) && made.body.contains(#""name":"c""#))
            #expect(!made.body.contains(#""name":"a""#))
            let latest = try await client.request("GET", "/subjects/a/versions/latest")
            #expect(latest.body.contains(#""ts":1700000000000"#))
        }
        try await converse([
            Step("POST /subjects/a/versions", body(Self.plain), #"{"id":1}"#),
            Step("POST /subjects/b/versions/1/tags", "{}", error: 40401, "Subject 'b' not found."),
            Step("POST /subjects/a/versions/2/tags", "{}", error: 40402, "Version 2 not found."),
            Step(
                "POST /subjects/a/versions/1/tags", #"{"ruleSet":{},"rulesToRemove":["a"]}"#, error: 42210,
                "ruleSet should be omitted if specifying rulesToMerge or rulesToRemove"),
            Step(
                "POST /subjects/a/versions/1/tags", #"{"newVersion":7}"#, error: 42201,
                "Version is not one more than previous version"),
            Step(
                "POST /subjects/a/versions/1/tags", #"{"newVersion":-2147483648,"rulesToRemove":[]}"#,
                #"{"id":1,"version":1,"schema":"\#(Self.escaped(Self.plain))"}"#),
        ])
    }

    @Test func `tags of Protobuf stand in its options`() async throws {
        let text = #"syntax = "proto3"; package p; message M { int32 x = 1; oneof o { string y = 2; } message N { bool z = 1; } }"#
        let added =
            #","schemaTagsToAdd":[{"schemaEntity":{"entityPath":"M.x","entityType":"sr_field"},"tags":["PII"]},"#
                + #"{"schemaEntity":{"entityPath":"M.y","entityType":"sr_field"},"tags":["PII","HOT"]},"#
                + #"{"schemaEntity":{"entityPath":"M.N","entityType":"sr_record"},"tags":["IN"]}]"#
        let removed = #","schemaTagsToRemove":[{"schemaEntity":{"entityPath":"M.y","entityType":"sr_field"},"tags":["PII"]}]"#
        try await withRegistryServer { client async throws in
            func register(_ text: String, _ more: String) async throws {
                let reply = try await client.request("POST", "/subjects/a/versions", body(text, #","schemaType":"PROTOBUF""# + more))
                #expect(reply.status == 200, "\(reply.body)")
            }
            try await register(text, "")
            try await register(text, added)
            let stored = try await client.request("GET", "/subjects/a/versions/2/schema").body
            #expect(stored.contains(#"import "confluent/meta.proto";"#))
            let found = try await client.request("GET", "/subjects/a/versions/2?findTags=*").body
            #expect(
                found.contains(
                    #""schemaTags":[{"schemaEntity":{"entityPath":"M.x","entityType":"sr_field"},"tags":["PII"]},"#
                        + #"{"schemaEntity":{"entityPath":"M.y","entityType":"sr_field"},"tags":["PII","HOT"]},"#
                        + #"{"schemaEntity":{"entityPath":"M.N","entityType":"sr_record"},"tags":["IN"]}]"#), "\(found)")
            try await register(stored.replacing("\n", with: " "), removed)
            let less = try await client.request("GET", "/subjects/a/versions/3?findTags=HOT").body
            #expect(less.contains(#""entityPath":"M.y","entityType":"sr_field"},"tags":["HOT"]}]"#), "\(less)")
        }
    }

    @Test func `tags said by options of their own stay so`() async throws {
        let text =
            #"syntax = "proto3"; import "confluent/meta.proto"; message M { int32 x = 1 "#
            + #"[(confluent.field_meta).doc = "kept", (confluent.field_meta).tags = "A"]; }"#
        let added = #","schemaType":"PROTOBUF","schemaTagsToAdd":[{"schemaEntity":{"entityPath":"M.x","entityType":"sr_field"},"tags":["B"]}]"#
        try await withRegistryServer { client async throws in
            let reply = try await client.request("POST", "/subjects/a/versions", body(text, added))
            #expect(reply.status == 200, "\(reply.body)")
            let found = try await client.request("GET", "/schemas/ids/1?findTags=*").body
            #expect(found.contains(#""tags":["A","B"]"#) && found.contains("kept"), "\(found)")
        }
    }
}
