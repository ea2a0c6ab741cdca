import Compatibility
import ProtobufSchema
import SchemaLint
import Testing

@Suite struct `Lint of Protobuf schemas` {
    private func rules(_ text: String, category: LintCategory = .standard) throws -> [String] {
        let written = WrittenSchema(.protobuf(try ProtoCompiler.compile(text)), text: text)
        return SchemaLinter.lint(written, category: category).map { String($0.rule.id.dropFirst("PROTO_LINT_".count)) }
    }

    @Test(arguments: ProtobufLintRules.all)
    func `the example of a rule has one finding of it`(_ rule: LintRule) throws {
        let text = try #require(rule.example?.after)
        let written = WrittenSchema(.protobuf(try ProtoCompiler.compile(text)), text: text)
        let findings = SchemaLinter.lint(written).filter { $0.rule == rule }
        #expect(findings.count == 1, "\(rule.id)")
        #expect(findings.first?.range != nil && findings.first?.sentence.hasSuffix(".") == false)
        for fix in findings.flatMap(\.fixes) {
            let repaired = WrittenSchema(.protobuf(try ProtoCompiler.compile(fix.text)), text: fix.text)
            #expect(!SchemaLinter.lint(repaired).contains { $0.rule == rule })
        }
    }

    @Test func `names of every case`() throws {
        func check(_ declaration: String, expecting expected: [String]) throws {
            #expect(try rules("syntax = \"proto3\";\npackage shop;\n// One.\n" + declaration) == expected, "\(declaration)")
        }
        try check("message M { string ok_2 = 1; }", expecting: [])
        try check("message M { string Upper = 1; }", expecting: ["FIELD_NAME"])
        try check("message M { string two__words = 1; }", expecting: ["FIELD_NAME"])
        try check("message M { string trailing_ = 1; }", expecting: ["FIELD_NAME"])
        try check("message m {}", expecting: ["MESSAGE_NAME"])
        try check("message With_Underscore {}", expecting: ["MESSAGE_NAME"])
        try check("message M { map<string, int32> counts = 1; }", expecting: [])
        try check("enum HTTPCode { HTTP_CODE_UNSPECIFIED = 0; }", expecting: [])
        try check("enum Code { OTHER = 0; }", expecting: ["ENUM_VALUE_PREFIX"])
        try check("enum Code { CODE_OK = 0; }", expecting: ["ENUM_ZERO_VALUE_SUFFIX"])
        try check("enum Code { CODE_UNSPECIFIED = 0; CODE_lower = 1; }", expecting: ["ENUM_VALUE_NAME"])
    }

    @Test func `a lower category asks less`() throws {
        let text = "message m {\n  required string Id = 1;\n}\n"
        #expect(try rules(text, category: .minimal).sorted() == ["PACKAGE_MISSING", "REQUIRED_FIELD", "SYNTAX_MISSING"])
        #expect(try rules(text).contains("FIELD_NAME"))
    }

    @Test func `an import counts as used by a map's values, a method, or a public import`() throws {
        let head = "syntax = \"proto3\";\npackage shop;\nimport \"google/protobuf/timestamp.proto\";\n// One.\n"
        #expect(try rules(head + "message M {\n  map<string, google.protobuf.Timestamp> at = 1;\n}\n") == [])
        #expect(try rules(head + "message M {}\n") == ["IMPORT_UNUSED"])
        #expect(
            try rules(head + "service S {\n  rpc Ping(google.protobuf.Timestamp) returns (google.protobuf.Timestamp);\n}\n") == []
        )
    }
}
