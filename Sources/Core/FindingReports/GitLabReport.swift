internal import Compatibility
internal import JSONText

/// GitLab's Code Quality report: an array of problems, each with an identity of its own.
enum GitLabReport {
    static func document(_ report: SchemaReport) -> JSONValue {
        .array(
            report.findingsBySeverity.map { finding in
                [
                    "description": .string("\(finding.sentence) [\(finding.rule)]"), "check_name": .string(finding.rule),
                    "fingerprint": .string(finding.fingerprint), "severity": .string(severity(finding.level)),
                    "categories": ["Compatibility"],
                    "location": [
                        "path": .string(finding.file),
                        "lines": [
                            "begin": .number(JSONNumber(finding.range?.start.line ?? 1)),
                            "end": .number(JSONNumber(finding.range?.end.line ?? 1)),
                        ],
                    ],
                ]
            })
    }

    private static func severity(_ level: FindingLevel) -> String {
        switch level {
        case .error: "major"
        case .warning: "minor"
        case .note: "info"
        }
    }
}
