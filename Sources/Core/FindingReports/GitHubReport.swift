internal import Compatibility
internal import JSONText

/// Workflow commands, which GitHub shows beside the lines of a pull request.
enum GitHubReport {
    /// GitHub shows about as many of each level in a step and drops the rest.
    private static let maxPerLevel = 10

    static func lines(_ report: SchemaReport) -> [String] {
        var lines: [String] = []
        for level in [FindingLevel.error, .warning, .note] {
            let findings = report.findingsBySeverity.filter { $0.level == level }
            lines += findings.prefix(maxPerLevel).map(line)
            if findings.count > maxPerLevel {
                let rest = findings.count - maxPerLevel
                lines.append(
                    "::\(command(level))::\(rest) more \(level.rawValue)\(rest == 1 ? "" : "s"), see the log and the summary")
            }
        }
        return lines
    }

    private static func line(_ finding: ReportedFinding) -> String {
        var properties = [("file", finding.file)]
        if let range = finding.range {
            properties += [("line", "\(range.start.line)"), ("endLine", "\(range.end.line)")]
            // Columns count only where the place is within one line.
            if range.start.line == range.end.line {
                properties += [("col", "\(range.start.column)"), ("endColumn", "\(range.end.column)")]
            }
        }
        properties.append(("title", finding.rule))
        let list = properties.map { "\($0.0)=\(escaped(property: $0.1))" }.joined(separator: ",")
        return "::\(command(finding.level)) \(list)::\(escaped(data: message(finding)))"
    }

    private static func message(_ finding: ReportedFinding) -> String {
        ([finding.sentence + "."]
            + finding.details.flatMap { detail in
                detail.lines.enumerated().map { ($0.offset == 0 ? "\(detail.title): " : "  ") + $0.element }
            }).joined(separator: "\n")
    }

    private static func command(_ level: FindingLevel) -> String {
        switch level {
        case .error: "error"
        case .warning: "warning"
        case .note: "notice"
        }
    }

    static func escaped(data text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "%": "%25"
            case "\r": "%0D"
            case "\n": "%0A"
            default: String(Character(scalar))
            }
        }.joined()
    }

    static func escaped(property text: String) -> String {
        escaped(data: text).unicodeScalars.map { scalar in
            switch scalar {
            case ":": "%3A"
            case ",": "%2C"
            default: String(Character(scalar))
            }
        }.joined()
    }
}
