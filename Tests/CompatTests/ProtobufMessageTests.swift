import Compatibility
import ProtobufSchema
import Testing

/// What registry clients are told of Protobuf schemas, and what a comparison may cost.
@Suite struct `Protobuf differences` {
    private func schema(_ body: String, _ imports: [ProtoCompiler.Source] = []) throws -> ProtobufSchema {
        try ProtoCompiler.compile("syntax = \"proto3\";\n" + body, imports: imports)
    }

    @Test func `are worded as Confluent's registry does, in double quotes, with the same trailing entries as Avro`() throws {
        let old = try schema("message Order {\n  int32 n = 1;\n}\n")
        let new = try schema("message Order {\n  string n = 1;\n}\n")
        let verdict = CompatibilityCheck.check(
            new: .protobuf(new), history: [.init(version: 3, schema: .protobuf(old))], level: .backward)
        let messages = ConfluentMessage.messages(for: verdict) { _ in "text" }
        try #require(messages.count == 4)
        #expect(messages[0].hasPrefix("{errorType:\"FIELD_SCALAR_KIND_CHANGED\", description:\"") && messages[0].hasSuffix("\"}"))
        #expect(messages[0].contains("'#/Order/1' in the new schema"))
        #expect(
            messages[1...] == [
                "{oldSchemaVersion: 3}", "{oldSchema: 'text'}", "{validateFields: 'false', compatibility: 'BACKWARD'}",
            ])
    }

    @Test func `name every incompatible type in words of its own`() throws {
        for rule in ProtobufRules.all {
            let example = try #require(rule.example, "\(rule.id) has an example")
            let old = try ProtoCompiler.compile(try #require(example.before))
            let new = try ProtoCompiler.compile(example.after)
            let findings = ProtobufRules.findings(new: new, old: old, direction: example.direction, against: 1)
            #expect(findings.contains { $0.rule == rule }, "the example of \(rule.id) breaks it")
        }
    }

    @Test func `are listed in the order of Java's hash sets`() throws {
        let old = try schema("message TestMessage {}\n")
        let new = try schema("message TestMessage2 {}\nmessage TestMessage {}\n")
        let listed = ProtobufRules.differences(original: old, update: new).map { "\($0.change.rawValue) \($0.path)" }
        #expect(listed == ["MESSAGE_ADDED #/TestMessage2", "MESSAGE_MOVED #/TestMessage"])
    }

    @Test func `of imports that fan out are judged without walking every path`() throws {
        // Thirty levels, each with two fields of the level below: 2^30 paths to one changed field.
        func levels(_ leaf: String) -> ProtoCompiler.Source {
            let messages = (0..<30).map { "message L\($0) {\n  L\($0 + 1) a = 1;\n  L\($0 + 1) b = 2;\n}\n" }
            return .init(
                name: "levels.proto", text: "syntax = \"proto3\";\n\(messages.joined())message L30 {\n  \(leaf) n = 1;\n}\n")
        }
        let body = "import \"levels.proto\";\nmessage M {\n  L0 root = 1;\n}\n"
        let (old, new) = (try schema(body, [levels("int32")]), try schema(body, [levels("string")]))
        let differences = ProtobufRules.differences(original: old, update: new)
        #expect(differences.contains { $0.change == .fieldNamedTypeChanged && $0.path == "#/M/1" })
        #expect(differences.count < 20_000)
        #expect(ProtobufRules.differences(original: old, update: old).isEmpty)
    }

    @Test func `end where messages nest each other in circles through an import`() throws {
        let text = { (leaf: String) in
            "syntax = \"proto3\";\nmessage A {\n  message B {\n    A a = 1;\n    C c = 2;\n  }\n  message C {\n    A a = 1;\n    B b = 2;\n"
                + "    \(leaf) n = 3;\n  }\n  B b = 1;\n  C c = 2;\n}\n"
        }
        let body = "import \"a.proto\";\nmessage M {\n  A a = 1;\n}\n"
        let old = try schema(body, [.init(name: "a.proto", text: text("int32"))])
        let new = try schema(body, [.init(name: "a.proto", text: text("string"))])
        let paths = Set(ProtobufRules.differences(original: old, update: new).map(\.path))
        #expect(paths.contains("#/A/C/3") && paths.contains("#/M/1"))
    }
}
