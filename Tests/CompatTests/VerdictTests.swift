import Avro
import Compatibility
import JSONText
import TestKit
import Testing

@Suite struct `Compatibility cases` {
    @Test(arguments: StoredCase.all(under: "avro"))
    func `two versions`(_ stored: StoredCase) throws {
        let file = try stored.read()
        let new = try written("new (avro)", of: file)
        let old = try written("old (avro)", of: file)
        let verdicts = [CompatibilityLevel.backward, .forward].map { level in
            CompatibilityCheck.check(new: new.schema, history: [.init(version: 1, schema: old.schema)], level: level)
        }
        let lines = verdicts.map { line($0.level, $0) { _ in "" } }
        try stored.expect(lines.joined(separator: "\n"), in: "verdicts", of: file)
        let complete = verdicts.flatMap { FindingEvidence.complete($0, new: new, old: [1: old]).findings }
        for finding in complete { try EvidenceCheck(new: new, old: old).check(finding) }
        if file["evidence"] != nil {
            let text = complete.map(EvidenceText.text).joined(separator: "\n")
            try stored.expect(text, in: "evidence", of: try stored.read())
        }
        #expect(lines.joined().contains(stored.rule) || stored.rule == "COMPATIBLE", "the folder names a rule the case is about")
        #expect(file.header("about") != nil && file.header("source") != nil)
    }

    @Test(arguments: StoredCase.all(under: "levels").filter { !$0.path.hasPrefix("levels/protobuf/") })
    func `a history`(_ stored: StoredCase) throws {
        let file = try stored.read()
        let new = try schema("new (avro)", of: file)
        var history: [CompatibilityCheck.OldVersion] = []
        for section in file.sections where section.title.hasPrefix("version ") {
            let version = try #require(Int(section.title.split(separator: " ")[1]))
            if section.title.hasSuffix("(avro)") {
                history.append(.init(version: version, schema: .avro(try schema(section.title, of: file))))
            } else {
                history.append(.init(version: version, schema: .other(language: "PROTOBUF")))
            }
        }
        let visiting: CompatibilityCheck.Visiting = file.header("visiting") == "karapace" ? .karapace : .confluent
        let verdicts = CompatibilityLevel.allCases.map { level in
            let verdict = CompatibilityCheck.check(new: .avro(new), history: history, level: level, visiting: visiting)
            return line(level, verdict) { " in version \($0)" }
        }
        try stored.expect(verdicts.joined(separator: "\n"), in: "verdicts", of: file)
    }

    private func written(_ section: String, of file: CaseFile) throws -> WrittenSchema {
        WrittenSchema(.avro(try schema(section, of: file)), text: try #require(file[section]))
    }

    private func schema(_ section: String, of file: CaseFile) throws -> AvroSchema {
        try AvroSchemaParser.parse(try #require(file[section]), strictness: .lenient)
    }

    /// `BACKWARD: no`, and a line for each finding: rule, path, places, information.
    private func line(_ level: CompatibilityLevel, _ verdict: CompatibilityVerdict, version: (Int) -> String) -> String {
        var lines = ["\(level.rawValue): \(verdict.isCompatible ? "yes" : "no")"]
        for finding in verdict.findings {
            let places = "new \(finding.newPlace?.description ?? "-"), old \(finding.oldPlace?.description ?? "-")"
            lines.append("  \(finding.rule.id) at \(finding.pathText)\(version(finding.against)) (\(places)) \(finding.info)")
        }
        return lines.map { $0.hasSuffix(" ") ? String($0.dropLast()) : $0 }.joined(separator: "\n")
    }

    @Test func `every rule has a folder with cases`() {
        let folders = Set(StoredCase.all(under: "avro").map(\.rule))
        // A comparison too large for any file to show has a test of its own.
        for rule in AvroRules.all where rule != AvroRules.comparisonTooLarge {
            #expect(folders.contains(rule.id), "add a case under Compat/avro/\(rule.id)/")
        }
        #expect(folders.subtracting(AvroRules.all.map(\.id)) == ["COMPATIBLE"])
    }
}
