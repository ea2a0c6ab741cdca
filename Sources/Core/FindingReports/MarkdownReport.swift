internal import Compatibility
internal import JSONText

/// A comment for a pull request, or the summary of a CI step.
enum MarkdownReport {
    /// By which a bot finds its own comment again, to write it anew.
    static let marker = "<!-- herald schema report -->"
    /// A comment has a limit; the worst findings come first.
    private static let maxFindings = 50

    static func lines(_ report: SchemaReport) -> [String] {
        var lines = [marker, "### \(report.isClean ? "✅" : "❌") \(escaped(report.verdict))", ""]
        if let introduction = report.introduction { lines += [escaped(introduction), ""] }
        lines += ["| | Subject | File | |", "|---|---|---|---|"]
        lines += report.schemas.map { schema in
            "| \(mark(schema)) | \(escaped(schema.subject ?? "")) | \(code(schema.file)) | \(escaped(schema.remark)) |"
        }
        let findings = report.findingsBySeverity
        for finding in findings.prefix(maxFindings) { lines += [""] + block(finding) }
        if findings.count > maxFindings { lines += ["", "\(findings.count - maxFindings) more findings are in the log."] }
        if !report.advice.isEmpty { lines += [""] + report.advice.map { "_\(escaped($0))_" } }
        return lines
    }

    private static func block(_ finding: ReportedFinding) -> [String] {
        let text = TextReport.lines(finding)
        // A fence longer than any run of backticks inside cannot be closed from within.
        let longest = text.map { $0.split { $0 != "`" }.map(\.count).max() ?? 0 }.max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return [
            "<details\(finding.level == .error ? " open" : "")><summary>\(finding.level.rawValue) \(code(finding.rule)): "
                + "\(html(finding.sentence)) (\(html(finding.place)))</summary>",
            "", fence,
        ] + text + [fence, "", "</details>"]
    }

    private static func mark(_ schema: ReportedSchema) -> String {
        switch schema.outcome {
        case .ok: "✅"
        case .new: "🆕"
        case .failed: "❌"
        }
    }

    private static func html(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    /// Inline code in HTML, which no character of the text can end.
    private static func code(_ text: String) -> String { "<code>\(html(oneLine(text)).replacing("|", with: "&#124;"))</code>" }

    /// Plain words, whatever they contain.
    private static func escaped(_ text: String) -> String {
        html(oneLine(text)).unicodeScalars.map { scalar in
            "\\`*_[]|~#".unicodeScalars.contains(scalar) ? "\\\(scalar)" : String(Character(scalar))
        }.joined()
    }

    private static func oneLine(_ text: String) -> String { text.replacing("\n", with: " ") }
}
