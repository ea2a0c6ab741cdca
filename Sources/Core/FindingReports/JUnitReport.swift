internal import Compatibility
internal import JSONText

/// JUnit's XML: a suite for each subject, a case for each version it was compared with and each rule it breaks.
enum JUnitReport {
    private struct Case {
        var name: String
        var failure: ReportedFinding?
    }

    static func text(_ report: SchemaReport) -> String {
        let suites = report.schemas.map { ($0, cases($0)) }
        let failures = suites.map { failureCount($0.1) }.reduce(0, +)
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            #"<testsuites name="herald" tests="\#(suites.map(\.1.count).reduce(0, +))" failures="\#(failures)">"#,
        ]
        for (schema, cases) in suites { lines += suite(schema, cases) }
        return (lines + ["</testsuites>"]).joined(separator: "\n")
    }

    private static func suite(_ schema: ReportedSchema, _ cases: [Case]) -> [String] {
        let name = escaped(schema.subject ?? schema.file)
        var lines = [
            #"  <testsuite name="\#(name)" tests="\#(cases.count)" failures="\#(failureCount(cases))" errors="0" skipped="0">"#
        ]
        for item in cases {
            let attributes = #"classname="\#(name)" name="\#(escaped(item.name))" file="\#(escaped(schema.file))""#
            guard let finding = item.failure else {
                lines.append("    <testcase \(attributes)/>")
                continue
            }
            let body = TextReport.lines(finding).joined(separator: "\n")
            lines += [
                "    <testcase \(attributes)>",
                #"      <failure type="\#(escaped(finding.rule))" message="\#(escaped(finding.sentence))">\#(escaped(body))</failure>"#,
                "    </testcase>",
            ]
        }
        return lines + ["  </testsuite>"]
    }

    private static func failureCount(_ cases: [Case]) -> Int { cases.count { $0.failure != nil } }

    /// Passed cases too, so that a trend over time means something.
    private static func cases(_ schema: ReportedSchema) -> [Case] {
        let errors = schema.findings.filter { $0.level == .error }
        let labels = schema.comparisons.map(\.label)
        var cases: [Case] = []
        for label in labels {
            let those = errors.filter { $0.related.contains { $0.label == label } }
            cases += those.map { Case(name: "\($0.rule) at \($0.pointer) with \(label)", failure: $0) }
            if those.isEmpty { cases.append(Case(name: "compatible with \(label)")) }
        }
        // Findings that are about no other version, as lint's are.
        let alone = errors.filter { finding in !finding.related.contains { labels.contains($0.label) } }
        cases += alone.map { Case(name: "\($0.rule) at \($0.pointer)", failure: $0) }
        if cases.isEmpty { cases.append(Case(name: schema.remark)) }
        return cases
    }

    /// For attributes and text alike. What XML 1.0 cannot say at all becomes U+FFFD.
    static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "\n", "\t": String(Character(scalar))
            case "\r": "&#13;"
            case "\0"..."\u{1f}", "\u{fffe}", "\u{ffff}": "\u{fffd}"
            default: String(Character(scalar))
            }
        }.joined()
    }
}
