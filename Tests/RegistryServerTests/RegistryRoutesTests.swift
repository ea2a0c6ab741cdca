import Testing

@Suite struct `The registry's routes` {
    static let a1 = #"{"type":"record","name":"A","fields":[{"name":"x","type":"int"}]}"#
    static let a2 = #"{"type":"record","name":"A","fields":[{"name":"x","type":"int"},{"name":"y","type":"int","default":0}]}"#
    static let broken = #"{"type":"record","name":"A","fields":[{"name":"z","type":"int"}]}"#
    static let a1Text = #"{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}"#
    static let a2Text =
        #"{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"},{\"name\":\"y\","#
            + #"\"type\":\"int\",\"default\":0}]}"#

    @Test func `a text that was submitted elsewhere is kept beside what is stored, if it says the same`() async throws {
        let stored = #""int""#
        let more = #","originalSchema":"{\"type\": \"int\"}""#
        try await withRegistryServer { client async throws in
            let kept = try await client.request("POST", "/subjects/a/versions", body(stored, more))
            #expect(kept.body == #"{"id":1}"#)
            let plain = try await client.request("GET", "/subjects/a/versions/1/schema")
            #expect(plain.body == stored)
            let submitted = try await client.request("GET", "/subjects/a/versions/1?format=original")
            #expect(submitted.body.contains(#""schema":"{\"type\": \"int\"}""#))
            let other = try await client.request("POST", "/subjects/b/versions", body(#""long""#, more))
            #expect(other.status == 422)
            #expect(other.body.contains(#"the text in \"originalSchema\" is of another schema"#))
        }
    }

    @Test func `an empty registry answers`() async throws {
        try await converse([
            Step("GET /", "{}"), Step("POST /", "{}", "{}"), Step("GET /subjects", "[]"), Step("GET /schemas", "[]"),
            Step("GET /schemas/types", #"["AVRO","PROTOBUF"]"#), Step("GET /config", #"{"compatibilityLevel":"BACKWARD"}"#),
            Step("GET /mode", #"{"mode":"READWRITE"}"#),
            Step("GET /associations/resources/-/orders?resourceType=topic&associationType=value&offset=0&limit=-1", "[]"),
            Step(
                "GET /v1/metadata/id",
                #"{"id":"","scope":{"path":[],"clusters":{"kafka-cluster":"cluster-1","#
                    + #""schema-registry-cluster":"schema-registry"}}}"#
            ),
            Step("GET /v1/metadata/version", #"{"version":"7.9.0","commitId":"herald"}"#),
        ])
    }

    @Test func `schemas are registered, found and listed`() async throws {
        try await converse([
            Step("POST /subjects/a/versions", body(Self.a1), #"{"id":1}"#),
            Step("POST /subjects/a/versions", body(Self.a1, #","schemaType":"AVRO","references":null"#), #"{"id":1}"#),
            Step("POST /subjects/a/versions?normalize=True", body(Self.a2), #"{"id":2}"#),
            Step("POST /subjects/b/versions", body(Self.a1), #"{"id":1}"#),
            Step("GET /subjects", #"["a","b"]"#), Step("GET /subjects?subjectPrefix=b", #"["b"]"#),
            Step("GET /subjects?offset=1", #"["b"]"#), Step("GET /subjects?limit=1", #"["a"]"#),
            Step("GET /subjects?subjectPrefix=:*:", #"["a","b"]"#), Step("GET /subjects?subjectPrefix=:.x:", "[]"),
            Step("GET /subjects/a/versions", "[1,2]"),
            Step("GET /subjects/a/versions/1", #"{"subject":"a","version":1,"id":1,"schema":"\#(Self.a1Text)"}"#),
            Step("GET /subjects/a/versions/latest", #"{"subject":"a","version":2,"id":2,"schema":"\#(Self.a2Text)"}"#),
            Step("GET /subjects/a/versions/-1/schema", Self.a2),
            Step("POST /subjects/a", body(Self.a1), #"{"subject":"a","version":1,"id":1,"schema":"\#(Self.a1Text)"}"#),
            Step("GET /schemas/ids/1", #"{"schema":"\#(Self.a1Text)"}"#),
            Step("GET /schemas/ids/1", #"{"schema":"\#(Self.a1Text)"}"#),
            Step("GET /schemas/ids/1?fetchMaxId=true&subject=a", #"{"schema":"\#(Self.a1Text)","maxId":2}"#),
            Step("GET /schemas/ids/2/schema?format=serialized", Self.a2),
            Step("GET /schemas/ids/1/subjects", #"["a","b"]"#), Step("GET /schemas/ids/1/subjects?subject=b", #"["b"]"#),
            Step("GET /schemas/ids/1/versions", #"[{"subject":"a","version":1},{"subject":"b","version":1}]"#),
            Step(
                "GET /schemas?latestOnly=true",
                #"[{"subject":"a","version":2,"id":2,"schema":"\#(Self.a2Text)"},{"subject":"b","version":1,"id":1,"#
                    + #""schema":"\#(Self.a1Text)"}]"#
            ),
            Step("GET /schemas?offset=2&limit=1", #"[{"subject":"b","version":1,"id":1,"schema":"\#(Self.a1Text)"}]"#),
        ])
    }

    @Test func `names keep their slashes and signs, and a slash at the end is none`() async throws {
        try await converse([
            Step("POST /subjects/google%2Fprotobuf%2Fx.proto/versions", body(#""int""#), #"{"id":1}"#),
            Step("POST /subjects/%C3%A9+%25/versions/", body(#""int""#), #"{"id":1}"#),
            Step("POST /subjects/:.:plain/versions", body(#""int""#), #"{"id":1}"#),
            Step("GET /subjects/", #"["google/protobuf/x.proto","plain","é+%"]"#),
            Step("GET /subjects/google%2Fprotobuf%2Fx.proto/versions/", "[1]"),
            Step("GET /subjects/google/protobuf/x.proto/versions", error: 404, "HTTP 404 Not Found"),
            Step(
                "POST /compatibility/subjects/plain/versions/?verbose=true", body(#""int""#),
                #"{"is_compatible":true,"messages":[]}"#),
            Step("GET http://registry/subjects/plain/versions", "[1]"),
            Step(
                "GET /subjects/%zz/versions",
                error: 400, "The request's path or query has a % that is not followed by two hex digits, or is not UTF-8."),
            Step(
                "GET /subjects/%ff/versions",
                error: 400, "The request's path or query has a % that is not followed by two hex digits, or is not UTF-8."),
        ])
    }

    @Test func `the text as submitted is kept beside the stored one`() async throws {
        let spaced = #"{ "type": "string" }"#
        try await converse([
            Step("POST /subjects/a/versions", body(spaced), #"{"id":1}"#),
            Step("GET /subjects/a/versions/1/schema", #""string""#),
            Step("GET /subjects/a/versions/1/schema?format=original", spaced),
            Step("GET /schemas/ids/1/schema?format=original", spaced),
            Step("GET /schemas/ids/1?format=original", #"{"schema":"{ \"type\": \"string\" }"}"#),
            Step("GET /schemas/ids/1?format=unheard-of", #"{"schema":"\"string\""}"#),
        ])
    }

    @Test func `references are kept, followed and reported`() async throws {
        let inner = #"{"type":"record","name":"Inner","fields":[]}"#
        let outer = #"{"type":"array","items":"Inner"}"#
        let reference = #","references":[{"name":"Inner","subject":"inner","version":-1}]"#
        try await converse([
            Step("POST /subjects/inner/versions", body(inner), #"{"id":1}"#),
            Step("POST /subjects/outer/versions", body(outer, reference), #"{"id":2}"#),
            Step(
                "GET /schemas/ids/2",
                #"{"schema":"{\"type\":\"array\",\"items\":\"Inner\"}","references":[{"name":"Inner","#
                    + #""subject":"inner","version":1}]}"#
            ),
            Step("GET /schemas/ids/2/schema?format=resolved", #"{"type":"array","items":\#(inner)}"#),
            Step("GET /subjects/outer/versions/1/schema?format=resolved", #"{"type":"array","items":\#(inner)}"#),
            Step("GET /subjects/inner/versions/latest/referencedby", "[2]"),
            Step("GET /subjects/outer/versions/1/referencedby", "[]"),
            Step(
                "DELETE /subjects/inner", error: 42206,
                "One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=inner,version=1}."),
            Step(
                "POST /subjects/lost/versions", body(outer, #","references":[{"name":"Inner","subject":"gone","version":3}]"#),
                error: 42201, #"Invalid schema of type AVRO, details: No schema reference found for subject "gone" and version 3"#
            ),
        ])
    }

    @Test func `deleting goes by steps`() async throws {
        try await converse([
            Step("POST /subjects/a/versions", body(Self.a1), #"{"id":1}"#),
            Step("POST /subjects/a/versions", body(Self.a2), #"{"id":2}"#),
            Step("DELETE /subjects/b", error: 40401, "Subject 'b' not found."),
            Step("DELETE /subjects/a/versions/7", error: 40402, "Version 7 not found."),
            Step(
                "DELETE /subjects/a?permanent=true", error: 40405,
                "Subject 'a' was not deleted first before being permanently deleted"),
            Step(
                "DELETE /subjects/a/versions/1?permanent=true", error: 40407,
                "Subject 'a' Version 1 was not deleted first before being permanently deleted"),
            Step("DELETE /subjects/a/versions/1", "1"),
            Step(
                "DELETE /subjects/a/versions/1", error: 40406,
                "Subject 'a' Version 1 was soft deleted.Set permanent=true to delete permanently"),
            Step("GET /subjects/a/versions", "[2]"), Step("GET /subjects/a/versions?deleted=true", "[1,2]"),
            Step("GET /subjects/a/versions?deletedOnly=true", "[1]"),
            Step("GET /subjects/a/versions/1", error: 40402, "Version 1 not found."),
            Step("GET /subjects/a/versions/1?deleted=true", #"{"subject":"a","version":1,"id":1,"schema":"\#(Self.a1Text)"}"#),
            Step("POST /subjects/a", body(Self.a1), error: 40403, "Schema not found"),
            Step(
                "POST /subjects/a?deleted=true", body(Self.a1), #"{"subject":"a","version":1,"id":1,"#
                    + #""schema":"\#(Self.a1Text)"}"#),
            Step("DELETE /subjects/a", "[2]"),
            Step("DELETE /subjects/a", error: 40404, "Subject 'a' was soft deleted.Set permanent=true to delete permanently"),
            Step("GET /subjects", "[]"), Step("GET /subjects?deleted=true", #"["a"]"#),
            Step("GET /subjects/a/versions", error: 40401, "Subject 'a' not found."),
            Step("GET /schemas/ids/1", #"{"schema":"\#(Self.a1Text)"}"#),
            Step("GET /schemas/ids/1/subjects", "[]"), Step("GET /schemas/ids/1/subjects?deleted=true", #"["a"]"#),
            Step("DELETE /subjects/a/versions/1?permanent=true", "1"),
            Step("GET /schemas/ids/1", error: 40403, "Schema 1 not found"),
            Step("DELETE /subjects/a?permanent=true", "[2]"),
            Step("POST /subjects/a/versions", body(Self.a1), #"{"id":3}"#),
        ])
    }

    @Test func `compatibility is checked as it is when registering`() async throws {
        let message =
            #"{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'z' (path '/fields/0') in the "#
                + #"new schema has no default and is missing in the old schema', additionalInfo:'z'}"#
        let messages = [
            message, "{oldSchemaVersion: 1}", "{oldSchema: '\(Self.a1)'}", "{validateFields: 'false', compatibility: 'BACKWARD'}",
        ]
        let list = messages.map { "\"" + $0.replacing("\"", with: "\\\"") + "\"" }.joined(separator: ",")
        try await converse([
            Step("POST /compatibility/subjects/a/versions/latest", body(Self.a1), #"{"is_compatible":true}"#),
            Step("POST /compatibility/subjects/a/versions/1", body(Self.a1), error: 40402, "Version 1 not found."),
            Step("POST /subjects/a/versions", body(Self.a1), #"{"id":1}"#),
            Step("POST /compatibility/subjects/a/versions/1", body(Self.a2), #"{"is_compatible":true}"#),
            Step("POST /compatibility/subjects/a/versions/latest", body(Self.broken), #"{"is_compatible":false}"#),
            Step(
                "POST /compatibility/subjects/a/versions/latest?verbose=true", body(Self.broken),
                #"{"is_compatible":false,"messages":[\#(list)]}"#),
            Step(
                "POST /compatibility/subjects/a/versions?verbose=TRUE", body(Self.broken),
                #"{"is_compatible":false,"messages":[\#(list)]}"#),
            Step(
                "POST /subjects/a/versions", body(Self.broken), error: 409,
                #"Schema being registered is incompatible with an earlier schema for subject "a", details: "#
                    + #"[\#(messages.joined(separator: ", "))]"#
            ),
            Step("PUT /config/a", #"{"compatibility":"NONE"}"#, #"{"compatibility":"NONE"}"#),
            Step("POST /compatibility/subjects/a/versions", body(Self.broken), #"{"is_compatible":true}"#),
            Step(
                "POST /compatibility/subjects/a/versions/x", body(Self.a1), error: 42202,
                #"The specified version 'x' is not a valid version id. Allowed values are between [1, 2^31-1] and the "#
                    + #"string "latest""#
            ),
            Step("POST /compatibility/subjects/a/versions", body(""), #"{"is_compatible":true}"#),
            Step("POST /compatibility/subjects/new/versions", body(""), error: 42201, "Empty schema"),
        ])
    }

    @Test func `config and mode, for all and for one`() async throws {
        try await converse([
            Step("GET /config/a", error: 40408, "Subject 'a' does not have subject-level compatibility configured"),
            Step("GET /config/a?defaultToGlobal=true", #"{"compatibilityLevel":"BACKWARD"}"#),
            Step("PUT /config", #"{"compatibility":"full"}"#, #"{"compatibility":"FULL"}"#),
            Step(
                "PUT /config/a", #"{"compatibility":"FORWARD_TRANSITIVE","normalize":true}"#,
                #"{"normalize":true,"compatibility":"FORWARD_TRANSITIVE"}"#),
            Step("GET /config/a", #"{"normalize":true,"compatibilityLevel":"FORWARD_TRANSITIVE"}"#),
            Step("DELETE /config/a", #"{"normalize":true,"compatibilityLevel":"FORWARD_TRANSITIVE"}"#),
            Step("DELETE /config/a", error: 40401, "Subject 'a' not found."),
            Step("GET /config/a?defaultToGlobal=true", #"{"compatibilityLevel":"FULL"}"#),
            Step("DELETE /config", #"{"compatibilityLevel":"FULL"}"#), Step("GET /config", #"{"compatibilityLevel":"BACKWARD"}"#),
            Step(
                "PUT /config", #"{"compatibility":"bad"}"#, error: 42203,
                "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, "
                    + "forward_transitive, and full_transitive"
            ),
            Step("PUT /config/:.ctx:a", #"{"compatibility":"FULL"}"#, #"{"compatibility":"FULL"}"#),
            Step("GET /contexts/ctx/config/a", #"{"compatibilityLevel":"FULL"}"#),
            Step(
                "PUT /config/__GLOBAL", #"{"compatibility":"FULL"}"#, error: 42208,
                "The specified subject '__GLOBAL' is not a valid."),
            Step("PUT /config/a", #"{"alias":"b"}"#, #"{"alias":"b"}"#),
            Step("GET /mode/a", error: 40409, "Subject 'a' does not have subject-level mode configured"),
            Step("GET /mode/a?defaultToGlobal=true", #"{"mode":"READWRITE"}"#),
            Step("PUT /mode/c", #"{"mode":"readonly"}"#, #"{"mode":"READONLY"}"#),
            Step("GET /mode/c", #"{"mode":"READONLY"}"#),
            Step(
                "POST /subjects/c/versions", body(#""int""#), error: 42205, "Subject c in context  is in read-only mode"),
            Step("DELETE /mode/c", #"{"mode":"READONLY"}"#), Step("DELETE /mode/c", error: 40401, "Subject 'c' not found."),
            Step(
                "PUT /mode", #"{"mode":"SOMETIMES"}"#, error: 42204,
                "Invalid mode. Valid values are READWRITE, READONLY, IMPORT and FORWARD."),
            Step("PUT /mode", #"{"mode":"IMPORT"}"#, #"{"mode":"IMPORT"}"#),
            Step("POST /subjects/d/versions", body(#""int""#, #","id":40,"version":4"#), #"{"id":40}"#),
            Step("PUT /mode", #"{"mode":"READWRITE"}"#, #"{"mode":"READWRITE"}"#),
            Step("POST /subjects/b/versions", body(#""long""#), #"{"id":41}"#),
            Step("GET /subjects/a/versions/1/schema", #""long""#),
            Step("POST /subjects/a/versions", body(#""long""#), #"{"id":41}"#),
        ])
    }

    @Test func `what is wrong with a request is said with its code`() async throws {
        try await converse([
            Step("GET /nowhere", error: 404, "HTTP 404 Not Found"), Step("GET /schemas/ids/x", error: 404, "HTTP 404 Not Found"),
            Step("GET /contexts/a:b/subjects", error: 400, "Context name '.a:b' cannot contain a colon"),
            Step("GET /schemas/guids/x", error: 40403, "Schema x not found"),
            Step(
                "GET /subjects/a/metadata?key=x", error: 400, "Every key comes with a value, found 1 keys and 0 values"),
            Step("PATCH /subjects", error: 405, "HTTP 405 Method Not Allowed"),
            Step("GET /schemas/ids/9", error: 40403, "Schema 9 not found"),
            Step("GET /schemas/ids/1?subject=:.ctx:a", error: 40403, "Schema 1 not found"),
            Step("GET /subjects/a/versions", error: 40401, "Subject 'a' not found."),
            Step("GET /subjects/a/versions/1", error: 40401, "Subject 'a' not found."),
            Step(
                "GET /subjects/a/versions/0", error: 42202,
                #"The specified version '0' is not a valid version id. Allowed values are between [1, 2^31-1] and the "#
                    + #"string "latest""#
            ),
            Step("POST /subjects/a", body(#""int""#), error: 40401, "Subject 'a' not found."),
            Step("POST /subjects/a/versions", body(#""int""#, #","schemaType":"XML""#), error: 42201, "Invalid schema type XML"),
            Step(
                "POST /subjects/a/versions", body(#""int""#, #","schemaType":"JSON""#), error: 42201,
                "Invalid schema type JSON"),
            Step("POST /subjects/a/versions", "{}", error: 42201, "Empty schema"),
            Step("POST /subjects/a/versions", error: 422, "The request has no body; it takes a JSON object."),
            Step("POST /subjects/a/versions", "null", error: 422, "The request body is null; it takes a JSON object."),
            Step(
                "POST /subjects/a/versions", "{", error: 400,
                "The request body is not JSON: 1:2: expected a key in double quotes, found the end of the text"),
            Step(
                "POST /subjects/a/versions", "[]", error: 400,
                "The request body does not fit: the request is a JSON object, found an array"),
            Step(
                "POST /subjects/a/versions", #"{"schema":{"type":"int"}}"#, error: 400,
                #"The request body does not fit: "schema" of the request is a string, found an object"#),
            Step(
                "POST /subjects/a%07/versions", body(#""int""#), 422,
                #"{"error_code":42208,"message":"The specified subject 'a\u0007' is not a valid."}"#),
            Step(
                "POST /subjects/a/versions", body(#""int""#, #","id":5"#), error: 42205,
                "Subject a in context  is not in import mode"),
            Step(
                "POST /subjects/a/versions", body(#""int""#, #","version":5"#), error: 42201,
                "Version is not one more than previous version"),
            Step(
                "POST /subjects/a/versions", body(#""int""#, #","ruleSet":{"domainRules":[{"name":"1","type":"CEL"}]}"#),
                error: 42210, #"Invalid rule "1": Illegal initial character in rule name: 1"#),
            Step("GET /subjects?limit=some", error: 400, #"The query parameter "limit" is a number, found 'some'"#),
        ])
    }

    @Test func `a context is a registry of its own, by path or by name`() async throws {
        try await converse([
            Step("POST /contexts/staging/subjects/a/versions", body(Self.a1), #"{"id":1}"#),
            Step("POST /subjects/:.staging:a/versions", body(Self.a2), #"{"id":2}"#),
            Step("POST /subjects/b/versions", body(#""int""#), #"{"id":1}"#),
            Step("GET /contexts", #"[".",".staging"]"#), Step("GET /contexts?contextPrefix=.s", #"[".staging"]"#),
            Step("GET /subjects", #"[":.staging:a","b"]"#),
            Step("GET /contexts/.staging/subjects", #"[":.staging:a"]"#),
            Step("GET /contexts/:.staging:/subjects", #"[":.staging:a"]"#),
            Step("GET /contexts/./subjects", #"["b"]"#),
            Step("GET /contexts/staging/subjects/a/versions", "[1,2]"),
            Step("GET /contexts/staging/schemas/ids/1", #"{"schema":"\#(Self.a1Text)"}"#),
            Step("GET /schemas/ids/1", #"{"schema":"\"int\""}"#),
            Step("GET /schemas/ids/2", error: 40403, "Schema 2 not found"),
            Step("GET /schemas/ids/2?subject=a", #"{"schema":"\#(Self.a2Text)"}"#),
            Step("GET /schemas/ids/2/versions?subject=:.staging:", #"[{"subject":":.staging:a","version":2}]"#),
            Step(
                "GET /contexts/staging/schemas?latestOnly=true",
                #"[{"subject":":.staging:a","version":2,"id":2,"schema":"\#(Self.a2Text)"}]"#),
            Step("PUT /contexts/staging/config", #"{"compatibility":"NONE"}"#, #"{"compatibility":"NONE"}"#),
            Step("GET /config/:.staging:", #"{"compatibilityLevel":"NONE"}"#),
            Step("GET /config", #"{"compatibilityLevel":"BACKWARD"}"#),
            Step("PUT /contexts/staging/mode", #"{"mode":"READONLY"}"#, #"{"mode":"READONLY"}"#),
            Step(
                "POST /contexts/staging/subjects/a/versions", body(#""int""#), error: 42205,
                "Subject :.staging:a in context :.staging: is in read-only mode"),
            Step("DELETE /contexts/staging", error: 42211, "The specified context '.staging' is not empty."),
        ])
    }

    @Test func `data contracts are told as they were given, and found by what they say`() async throws {
        let metadata = #""metadata":{"tags":{"x":["PII"]},"properties":{"owner":"me"},"sensitive":["owner"]}"#
        let rules =
            #""ruleSet":{"domainRules":[{"name":"r","kind":"CONDITION","mode":"WRITE","type":"CEL","expr":"true","#
            + #""disabled":false}]}"#
        let stored = #"{"subject":"a","version":1,"id":1,\#(metadata),\#(rules),"schema":"\"int\""}"#
        try await converse([
            Step("POST /subjects/a/versions", body(#""int""#, ",\(metadata),\(rules)"), #"{"id":1}"#),
            Step("GET /subjects/a/versions/1", stored),
            Step("GET /schemas/ids/1", #"{"schema":"\"int\"",\#(metadata),\#(rules)}"#),
            Step(
                "POST /subjects/a/versions", body(#""long""#),
                #"{"id":2,"version":2,\#(metadata),\#(rules),"schema":"\"long\""}"#),
            Step(
                "GET /subjects/a/metadata?key=owner&value=me",
                #"{"subject":"a","version":2,"id":2,\#(metadata),\#(rules),"schema":"\"long\""}"#),
            Step("GET /subjects/a/metadata?key=owner&value=you", error: 40403, "Schema not found"),
            Step(
                "GET /schemas/guids/095d71cf-1255-6b9d-5e33-0ad575b3df5d", error: 40403,
                "Schema 095d71cf-1255-6b9d-5e33-0ad575b3df5d not found"),
            Step("POST /subjects/s/versions", body(#""string""#), #"{"id":3}"#),
            Step("GET /schemas/guids/095d71cf-1255-6b9d-5e33-0ad575b3df5d", #"{"schema":"\"string\""}"#),
            Step("GET /schemas/guids/095d71cf-1255-6b9d-5e33-0ad575b3df5d/ids", #"[{"context":".","id":3}]"#),
        ])
    }
}
