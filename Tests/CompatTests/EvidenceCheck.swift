import Avro
import Compatibility
import JSONText
import Testing

/// What must be true of every completed finding between two Avro schemas.
struct EvidenceCheck {
    let new: WrittenSchema
    let old: WrittenSchema

    func check(_ finding: SchemaFinding) throws {
        let about = "\(finding.rule.id) \(finding.direction) at \(finding.pathText)"
        for (place, pointer, fragment, text) in [
            (finding.newPlace, finding.newPointer, finding.after, new.text), (finding.oldPlace, finding.oldPointer, finding.before, old.text),
        ] where place != nil {
            #expect(fragment?.isEmpty == false, "\(about): a place has a fragment")
            #expect(try pointer.map { try follow($0, in: text) } == place, "\(about): a pointer leads to its place")
        }
        guard case .avro(let newSchema) = new.schema, case .avro(let oldSchema) = old.schema else { return }
        let (reader, writer) = finding.direction == .backward ? (newSchema, oldSchema) : (oldSchema, newSchema)
        if let witness = finding.witness {
            #expect(finding.harmless == nil)
            let record = try GenericDatum(witness.data, plan: try SchemaResolution.plan(for: writer.withoutAliases))
            #expect(JSONPrinter.compact(try AvroJSON.value(of: record, form: .specification)) == witness.json, "\(about)")
            #expect(throws: (any Error).self, "\(about): the witness breaks") {
                try GenericDatum(witness.data, plan: try SchemaResolution.plan(writer: writer, reader: reader))
            }
            #expect(!witness.outcome.isEmpty && !witness.outcome.hasSuffix("."))
        } else {
            #expect(finding.harmless != nil, "\(about): a finding has a witness, or says why nothing breaks")
        }
        for fix in finding.fixes {
            let repaired = try AvroSchemaParser.parse(fix.text)
            let level: CompatibilityLevel = finding.direction == .backward ? .backward : .forward
            let left = CompatibilityCheck.check(
                new: .avro(repaired), history: [.init(version: finding.against, schema: old.schema)], level: level
            ).findings
            #expect(!left.contains { $0.rule == finding.rule && $0.sentence == finding.sentence }, "\(about): \(fix.title)")
            #expect(apply(fix.edits) == fix.text, "\(about): the edits of \(fix.title) make its text")
        }
    }

    /// The place of what a pointer names.
    private func follow(_ pointer: String, in text: String) throws -> TextRange? {
        var node: JSONNode? = try JSONParser.parseTree(text)
        for token in pointer.split(separator: "/") {
            let key = token.replacing("~1", with: "/").replacing("~0", with: "~")
            node = node?[String(key)] ?? Int(key).flatMap { node?.asArray?[$0] }
        }
        return node?.range
    }

    /// By lines and columns, as editors apply them.
    private func apply(_ edits: [FindingFix.Edit]) -> String {
        var scalars = Array(new.text.unicodeScalars)
        func index(_ position: TextPosition) -> Int {
            var line = 1
            var start = 0
            while line < position.line {
                start = scalars[start...].firstIndex(of: "\n")! + 1
                line += 1
            }
            return start + position.column - 1
        }
        let ranges = edits.map { (index($0.range.start)..<index($0.range.end), $0.text) }
        for (range, text) in ranges.reversed() { scalars.replaceSubrange(range, with: text.unicodeScalars) }
        return String(String.UnicodeScalarView(scalars))
    }
}

/// A completed finding as case files show it.
enum EvidenceText {
    static func text(_ finding: SchemaFinding) -> String {
        var lines = ["\(finding.direction.rawValue) \(finding.rule.id): \(finding.sentence)"]
        lines.append("  before   \(finding.oldPointer ?? "-")  \(finding.before ?? "-")")
        lines.append("  after    \(finding.newPointer ?? "-")  \(finding.after ?? "-")")
        if let witness = finding.witness {
            lines.append("  record   \(witness.json)   \(witness.data.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())")
            lines.append("  outcome  \(witness.outcome)")
        }
        if let harmless = finding.harmless { lines.append("  harmless \(harmless)") }
        for fix in finding.fixes { lines.append("  fix      \(fix.title): \(edits(of: fix))") }
        return lines.joined(separator: "\n")
    }

    /// `3:40 + , "default": ""` for an insertion, `3:32-3:40 = "int"` for a replacement.
    static func edits(of fix: FindingFix) -> String {
        fix.edits.map { edit in
            let text = edit.text.isEmpty ? "nothing" : edit.text.replacing("\n", with: "\\n")
            return edit.range.start == edit.range.end ? "\(edit.range.start) + \(text)" : "\(edit.range.span) = \(text)"
        }.joined(separator: "; ")
    }
}
