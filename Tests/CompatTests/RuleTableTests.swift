import Compatibility
import Foundation
import Testing

/// docs/rules.md is the rule tables, printed.
@Suite struct `The page of rules` {
    @Test func `says what the tables say; UPDATE_CASES=1 rewrites it`() throws {
        let page = StoredCase.root.deletingLastPathComponent().appendingPathComponent("docs/rules.md")
        if ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1" {
            try printed.write(to: page, atomically: true, encoding: .utf8)
        } else {
            #expect(try String(contentsOf: page, encoding: .utf8) == printed)
        }
    }

    private var printed: String {
        let rows = (AvroRules.all + [CompatibilityRule.schemaTypeChanged]).map { rule in
            "| `\(rule.id)` | \(rule.summary) | \(rule.hint) | \(rule.confluentErrorType.map { "`\($0)`" } ?? "a sentence") |"
        }
        return """
            # Compatibility rules

            What the registry, `herald schema check` and `herald schema register` go by. The situations each rule speaks of stand
            in `Compat/`, in a folder of the rule's name. Printed from the tables in `Sources/Core/Compatibility`.

            | rule | what breaks | what to do | Confluent's error type |
            |---|---|---|---|
            \(rows.joined(separator: "\n"))

            """
    }
}
