import ArgumentParser
import Compatibility
import FindingReports
import Foundation
import RegistryModel
import SchemaLint
import SchemaSets

struct SchemaLintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Find what is allowed in schemas and will be regretted.",
        discussion: """
            Needs no server. MINIMAL asks what keeps a schema able to evolve, STANDARD what its readers expect besides. \
            Rules and exceptions also come from the lint section of herald.yaml. Errors end the command with 3, warnings and \
            notes do not.

              herald schema lint schemas
              herald schema lint --use MINIMAL --except PROTO_LINT_GROUP proto/orders/value.proto
              herald schema lint --fix
            """)

    @OptionGroup var schemas: SchemaPathOptions

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A category or a rule to apply; may be repeated. Default: herald.yaml's, else STANDARD.", valueName: "category|rule"))
    var use: [String] = []

    @Option(parsing: .singleValue, help: ArgumentHelp("A rule not to apply; may be repeated.", valueName: "rule"))
    var except: [String] = []

    @OptionGroup var imports: ImportPathOptions

    @Flag(help: "Write fixes that change nothing for others into the files.")
    var fix = false

    @OptionGroup var report: ReportOptions
    @OptionGroup var project: ProjectOptions

    func run() throws {
        let project = try self.project.file()
        var files = try SchemaFiles.load(self.schemas.paths, project: project, importPaths: imports.importPath)
        try files.checkReadable(files.entries, "herald.lint/v1", report.format)
        let selection = try LintSelection(use: use, except: except, project: project)
        var schemas: [ReportedSchema] = []
        for entry in files.entries {
            var source = files.source(entry), written = try files.subject(of: entry).written
            let except = selection.except(at: entry.path)
            if fix {
                let repaired = try Self.repaired(written, entry, &files, except)
                if repaired.text != source.text {
                    try Self.write(repaired.text, to: entry)
                    (source.text, written) = (repaired.text, repaired)
                }
            }
            let findings = SchemaLinter.lint(written, category: .standard, except: except)
            let reported = ReportedFinding.lint(findings, file: source.name, text: source.text, subject: entry.subject?.name)
            schemas.append(Self.schema(entry, source, reported))
        }
        try report.write(SchemaReport(contract: "herald.lint/v1", schemas: schemas))
    }

    private static func schema(
        _ entry: SchemaFiles.Entry, _ source: SchemaSource, _ findings: [ReportedFinding]
    ) -> ReportedSchema {
        let counts = [FindingLevel.error, .warning, .note].compactMap { level in
            let count = findings.count { $0.level == level }
            return count == 0 ? nil : "\(count) \(level.rawValue)\(count == 1 ? "" : "s")"
        }
        return ReportedSchema(
            file: source.name, subject: entry.subject?.name, language: source.language.rawValue, level: nil, isNew: false,
            remark: counts.isEmpty ? "in order" : counts.joined(separator: ", "), findings: findings)
    }

    /// More changes than that are not made to one file in one run.
    private static let maxFixes = 200

    /// The schema with one fix after the other, each looked at anew.
    private static func repaired(
        _ written: WrittenSchema, _ entry: SchemaFiles.Entry, _ files: inout SchemaFiles, _ except: Set<String>
    ) throws -> WrittenSchema {
        var written = written, seen: Set<String> = [written.text]
        for _ in 0..<maxFixes {
            let findings = SchemaLinter.lint(written, category: .standard, except: except)
            let fixes = findings.lazy.compactMap { $0.fixes.first { !$0.changesContract } }
            guard let fix = fixes.first, seen.insert(fix.text).inserted else { break }
            files.set.replaceText(at: entry.index, by: fix.text)
            written = try files.subject(of: entry).written
        }
        return written
    }

    private static func write(_ text: String, to entry: SchemaFiles.Entry) throws {
        guard let path = entry.path else {
            throw CommandFailure(.usage, "USAGE", "--fix writes files, and standard input is none")
        }
        try TextFile.write(text, to: path)
    }
}

/// Which rules apply, and where not.
struct LintSelection {
    private var except: Set<String>
    private let project: ProjectFile?

    init(use: [String], except: [String], project: ProjectFile?) throws {
        self.project = project
        let use =
            !use.isEmpty ? use : project?.lint.use.isEmpty == false ? project?.lint.use ?? [] : [LintCategory.standard.rawValue]
        let rules = RuleCatalog.all.compactMap { if case .lint(let rule) = $0 { rule } else { nil } }
        var wanted: Set<String> = []
        for word in use {
            if let category = LintCategory(rawValue: word.uppercased()) {
                wanted.formUnion(rules.filter { category.includes($0.category) }.map(\.id))
            } else {
                wanted.insert(try Self.known(word, rules, LintCategory.allCases.map(\.rawValue)))
            }
        }
        for word in except + (project?.lint.except ?? []) { wanted.remove(try Self.known(word, rules, [])) }
        for rule in project?.lint.ignore.keys.sorted() ?? [] { _ = try Self.known(rule, rules, []) }
        self.except = Set(rules.map(\.id)).subtracting(wanted)
    }

    private static func known(_ word: String, _ rules: [LintRule], _ others: [String]) throws -> String {
        let id = word.uppercased()
        if rules.contains(where: { $0.id == id }) { return id }
        let nearest = Nearest.name(to: id, among: rules.map(\.id) + others)
        throw CommandFailure(
            .usage, "LINT_RULE", "there is no lint rule '\(word)'",
            help: nearest.map { "did you mean \($0)?" } ?? "herald explain lists them all")
    }

    /// The rules that do not apply to a file.
    func except(at path: String?) -> Set<String> {
        guard let project, let path, let relative = FilePaths.relative(path, to: project.directory) else { return except }
        let ignored = project.lint.ignore.filter { $0.value.contains { $0.matches(relative) } }.keys
        return except.union(ignored.map { $0.uppercased() })
    }
}
