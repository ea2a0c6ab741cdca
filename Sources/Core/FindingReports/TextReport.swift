internal import Compatibility
internal import JSONText

/// For people at a terminal, without colour.
enum TextReport {
    static func lines(_ report: SchemaReport) -> [String] {
        var lines: [String] = []
        if let introduction = report.introduction { lines += [introduction, ""] }
        if !report.schemas.isEmpty { lines += headlines(report.schemas) + [""] }
        for finding in report.schemas.flatMap(\.findings) { lines += Self.lines(finding) + [""] }
        var closing = report.verdict + "."
        if let worst = report.findingsBySeverity.first { closing += "   explain: herald explain \(worst.rule)" }
        lines.append(closing)
        return lines + report.advice
    }

    /// One line for each schema, in columns.
    static func headlines(_ schemas: [ReportedSchema]) -> [String] {
        let subjects = schemas.map { ReportedSchema.oneLine($0.subject ?? "-") }
        let files = schemas.map { ReportedSchema.oneLine($0.file) }
        let subjectWidth = subjects.map(\.unicodeScalars.count).max() ?? 0
        let fileWidth = files.map(\.unicodeScalars.count).max() ?? 0
        return schemas.indices.map { index in
            let cells = [
                padded(schemas[index].outcome.rawValue, 4), padded(subjects[index], subjectWidth),
                padded(files[index], fileWidth), schemas[index].remark,
            ]
            return "  " + cells.joined(separator: "  ")
        }
    }

    static func lines(_ finding: ReportedFinding) -> [String] {
        var lines = ["\(finding.level.rawValue)[\(finding.rule)]: \(finding.sentence)", "  --> \(finding.place)"]
        lines += finding.excerpt
        for detail in finding.details {
            for (index, line) in detail.lines.enumerated() {
                lines.append("   " + padded(index == 0 ? detail.title : "", 7) + " " + line)
            }
        }
        return lines
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
    }
}
