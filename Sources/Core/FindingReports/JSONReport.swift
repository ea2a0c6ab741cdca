internal import Compatibility
package import JSONText

/// The contract for programs, by name and version in its `schema` member.
package enum JSONReport {
    package static func document(_ report: SchemaReport) -> JSONValue {
        var document = JSONObject()
        document["schema"] = .string(report.contract)
        document[report.isLint ? "clean" : "compatible"] = .bool(report.isClean)
        document["checks"] = .array(report.schemas.map { .object(summary($0, report)) })
        document["findings"] = .array(report.schemas.flatMap(\.findings).flatMap(\.objects).map { .object($0) })
        return .object(document)
    }

    /// One object for each schema, its findings within.
    static func rows(_ report: SchemaReport) -> [JSONValue] {
        report.schemas.map { schema in
            var object = summary(schema, report)
            object["findings"] = .array(schema.findings.flatMap(\.objects).map { .object($0) })
            return .object(object)
        }
    }

    private static func summary(_ schema: ReportedSchema, _ report: SchemaReport) -> JSONObject {
        var object = JSONObject()
        object["file"] = .string(schema.file)
        object["subject"] = schema.subject.map { .string($0) } ?? .null
        object["type"] = .string(schema.language)
        if report.isLint {
            object["clean"] = .bool(schema.isClean)
            return object
        }
        object["compatibility"] = schema.level.map { .string($0.rawValue) } ?? .null
        object["versions"] = .array(schema.comparisons.compactMap(\.version).map { .number(JSONNumber($0)) })
        object["against"] = .array(schema.comparisons.map { .string($0.label) })
        object["new"] = .bool(schema.isNew)
        object["changes"] = .array(schema.changes.map { .string($0) })
        object["compatible"] = .bool(schema.isClean)
        return object
    }
}
