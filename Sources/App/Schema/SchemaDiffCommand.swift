import ArgumentParser
import Compatibility
import FindingReports
import JSONText
import SchemaSets

struct SchemaDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Tell what changed in meaning between two schemas, and at which levels it may.",
        discussion: """
            Documentation, order of attributes and white space mean nothing and are left out. Files and commits need no server.

              herald schema diff orders-value@1 schemas/orders/value.avsc
              herald schema diff git:main:schemas/orders/value.avsc schemas/orders/value.avsc
              herald schema diff id:7 id:9 --format json
            """)

    @Argument(help: ArgumentHelp("The older one.", valueName: SchemaLocation.valueName))
    var old: SchemaLocation

    @Argument(help: ArgumentHelp("The newer one.", valueName: SchemaLocation.valueName))
    var new: SchemaLocation

    @OptionGroup var imports: ImportPathOptions

    @OptionGroup var output: DocumentOptions
    @OptionGroup var project: ProjectOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let project = try self.project.file()
        let old = try await LocatedSchema.find(self.old, importPaths: imports.importPath, project: project, server: server)
        let new = try await LocatedSchema.find(self.new, importPaths: imports.importPath, project: project, server: server)
        let comparison = SchemaComparison(old, new)
        try output.print(text: comparison.lines.joined(separator: "\n")) { comparison.object }
    }
}

/// What differs, and what the one verdict says of it at each level.
struct SchemaComparison {
    private struct Judged {
        var change: SchemaChange
        /// The directions in which something breaks.
        var breaks: Set<CompatibilityDirection>
    }

    private let old: LocatedSchema
    private let new: LocatedSchema
    private let changes: [Judged]
    /// Of the level that asks for both directions.
    private let verdict: CompatibilityVerdict
    /// What is written in another language breaks in both directions, and is one finding.
    private let isSameLanguage: Bool

    init(_ old: LocatedSchema, _ new: LocatedSchema) {
        self.old = old
        self.new = new
        let verdict = CompatibilityCheck.check(
            new: new.written.schema, history: [.init(version: 1, schema: old.written.schema)], level: .full, visiting: .everything
        )
        self.verdict = verdict
        let isSameLanguage = old.written.schema.language == new.written.schema.language
        self.isSameLanguage = isSameLanguage
        changes = SchemaChange.all(from: old.written.schema, to: new.written.schema).map { change in
            if !isSameLanguage { return Judged(change: change, breaks: [.backward, .forward]) }
            let those = verdict.findings.filter { $0.place == change.element || $0.place.hasPrefix(change.element + ".") }
            return Judged(change: change, breaks: Set(those.map(\.direction)))
        }
    }

    private func allows(_ level: CompatibilityLevel) -> Bool {
        level == .none || isSameLanguage && !verdict.findings.contains { level.directions.contains($0.direction) }
    }

    var lines: [String] {
        if changes.isEmpty, verdict.findings.isEmpty { return ["\(old.name) and \(new.name) mean the same"] }
        let pathWidth = changes.map(\.change.path.unicodeScalars.count).max() ?? 0
        let textWidth = min(60, changes.map(\.change.text.unicodeScalars.count).max() ?? 0)
        var lines = changes.map { item in
            "\(item.change.kind.mark) " + Self.padded(item.change.path, pathWidth) + "  "
                + Self.padded(item.change.text, textWidth)
                + "   compatible: " + Self.verdict(item.breaks)
        }
        let levels = [CompatibilityLevel.backward, .forward, .full].map { "\($0.rawValue) \(allows($0) ? "yes" : "no")" }
        lines += ["", "\(old.name) -> \(new.name): " + levels.joined(separator: ", ")]
        for finding in verdict.findings {
            lines.append("  \(finding.direction.rawValue)  \(finding.rule.id): \(finding.sentence)")
        }
        return lines
    }

    private static func verdict(_ breaks: Set<CompatibilityDirection>) -> String {
        switch (breaks.contains(.backward), breaks.contains(.forward)) {
        case (false, false): "FULL"
        case (true, false): "FORWARD, BACKWARD no, FULL no"
        case (false, true): "BACKWARD, FORWARD no, FULL no"
        case (true, true): "no"
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
    }

    var object: JSONObject {
        var object = JSONObject()
        object["schema"] = "herald.diff/v1"
        object["old"] = .string(old.name)
        object["new"] = .string(new.name)
        var levels = JSONObject()
        for level in CompatibilityLevel.allCases { levels[level.rawValue] = .bool(allows(level)) }
        object["levels"] = .object(levels)
        object["changes"] = .array(
            changes.map { item in
                [
                    "kind": .string(item.change.kind.rawValue), "path": .string(item.change.path),
                    "element": .string(item.change.element), "text": .string(item.change.text),
                    "backward": .bool(!item.breaks.contains(.backward)), "forward": .bool(!item.breaks.contains(.forward)),
                ]
            })
        let complete = FindingEvidence.complete(verdict, new: new.written, old: [1: old.written])
        object["findings"] = .array(complete.findings.map(\.json))
        return object
    }
}
