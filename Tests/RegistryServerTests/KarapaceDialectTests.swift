import NIOCore
import RegistryModel
import Testing

@Suite struct `The registry in Karapace's dialect` {
    static let int = body(#"{"type":"record","name":"A","fields":[{"name":"x","type":"int"}]}"#)
    static let double = body(#"{"type":"record","name":"A","fields":[{"name":"x","type":"double"}]}"#)
    static let text = body(#"{"type":"record","name":"A","fields":[{"name":"x","type":"string"}]}"#)

    @Test func `differences are a few words each, told without asking`() async throws {
        try await converse(as: .karapace, [
            Step("PUT /config/a", #"{"compatibility":"NONE"}"#, #"{"compatibility":"NONE"}"#),
            Step("POST /subjects/a/versions", Self.text, #"{"id":1}"#), Step("POST /subjects/a/versions", Self.double, #"{"id":2}"#),
            Step("PUT /config/a", #"{"compatibility":"BACKWARD"}"#, #"{"compatibility":"BACKWARD"}"#),
            Step(
                "POST /compatibility/subjects/a/versions/latest", Self.int,
                #"{"is_compatible":false,"messages":["reader type: int not compatible with writer type: double"]}"#),
            Step("POST /compatibility/subjects/a/versions/latest", Self.double, #"{"is_compatible":true}"#),
            Step(
                "POST /subjects/a/versions", Self.int, error: 409,
                "Incompatible schema, compatibility_mode=BACKWARD. Incompatibilities: "
                    + "reader type: int not compatible with writer type: double"),
            Step("PUT /config/a", #"{"compatibility":"BACKWARD_TRANSITIVE"}"#, #"{"compatibility":"BACKWARD_TRANSITIVE"}"#),
            Step(
                "POST /compatibility/subjects/a/versions/latest", Self.int,
                #"{"is_compatible":false,"messages":["reader type: int not compatible with writer type: string"]}"#),
            Step("POST /compatibility/subjects/none/versions/latest", Self.int, error: 40402, "Version -1 not found."),
        ])
    }

    @Test func `a body without a schema is told what is wrong in a list`() async throws {
        try await converse(as: .karapace, [
            Step(
                "POST /subjects/a/versions", #"{"a":1}"#, 422,
                #"{"error_code":422,"message":[{"type":"missing","loc":["body","schema"],"msg":"Field required","input":{"a":1}}]}"#),
            Step(
                "POST /subjects/a", "-1", 422,
                #"{"error_code":422,"message":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid "#
                    + #"dictionary or object to extract fields from","input":-1}]}"#),
            Step(
                "POST /subjects/a", #"{"schema":"\"int\"","references":1}"#, 422,
                #"{"error_code":422,"message":[{"type":"list_type","loc":["body","references"],"#
                    + #""msg":"Input should be a valid list","input":1}]}"#),
            Step("POST /subjects/a/versions", body(#""int""#, #","schemaType":"AVROO""#), error: 422, "Invalid schema type AVROO"),
            Step("POST /subjects/a", body("x"), error: 42201, "Error while looking up schema under subject a"),
        ])
    }

    @Test func `texts are shown as submitted, members sorted`() async throws {
        let sorted = #"{\"doc\":\"kept\",\"type\":\"int\"}"#
        try await converse(as: .karapace, [
            Step("POST /subjects/a/versions", body(#"{"type":"int", "doc":"kept"}"#), #"{"id":1}"#),
            Step("GET /subjects/a/versions/1", #"{"subject":"a","version":1,"id":1,"schema":"\#(sorted)"}"#),
            Step("POST /subjects/a", body(#""int""#), #"{"subject":"a","version":1,"id":1,"schema":"\#(sorted)"}"#),
            Step("GET /schemas/ids/1?includeSubjects=True", #"{"schema":"\#(sorted)","subjects":["a"]}"#),
        ])
    }

    @Test func `settings that are not a subject's own are the ones that hold for it`() async throws {
        try await converse(as: .karapace, [
            Step("POST /subjects/a/versions", Self.int, #"{"id":1}"#), Step("GET /mode/a", #"{"mode":"READWRITE"}"#),
            Step("GET /mode/none", error: 40401, "Subject 'none' not found."),
            Step("PUT /config/a", #"{"compatibility":"FULL"}"#, #"{"compatibility":"FULL"}"#),
            Step("DELETE /config/a", #"{"compatibility":"BACKWARD"}"#),
            Step("DELETE /subjects/a/versions/1", "1"),
            Step(
                "DELETE /subjects/a/versions/1", error: 40406,
                "Subject 'a' Version 1 was soft deleted. Set permanent=true to delete permanently"),
        ])
    }

    @Test func `defaults need not fit their types, where the config does not say so`() async throws {
        let misfit = body(#"{"type":"record","name":"A","fields":[{"name":"x","type":["null","int"],"default":"null"}]}"#)
        try await converse(as: .karapace, [Step("POST /subjects/a/versions", misfit, #"{"id":1}"#)])
        try await converse([
            Step("PUT /config/a", #"{"validateNewSchemas":false}"#, #"{"validateNewSchemas":false}"#),
            Step("POST /subjects/a/versions", misfit, #"{"id":1}"#),
            Step(
                "POST /subjects/b/versions", misfit, error: 42201,
                "Invalid schema of type AVRO, details: 1:83: the default of field \"x\" is a string; "
                    + "expected a value of one of the union's branches [null, int]"),
        ])
    }

    @Test func `subjects are listed as they came, and what comes back has its id again`() async throws {
        let steps = [
            Step("POST /subjects/b/versions", Self.int, #"{"id":1}"#),
            Step("POST /subjects/a/versions", Self.double, #"{"id":2}"#),
            Step("DELETE /subjects/b", "[1]"), Step("DELETE /subjects/b?permanent=true", "[1]"),
            Step("POST /subjects/c/versions", Self.text, #"{"id":3}"#),
        ]
        try await converse(as: .karapace, steps + [
            Step("POST /subjects/b/versions", Self.int, #"{"id":1}"#), Step("GET /subjects", #"["a","c","b"]"#),
        ])
        try await converse(steps + [
            Step("POST /subjects/b/versions", Self.int, #"{"id":4}"#), Step("GET /subjects", #"["a","b","c"]"#),
        ])
    }

    @Test func `what a deleted version uses stays until that is gone for good`() async throws {
        let user = body(#""A""#, #","references":[{"name":"A","subject":"a","version":1}]"#)
        let used = #"One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=a,version=1}."#
        let steps = [
            Step("POST /subjects/a/versions", Self.int, #"{"id":1}"#), Step("POST /subjects/b/versions", user, #"{"id":2}"#),
            Step("DELETE /subjects/b", "[1]"),
        ]
        try await converse(as: .karapace, steps + [
            Step("DELETE /subjects/a", error: 42206, used), Step("DELETE /subjects/a/versions/1", error: 42206, used),
            Step("DELETE /subjects/b?permanent=true", "[1]"), Step("DELETE /subjects/a", "[1]"),
        ])
        try await converse(steps + [Step("DELETE /subjects/a", "[1]")])
    }

    @Test func `an Avro text that is none is refused in Python's words`() async throws {
        let name = #"{"type":"record","name":"foo","namespace":"foo-bar","fields":[]}"#
        try await converse(as: .karapace, [
            Step(
                "POST /subjects/a/versions", body(name), error: 42201,
                "Invalid AVRO schema. Error: foo-bar is not a valid Avro name because it does not match the pattern "
                    + #"(?:^|\.)[A-Za-z_][A-Za-z0-9_]*$"#),
            Step(
                "POST /subjects/a/versions", body(#"{"type":"enum","name":"e"}"#), error: 42201,
                "Invalid AVRO schema. Error: Enum symbols must be a sequence of strings, but it is <class 'NoneType'>"),
            Step(
                "POST /subjects/a/versions", body(#"{"type":"enum","name":"e","symbols":{}}"#), error: 42201,
                "Invalid AVRO schema. Error: Enum symbols must be a sequence of strings, but it is <class 'dict'>"),
            Step(
                "POST /subjects/a/versions", body(#"{"type":1}"#), error: 42201,
                #"Invalid AVRO schema. Error: 1:9: "type" of a type is a number; expected a type name, such as "record" or "string""#),
        ])
    }

    @Test func `a Protobuf text that is none is refused with the text`() async throws {
        let text = "syntax = 'proto3'; import 'R.proto'; message M { R r = 1; }"
        func step(_ text: String, _ references: String?, _ sentence: String) -> Step {
            let references = references.map { #","references":\#($0)"# } ?? ""
            return Step(
                "POST /subjects/a/versions", #"{"schemaType":"PROTOBUF","schema":"\#(text)"\#(references)}"#, error: 42201,
                "Invalid PROTOBUF schema. Error: \(sentence)")
        }
        try await converse(as: .karapace, [
            step(text, nil, #"type "R" is not defined"#),
            step(
                text, #"[{"name":"R.proto","subject":"none","version":1}]"#,
                "Invalid schema \(text) with refs [{name='R.proto', subject='none', version=1}] of type SchemaType.PROTOBUF"),
            step("message {", nil, "Invalid schema message { with refs None of type SchemaType.PROTOBUF"),
        ])
    }

    @Test func `Protobuf texts may set what nobody declares, and import what no reference is named after`() async throws {
        func proto(_ text: String, _ more: String = "") -> String {
            #"{"schemaType":"PROTOBUF","schema":"syntax = \"proto3\"; \#(text)"\#(more)}"#
        }
        let inner = proto("message R { message Inner { string s = 1; } }")
        let outer = proto(
            #"import \"Inner.proto\"; message M { R.Inner r = 1; oneof o { option (mine) = true; int32 i = 2; } }"#,
            #","references":[{"name":"R.proto","subject":"r","version":1}]"#)
        let stored =
            #"syntax = \"proto3\";\n\nimport \"Inner.proto\";\n\nmessage M {\n  R.Inner r = 1;\n"#
            + #"\n  oneof o {\n    option (mine) = true;\n  \n    int32 i = 2;\n  }\n}\n"#
        let steps = [Step("POST /subjects/r/versions", inner, #"{"id":1}"#)]
        try await converse(as: .karapace, steps + [
            Step("POST /subjects/m/versions", outer, #"{"id":2}"#), Step("POST /subjects/m/versions", outer, #"{"id":2}"#),
            Step("POST /compatibility/subjects/m/versions/latest", outer, #"{"is_compatible":true}"#),
            Step(
                "GET /schemas/ids/2",
                #"{"schemaType":"PROTOBUF","schema":"\#(stored)","references":[{"name":"R.proto","subject":"r","version":1}]}"#),
        ])
        try await converse(steps + [
            Step(
                "POST /subjects/m/versions", outer, error: 42201,
                #"Invalid schema of type PROTOBUF, details: default:1:20: the import "Inner.proto" is not at hand; "#
                    + "expected a file of that name among those given, or a bundled one"),
        ])
    }

    @Test func `a body may be declared to be in UTF-16`() async throws {
        try await withRegistryServer { client async throws in
            let text = #"{"compatibility":"FULL"}"#
            for marks in [[0xFE, 0xFF], [0xFF, 0xFE], []] as [[UInt8]] {
                var bytes = ByteBuffer(bytes: marks)
                for unit in text.utf16 { bytes.writeInteger(unit, endianness: marks.first == 0xFF ? .little : .big) }
                var request = ByteBuffer(
                    string: "PUT /config HTTP/1.1\r\nHost: r\r\nContent-Type: application/json; charset=UTF-16\r\n"
                        + "Content-Length: \(bytes.readableBytes)\r\n\r\n")
                request.writeBuffer(&bytes)
                #expect(try await client.send([request]).body == text)
            }
        }
    }

    @Test func `whoever watches over the server may accept anything`() async throws {
        try await withRegistryServer { client async throws in
            for path in ["/", "/_health", "/master_available", "/status/ready"] {
                let reply = try await client.request("GET", path, headers: ["Accept": "text/html"])
                #expect(reply.status == 200, "\(path)")
            }
            for accepted in ["*", "*/anything", "text/html, *; q=.2"] {
                let reply = try await client.request("GET", "/subjects", headers: ["Accept": accepted])
                #expect(reply.status == 200, "\(accepted)")
            }
            #expect(try await client.request("GET", "/subjects", headers: ["Accept": "text/*"]).status == 406)
        }
    }
}
