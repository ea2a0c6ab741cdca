import Avro
import Compatibility
import FindingReports
import JSONText
import SchemaSets
import Testing

@testable import herald

@Suite struct `The check of a schema` {
    private static let v1 = record(#"{"name": "id", "type": "string"}, {"name": "amount", "type": "string"}"#)
    private static let v2 = record(#"{"name": "id", "type": "string"}, {"name": "amount", "type": "long"}"#)
    private static let optional = record(
        #"{"name": "id", "type": "string"}, {"name": "amount", "type": "long"}, {"name": "note", "type": "string", "default": ""}"#
    )
    private static let required = record(
        #"{"name": "id", "type": "string"}, {"name": "amount", "type": "long"}, {"name": "note", "type": "string"}"#)

    private static func record(_ fields: String) -> String {
        #"{"type": "record", "name": "Order", "fields": [\#(fields)]}"#
    }

    private func written(_ text: String) throws -> WrittenSchema {
        WrittenSchema(.avro(try AvroSchema(parsing: text)), text: text)
    }

    private func history(
        _ texts: [String], _ kind: SchemaHistory.Kind = .registry, level: CompatibilityLevel? = .backwardTransitive
    ) throws -> SchemaHistory {
        let versions = try texts.enumerated().map { index, text in
            let label = kind == .commit ? "git 4f2c91a" : "v\(index + 1)"
            let reported = ReportedVersion(number: index + 1, label: label, name: "orders@\(label)", text: text)
            return SchemaHistory.Version(reported: reported, written: try written(text))
        }
        return SchemaHistory(level: level, versions: versions, kind: kind)
    }

    private func check(
        _ text: String, _ histories: SchemaHistory..., wish: CompatibilityLevel? = nil, with check: SchemaCheck = SchemaCheck()
    )
        throws -> ReportedSchema
    {
        check.report(
            .init(file: "value.avsc", subject: "orders-value", written: try written(text), level: wish), against: histories)
    }

    @Test func `says what is new, unchanged, or changed as it may`() throws {
        let new = try check(Self.v2, try history([]))
        #expect(new.outcome == .new && new.remark == "first version")
        #expect(try check(Self.v2, try history([Self.v2])).remark == "unchanged  (BACKWARD_TRANSITIVE, v1)")
        #expect(try check(Self.optional, try history([Self.v2])).remark == "+ note?  (BACKWARD_TRANSITIVE, v1)")
        let many = try check(Self.optional, try history(Array(repeating: Self.v2, count: 9)))
        #expect(many.remark == "+ note?  (BACKWARD_TRANSITIVE, 9 versions)")
        #expect(
            try check(Self.v1, try history([Self.v2], level: CompatibilityLevel.none)).remark == "(NONE: nothing is compared)")
    }

    @Test func `lists every break with every version, and shows a record for it`() throws {
        let schema = try check(Self.required, try history([Self.v2, Self.v2, Self.v2]))
        #expect(schema.outcome == .failed && schema.remark == "1 break with v1–v3")
        #expect(schema.findings.count == 1 && schema.findings[0].objects.count == 3)
        let titles = schema.findings[0].details.map(\.title)
        #expect(titles == ["rule", "path", "before", "breaks", "fix"])
        #expect(schema.findings[0].fixes.isEmpty == false)
        let silent = try check(Self.required, try history([Self.v2]), with: SchemaCheck(findsWitnesses: false))
        #expect(silent.findings[0].details.map(\.title) == ["rule", "path", "before", "fix"])
    }

    @Test func `takes a break of the latest version with an older one for known`() throws {
        let schema = try check(Self.optional, try history([Self.v1, Self.v2]))
        #expect(schema.isClean)
        #expect(schema.findings.map(\.level) == [.note])
        #expect(schema.findings[0].objects[0]["known"] == true)
        let worse = try check(Self.required, try history([Self.v1, Self.v2]))
        #expect(worse.remark == "1 break with v1, v2, 1 known")
    }

    @Test func `takes a break of the commit where the branch began for known, with the registry alone`() throws {
        let registry = try history([Self.v1], level: .backward), base = try history([Self.v2], .commit, level: nil)
        let schema = try check(Self.optional, registry, base)
        #expect(schema.isClean && schema.findings.map(\.level) == [.note])
        let undone = try check(Self.v1, try history([Self.v1], level: .backward), base)
        #expect(undone.outcome == .failed, "what main changed must not be changed back")
    }

    @Test func `takes nothing for known among files`() throws {
        let schema = try check(Self.optional, try history([Self.v1, Self.v2], .files))
        #expect(schema.findings.map(\.level) == [.error])
    }

    @Test func `asks the stricter of the wish and the registry, or what it is told`() throws {
        let forward = try history([Self.optional], level: .forward)
        #expect(try check(Self.v2, forward).level == .forward)
        #expect(try check(Self.v2, forward, wish: .backward).level == .full)
        #expect(
            try check(Self.v2, forward, wish: .backward, with: SchemaCheck(level: CompatibilityLevel.none)).level
                == CompatibilityLevel.none)
        var all = try history([Self.v1, Self.v2], .files, level: .backward)
        #expect(try check(Self.optional, all).isClean)
        all.isComplete = true
        #expect(try check(Self.optional, all).isClean == false)
    }
}
