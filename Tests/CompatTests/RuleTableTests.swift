import Compatibility
import Foundation
import SchemaLint
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
        let others = RuleCatalog.all.filter { entry in
            if case .compatibility(let rule, let language) = entry { language == nil && !rule.id.hasPrefix("AVRO") } else { false }
        }
        return """
            # Rules

            What the registry, `herald schema check` and `herald schema register` go by, and what `herald schema lint` looks at. The
            situations each rule speaks of stand in `Compat/`, in a folder of the rule's name. Printed from the tables in
            `Sources/Core/Compatibility` and `Sources/Core/SchemaLint`; `herald schema explain RULE` shows one with an example.

            ## Avro

            \(compatibility(language: "AVRO"))

            ## Protobuf

            \(compatibility(language: "PROTOBUF"))

            ## Either language

            \(table(others))

            ## Policies: Protobuf

            Asked on top of the level, or with NONE instead of it, by `--policy wire`, `wire_json`, `package` or `file`.

            \(policies)

            ## Lint: Avro

            \(lint("AVRO"))

            ## Lint: Protobuf

            \(lint("PROTOBUF"))

            """
    }

    private func compatibility(language: String) -> String {
        table(RuleCatalog.all.filter { entry in
            if case .compatibility = entry { entry.language == language } else { false }
        })
    }

    private func table(_ entries: [RuleCatalog.Entry]) -> String {
        let rows = entries.map { entry in
            var type = "a sentence"
            if case .compatibility(let rule, _) = entry, let name = rule.confluentErrorType { type = "`\(name)`" }
            return "| `\(entry.id)` | \(cell(entry.summary)) | \(cell(entry.hint)) | \(type) |"
        }
        return """
            | rule | what breaks | what to do | Confluent's error type |
            |---|---|---|---|
            \(rows.joined(separator: "\n"))
            """
    }

    private var policies: String {
        let rows = RuleCatalog.all.compactMap { entry -> String? in
            guard case .policy(let rule) = entry else { return nil }
            let names = rule.policies.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            return "| `\(entry.id)` | \(names) | \(cell(entry.summary)) | \(cell(entry.hint)) |"
        }
        return """
            | rule | policies | what breaks | what to do |
            |---|---|---|---|
            \(rows.joined(separator: "\n"))
            """
    }

    private func lint(_ language: String) -> String {
        let rows = RuleCatalog.all.compactMap { entry -> String? in
            guard case .lint(let rule) = entry, rule.language == language else { return nil }
            return "| `\(rule.id)` | \(rule.category.rawValue) | \(rule.level.rawValue) | \(cell(rule.summary)) | \(cell(rule.hint)) |"
        }
        return """
            | rule | category | level | what is asked, and why | what to do |
            |---|---|---|---|---|
            \(rows.joined(separator: "\n"))
            """
    }

    /// A bar would end the cell.
    private func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
