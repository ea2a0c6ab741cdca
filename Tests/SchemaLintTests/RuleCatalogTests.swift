import Avro
import Compatibility
import ProtobufSchema
import SchemaLint
import Testing

@Suite struct `The catalog of rules` {
    @Test func `has every rule once, in words`() {
        var seen: Set<String> = []
        for rule in RuleCatalog.all {
            #expect(seen.insert(rule.id).inserted, "\(rule.id) stands in two tables")
            #expect(rule.summary.hasSuffix(".") && !rule.hint.hasSuffix("."), "\(rule.id): a sentence and a phrase")
        }
    }

    @Test func `finds a rule in any case`() {
        #expect(RuleCatalog.rule("avro_type_changed")?.id == "AVRO_TYPE_CHANGED")
        #expect(RuleCatalog.rule("AVRO") == nil)
    }

    @Test func `shows each rule at work`() throws {
        for entry in RuleCatalog.all {
            guard let example = entry.example else { continue }
            let after = try schema(example.after, entry.language)
            if case .lint = entry {
                #expect(SchemaLinter.lint(after).contains { $0.rule.id == entry.id }, "\(entry.id)")
            } else {
                let before = try schema(try #require(example.before), entry.language)
                let verdict = CompatibilityCheck.check(
                    new: after.schema, history: [.init(version: 1, schema: before.schema)],
                    level: example.direction == .backward ? .backward : .forward)
                #expect(verdict.findings.contains { $0.rule.id == entry.id }, "\(entry.id)")
            }
        }
        // A comparison too large to show is the only rule of Avro's without an example.
        let bare = RuleCatalog.all.filter { $0.language == "AVRO" && $0.example == nil }.map(\.id)
        #expect(bare == ["AVRO_COMPARISON_TOO_LARGE"])
    }

    private func schema(_ text: String, _ language: String?) throws -> WrittenSchema {
        language == "PROTOBUF"
            ? WrittenSchema(.protobuf(try ProtoCompiler.compile(text)), text: text)
            : WrittenSchema(.avro(try AvroSchemaParser.parse(text)), text: text)
    }
}
