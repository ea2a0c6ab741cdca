internal import JSONText

/// How a report is written.
package enum ReportFormat: String, Sendable, CaseIterable {
    /// For people.
    case text
    /// One document.
    case json
    /// One object a line.
    case jsonl
    /// Workflow commands of GitHub Actions.
    case github
    /// GitLab's Code Quality report.
    case gitlab
    case junit
    case sarif
    /// `file:line:column: level: text`, for editors.
    case gcc
    /// A comment for a pull request.
    case markdown

    /// The report with its last line ended; empty where the format has nothing to say.
    ///
    /// - Parameter version: of the program, for formats that name it.
    package func text(of report: SchemaReport, version: String) -> String {
        switch self {
        case .text: Self.joined(TextReport.lines(report))
        case .json: JSONPrinter.pretty(JSONReport.document(report)) + "\n"
        case .jsonl: Self.joined(JSONReport.rows(report).map(JSONPrinter.compact))
        case .github: Self.joined(GitHubReport.lines(report))
        case .gitlab: JSONPrinter.pretty(GitLabReport.document(report)) + "\n"
        case .junit: JUnitReport.text(report) + "\n"
        case .sarif: JSONPrinter.pretty(SARIFReport.document(report, version: version)) + "\n"
        case .gcc: Self.joined(GCCReport.lines(report))
        case .markdown: Self.joined(MarkdownReport.lines(report))
        }
    }

    private static func joined(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}
