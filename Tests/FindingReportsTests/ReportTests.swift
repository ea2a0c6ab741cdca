import Avro
import Compatibility
import FindingReports
import Foundation
import JSONText
import Testing

/// What each format says of the same reports, kept as files so that a change of it is seen in review. `UPDATE_CASES=1`
/// writes them anew.
@Suite struct `A report` {
    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Reports")

    @Test(arguments: ReportFormat.allCases, ["mixed", "clean", "hostile"])
    func `is what the file says`(_ format: ReportFormat, _ name: String) throws {
        let text = format.text(of: try report(name), version: "0.0.0")
        let file = Self.directory.appendingPathComponent("\(name).\(format.rawValue)")
        if ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1" { try Data(text.utf8).write(to: file) }
        #expect(text == (try String(contentsOf: file, encoding: .utf8)), "run with UPDATE_CASES=1 if the change is meant")
    }

    @Test func `has a file for each format and nothing else`() throws {
        let kept = try FileManager.default.contentsOfDirectory(atPath: Self.directory.path)
        let wanted = ReportFormat.allCases.flatMap { format in ["mixed", "clean", "hostile"].map { "\($0).\(format.rawValue)" } }
        #expect(Set(kept) == Set(wanted))
    }

    @Test func `is JSON where it says so`() throws {
        for name in ["mixed", "clean", "hostile"] {
            for format in [ReportFormat.json, .gitlab, .sarif] {
                #expect(throws: Never.self) { try JSONParser.parse(format.text(of: try report(name), version: "1.0.0")) }
            }
        }
    }

    private func report(_ name: String) throws -> SchemaReport {
        switch name {
        case "mixed":
            return SchemaReport(
                contract: "herald.check/v1", introduction: "Checking 3 schemas against registry http://127.0.0.1:8081",
                schemas: [
                    ReportedSchema(
                        file: "schemas/customers/value.avsc", subject: "customers-value", language: "AVRO",
                        level: .backwardTransitive, isNew: false, remark: "+ email?  (BACKWARD_TRANSITIVE, 9 versions)",
                        changes: ["+ email?"], comparisons: [.init(label: "v9", version: 9)]),
                    ReportedSchema(
                        file: "schemas/refunds/value.avsc", subject: "refunds-value", language: "AVRO", level: .backward,
                        isNew: true, remark: "first version"),
                    try Example.broken(),
                ], advice: ["Deploy consumers first: customers-value."])
        case "hostile":
            return SchemaReport(
                contract: "herald.check/v1", introduction: "Checking <b>1</b> | schema",
                schemas: [try Example.broken(file: "a,b:c%\n]]>`|`.avsc", subject: "<s & \"s\">\u{1}")])
        default:
            return SchemaReport(
                contract: "herald.check/v1",
                schemas: [
                    ReportedSchema(
                        file: "value.avsc", subject: nil, language: "AVRO", level: .full, isNew: false, remark: "unchanged",
                        comparisons: [.init(label: "git 4f2c91a", version: nil)])
                ])
        }
    }
}

/// A schema whose new field has no default, against two versions of which one has the same break already.
enum Example {
    static let old = """
        {"type": "record", "name": "Order", "fields": [
          {"name": "id", "type": "string"}
        ]}
        """
    static let new = """
        {"type": "record", "name": "Order", "fields": [
          {"name": "id", "type": "string"},
          {"name": "currency", "type": "string"}
        ]}
        """

