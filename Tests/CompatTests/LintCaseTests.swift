import Avro
import Compatibility
import ProtobufSchema
import SchemaLint
import TestKit
import Testing

@Suite struct `Lint cases` {
    @Test(arguments: StoredCase.all(under: "lint"))
    func `one schema`(_ stored: StoredCase) throws {
        let file = try stored.read()
        let written = try schema(of: file)
        let findings = SchemaLinter.lint(written, category: file.header("category").flatMap(LintCategory.init) ?? .standard)
        let text = findings.isEmpty ? "none" : findings.map { lines($0) }.joined(separator: "\n")
        try stored.expect(text, in: "findings", of: file)
        #expect(findings.contains { $0.rule.id == stored.rule } || stored.rule == "CLEAN", "the folder names a rule the case is about")
        #expect(file.header("about") != nil && file.header("source") != nil)
        for fix in findings.flatMap(\.fixes) {
            let left = SchemaLinter.lint(try reparsed(fix.text, like: written))
            #expect(left.count < SchemaLinter.lint(written).count, "\(fix.title) leaves fewer findings")
        }
    }

    private func schema(of file: CaseFile) throws -> WrittenSchema {
        if let text = file["schema (protobuf)"] { return WrittenSchema(.protobuf(try ProtoCompiler.compile(text)), text: text) }
        let text = try #require(file["schema (avro)"])
        return WrittenSchema(.avro(try AvroSchemaParser.parse(text)), text: text)
    }

    private func reparsed(_ text: String, like written: WrittenSchema) throws -> WrittenSchema {
        switch written.schema {
        case .protobuf: WrittenSchema(.protobuf(try ProtoCompiler.compile(text)), text: text)
        default: WrittenSchema(.avro(try AvroSchemaParser.parse(text)), text: text)
        }
    }

    private func lines(_ finding: LintFinding) -> String {
        var lines = ["\(finding.level.rawValue) \(finding.rule.id) at \(finding.pointer.isEmpty ? "/" : finding.pointer) (\(finding.range?.span ?? "-"))"]
        lines.append("  \(finding.sentence)")
        for fix in finding.fixes { lines.append("  fix \(fix.title): \(EvidenceText.edits(of: fix))") }
        return lines.joined(separator: "\n")
    }

    @Test func `every lint rule has a folder with cases`() {
        let folders = Set(StoredCase.all(under: "lint").map(\.rule))
        let rules = Set((AvroLintRules.all + ProtobufLintRules.all).map(\.id))
        for rule in rules.subtracting(folders) { Issue.record("add a case under Compat/lint/\(rule)/") }
        #expect(folders.subtracting(rules) == ["CLEAN"])
    }

    @Test func `rules left out and categories not asked for are silent`() throws {
        let text = #"{"type": "enum", "name": "status", "symbols": ["a"]}"#
        let written = WrittenSchema(.avro(try AvroSchemaParser.parse(text)), text: text)
        #expect(SchemaLinter.lint(written, category: .minimal).map(\.rule.id) == ["AVRO_LINT_ENUM_WITHOUT_DEFAULT"])
        #expect(SchemaLinter.lint(written, category: .minimal, except: ["AVRO_LINT_ENUM_WITHOUT_DEFAULT"]).isEmpty)
        #expect(SchemaLinter.lint(written).count == 5)
    }
}
