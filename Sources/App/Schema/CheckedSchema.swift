import Avro
import Compatibility
import JSONText
import RegistryModel

/// A schema and what was found about it, for people and for programs.
struct CheckedSchema {
    private var file: SchemaFile
    /// nil: compared with files.
    private var subject: Subject?
    private var verdict: Compatibility.CompatibilityVerdict
    private var old: [Int: FindingText.Source] = [:]

    init(_ file: SchemaFile, _ schema: AvroSchema, subject: Subject?, history: SchemaHistory) {
        self.file = file
        self.subject = subject
        verdict = CompatibilityCheck.check(
            new: .avro(schema), history: history.versions.map { .init(version: $0.number, schema: $0.schema) },
            level: history.level, visiting: .everything)
        for version in history.versions { old[version.number] = version.source }
    }

    var isCompatible: Bool { verdict.isCompatible }

    var findingCount: Int { verdict.findings.count }

    /// One line: `ok    orders-value  orders/value.avsc  (BACKWARD, compared with versions 1, 2)`.
    var headline: String {
        let parts = [mark, subject?.name, file.name, "(\(circumstances))"].compactMap { $0 }
        return parts.joined(separator: "  ")
    }

    private var mark: String {
        if !isCompatible { return "FAIL" }
        return old.isEmpty ? "new " : "ok  "
    }

    private var circumstances: String {
        if old.isEmpty { return "\(verdict.level.rawValue), the first version" }
        if verdict.level == .none { return "NONE: nothing is compared" }
        let versions = verdict.checkedVersions.sorted()
        let list =
            versions.count > 8
            ? "\(versions.count) versions" : "version\(versions.count == 1 ? "" : "s") " + Self.joined(versions)
        let breaks = isCompatible ? "" : ", breaks with \(Self.joined(verdict.incompatibleVersions.sorted()))"
        return "\(verdict.level.rawValue), compared with \(list)\(breaks)"
    }

    private static func joined(_ versions: [Int]) -> String { versions.map { String($0) }.joined(separator: ", ") }

    /// All findings, a blank line after each.
    var findingLines: [String] {
        let new = FindingText.Source(name: file.name, text: file.text)
        return verdict.findings.flatMap { FindingText($0, new: new, old: old[$0.against]).lines + [""] }
    }

    /// Each with the file and the subject it is about.
    var findings: [JSONValue] {
        verdict.findings.map { finding in
            var object = finding.json.asObject ?? JSONObject()
            object["file"] = .string(file.name)
            object["subject"] = subject.map { .string($0.name) } ?? .null
            return .object(object)
        }
    }

    var summary: JSONObject {
        var object = JSONObject()
        object["file"] = .string(file.name)
        object["subject"] = subject.map { .string($0.name) } ?? .null
        object["compatibility"] = .string(verdict.level.rawValue)
        object["versions"] = .array(verdict.checkedVersions.sorted().map { .number(JSONNumber($0)) })
        object["compatible"] = .bool(isCompatible)
        return object
    }
}

extension [CheckedSchema] {
    /// The contract `herald.check/v1`.
    var document: JSONObject {
        var document = JSONObject()
        document["schema"] = "herald.check/v1"
        document["compatible"] = .bool(allSatisfy(\.isCompatible))
        document["checks"] = .array(map { .object($0.summary) })
        document["findings"] = .array(flatMap(\.findings))
        return document
    }

    /// The same in one object for each schema.
    var lines: [JSONObject] {
        map { checked in
            var object = checked.summary
            object["findings"] = .array(checked.findings)
            return object
        }
    }

    /// `1 of 3 schemas is incompatible: 2 findings.`
    var closing: String {
        let bad = filter { !$0.isCompatible }
        let findings = bad.map(\.findingCount).reduce(0, +)
        return "\(bad.count) of \(count) \(count == 1 ? "schema" : "schemas") \(bad.count == 1 ? "is" : "are") incompatible: "
            + "\(findings) \(findings == 1 ? "finding" : "findings")."
    }
}