    static func findings(path: String = "Order.currency") throws -> [FindingAgainst] {
        let verdict = CompatibilityCheck.check(
            new: .avro(try AvroSchema(parsing: new)),
            history: try (5...7).map { .init(version: $0, schema: .avro(try AvroSchema(parsing: old))) },
            level: .backwardTransitive, visiting: .everything)
        return verdict.findings.map { finding in
            var finding = finding
            let place = finding.newPlace!.start
            let end = finding.newPlace!.end
            let before = TextPosition(byteOffset: end.byteOffset - 1, line: end.line, column: end.column - 1)
            finding.element = path
            finding.witness = FindingWitness(
                data: [6, 111, 45, 49], type: nil, json: #"{"id":"o-1"}"#,
                outcome: #"no value for "currency" and no default to fill it"#)
            finding.fixes = [
                FindingFix(
                    title: "give it a default",
                    edits: [.init(range: TextRange(start: before, end: before), text: #", "default": """#)],
                    text: new.replacing(#""string"}\#n]}"#, with: #""string", "default": ""}\#n]}"#)),
                FindingFix(
                    title: "remove it", edits: [.init(range: TextRange(start: place, end: end), text: "")], text: old),
            ]
            let version = ReportedVersion(
                number: finding.against, label: "v\(finding.against)", remark: "id \(100 + finding.against)",
                name: "orders-value@\(finding.against)", text: old)
            return FindingAgainst(finding, version: version, isKnown: finding.against == 5)
        }
    }

    static func broken(file: String = "schemas/orders/value.avsc", subject: String = "orders-value") throws -> ReportedSchema {
        ReportedSchema(
            file: file, subject: subject, language: "AVRO", level: .backwardTransitive, isNew: false,
            remark: "1 break with v6, v7, 1 known", changes: ["+ currency"],
            comparisons: [7, 6, 5].map { (number: Int) in .init(label: "v\(number)", version: number) },
            findings: ReportedFinding.grouped(
                try findings(), in: .init(file: file, text: new, subject: subject, level: .backwardTransitive)))
    }
}

@Suite struct `A reported finding` {
    @Test func `is told once for the versions it concerns, known ones apart`() throws {
        let findings = try Example.broken().findings
        #expect(findings.map(\.level) == [.error, .note])
        #expect(findings.map { $0.objects.count } == [2, 1])
        #expect(findings[0].details.first { $0.title == "before" }?.lines.first?.hasSuffix("also v6") == true)
    }

    @Test func `keeps its fingerprint when lines move and versions come`() throws {
        let context = ReportedFinding.Context(
            file: "a.avsc", text: "\n\n" + Example.new, subject: "orders-value", level: .backward)
        let all = ReportedFinding.grouped(try Example.findings(), in: context)
        let last = ReportedFinding.grouped(Array(try Example.findings().prefix(1)), in: context)
        #expect(all[0].fingerprint == last[0].fingerprint)
        let elsewhere = ReportedFinding.grouped(try Example.findings(path: "Order.note"), in: context)
        #expect(elsewhere[0].fingerprint != all[0].fingerprint)
        #expect(ReportedFinding.fingerprint(["ab", "c"]) != ReportedFinding.fingerprint(["a", "bc"]))
    }
}

@Suite struct `An excerpt` {
    private func check(_ text: String, _ start: (Int, Int), _ end: (Int, Int), expecting expected: String) {
        let range = TextRange(
            start: TextPosition(byteOffset: 0, line: start.0, column: start.1),
            end: TextPosition(byteOffset: 0, line: end.0, column: end.1))
        #expect(SourceExcerpt(of: text).marked(range).joined(separator: "\n") == expected)
    }

    @Test func `marks the place below its line`() {
        check("a\nbcd\ne", (2, 2), (2, 4), expecting: "  |\n1 | a\n2 | bcd\n  |  ^^")
        check("one", (1, 1), (1, 1), expecting: "  |\n1 | one\n  | ^")
        check("a\r\nb\r\nc\rd", (4, 1), (4, 2), expecting: "  |\n2 | b\n3 | c\n4 | d\n  | ^")
        check("é\u{301}x", (1, 3), (1, 4), expecting: "  |\n1 | é\u{301}x\n  |   ^")
    }

    @Test func `marks the first of several lines to its end`() {
        check("{\n  \"a\": [\n 1]}", (2, 3), (3, 3), expecting: "  |\n1 | {\n2 |   \"a\": [\n  |   ^^^^^^")
    }

    @Test func `shows control characters as blanks`() {
        check("\ta\u{1b}[31m", (1, 2), (1, 3), expecting: "  |\n1 |  a [31m\n  |  ^")
    }

    @Test func `shows a part of a long line`() {
        let lines = SourceExcerpt(of: String(repeating: "x", count: 500) + "YZ" + String(repeating: "x", count: 500)).marked(
            TextRange(
                start: TextPosition(byteOffset: 500, line: 1, column: 501),
                end: TextPosition(byteOffset: 502, line: 1, column: 503)))
        #expect(lines[1].contains("YZ") && lines[1].count < 130)
        #expect(lines[2].count - 1 == lines[1].firstIndex(of: "Z")!.utf16Offset(in: lines[1]))
    }

    @Test func `of a place beyond the text is empty`() {
        let place = TextPosition(byteOffset: 9, line: 9, column: 9)
        #expect(SourceExcerpt(of: "a").marked(TextRange(start: place, end: place)).isEmpty)
    }
}

@Suite struct `A list of versions` {
    @Test func `is short`() {
        let cases: [([String], String)] = [
            (["v7", "v6", "v5"], "v5–v7"), (["v7", "v6"], "v6, v7"), (["v9", "v1"], "v1, v9"), (["git 4f2c91a"], "git 4f2c91a"),
            (["v3", "git 4f2c91a", "v1", "v2", "v5"], "v1–v3, v5, git 4f2c91a"), ([], ""),
        ]
        for (labels, expected) in cases { #expect(VersionList.text(labels) == expected) }
    }
}
