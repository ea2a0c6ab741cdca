internal import Compatibility
internal import JSONText

/// SARIF 2.1.0, which code scanning reads.
enum SARIFReport {
    static func document(_ report: SchemaReport, version: String) -> JSONValue {
        let findings = report.schemas.flatMap(\.findings)
        var rules: [ReportedFinding] = [], places: [String: Int] = [:]
        for finding in findings where places[finding.rule] == nil {
            places[finding.rule] = rules.count
            rules.append(finding)
        }
        let driver: JSONValue = [
            "name": "herald", "semanticVersion": .string(version), "rules": .array(rules.map { rule($0, isLint: report.isLint) }),
        ]
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [
                [
                    "tool": ["driver": driver], "columnKind": "unicodeCodePoints",
                    "originalUriBaseIds": ["SRCROOT": ["description": ["text": "Where the command ran."]]],
                    "results": .array(findings.map { result($0, ruleIndex: places[$0.rule] ?? 0) }),
                ]
            ],
        ]
    }

    private static func rule(_ finding: ReportedFinding, isLint: Bool) -> JSONValue {
        // Between versions a rule's findings are errors, unless they are known; lint's rules have levels of their own.
        let level = isLint ? finding.level : .error
        return [
            "id": .string(finding.rule), "shortDescription": ["text": .string(finding.ruleSummary)],
            "help": [
                "text": .string(finding.ruleHint),
                "markdown": .string("\(finding.ruleSummary)\n\n\(finding.ruleHint)\n\n`herald explain \(finding.rule)`"),
            ],
            "defaultConfiguration": ["level": .string(level.rawValue)],
        ]
    }

    private static func result(_ finding: ReportedFinding, ruleIndex: Int) -> JSONValue {
        let details = finding.details.map { "\($0.title): " + $0.lines.joined(separator: "\n") }.joined(separator: "\n")
        var object = JSONObject()
        object["ruleId"] = .string(finding.rule)
        object["ruleIndex"] = .number(JSONNumber(ruleIndex))
        object["level"] = .string(finding.level.rawValue)
        object["message"] = ["text": .string(finding.sentence + "." + (details.isEmpty ? "" : "\n" + details))]
        var location: JSONObject = JSONObject()
        location["physicalLocation"] = physical(finding.file, finding.range, relative: true)
        location["logicalLocations"] = [["fullyQualifiedName": .string(finding.pointer)]]
        object["locations"] = [.object(location)]
        if !finding.related.isEmpty {
            object["relatedLocations"] = .array(
                finding.related.enumerated().map { index, related in
                    [
                        "id": .number(JSONNumber(index + 1)), "message": ["text": .string(related.label)],
                        "physicalLocation": physical(related.name, related.range, relative: false),
                    ]
                })
        }
        object["partialFingerprints"] = ["heraldFinding/v1": .string(finding.fingerprint)]
        if !finding.fixes.isEmpty { object["fixes"] = .array(finding.fixes.map { fix($0, file: finding.file) }) }
        return .object(object)
    }

    private static func fix(_ fix: FindingFix, file: String) -> JSONValue {
        let replacements = fix.edits.map { edit -> JSONValue in
            ["deletedRegion": region(edit.range), "insertedContent": ["text": .string(edit.text)]]
        }
        let change: JSONValue = ["artifactLocation": artifact(file, relative: true), "replacements": .array(replacements)]
        return ["description": ["text": .string(fix.title)], "artifactChanges": [change]]
    }

    private static func physical(_ name: String, _ range: TextRange?, relative: Bool) -> JSONValue {
        var object = JSONObject()
        object["artifactLocation"] = artifact(name, relative: relative)
        object["region"] = range.map(region)
        return .object(object)
    }

    /// A file in the work tree, or what only a registry or a commit has.
    private static func artifact(_ name: String, relative: Bool) -> JSONValue {
        if relative, !name.hasPrefix("/") { return ["uri": .string(escaped(path: name)), "uriBaseId": "SRCROOT"] }
        return ["uri": .string((name.hasPrefix("/") ? "file://" : "herald:") + escaped(path: name))]
    }

    private static func region(_ range: TextRange) -> JSONValue {
        [
            "startLine": .number(JSONNumber(range.start.line)), "startColumn": .number(JSONNumber(range.start.column)),
            "endLine": .number(JSONNumber(range.end.line)), "endColumn": .number(JSONNumber(range.end.column)),
        ]
    }

    /// A path as a URI reference (RFC 3986).
    static func escaped(path: String) -> String {
        path.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: "@"):
                return String(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                return byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }.joined()
    }
}
