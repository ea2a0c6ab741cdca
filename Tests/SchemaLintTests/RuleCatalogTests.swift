import Compatibility
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
}
