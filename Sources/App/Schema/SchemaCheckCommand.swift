import ArgumentParser
import Compatibility
import FindingReports
import Foundation
import ProtobufSchema
import RegistryClient
import RegistryModel
import SchemaSets

struct SchemaCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say whether schemas may be registered, and if not, why.",
        discussion: """
            Compares each schema with its earlier versions, by the subject's compatibility level and with the very function \
            that decides about registration. Every break with every version is listed, with its place in the file, a record \
            that cannot be read, and what to do; the exit code is then 3. The files of a directory are one set: a schema and \
            what it uses may be new together.

              herald schema check                                  what herald.yaml says, against the registry
              herald schema check schemas --against git:main       without any registry
              herald schema check new.avsc --against v1.avsc --against v2.avsc --level FULL_TRANSITIVE
              herald schema check --changed-only --format github --format sarif=herald.sarif

            Earlier versions come from:
              registry[:VERSION|:latest|:all]   the subject; without a version what its level asks for
              git:REF                           the commit where HEAD left that branch
              PATH/.git#branch=B,subdir=D       the tip of a branch (tag=, ref=) of that repository
              dir:PATH, file:FILE, FILE         files; several are versions, the oldest first
            """)

    @OptionGroup var schemas: SchemaPathOptions

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Where earlier versions come from; may be repeated. Default: registry, and in a pull request its merge base.",
            valueName: "source"), transform: BaselineArgument.parse)
    var against: [BaselineArgument] = []

    @Option(
        help: ArgumentHelp(
            "Level to check by. Default: the stricter of the subject's and that of herald.yaml, else BACKWARD.",
            valueName: "level"))
    var level: CompatibilityLevelArgument?

    @Option(
        help: ArgumentHelp(
            "What Protobuf schemas are asked beyond the level: wire, wire_json, package or file.", valueName: "policy"))
    var policy: ProtobufPolicyArgument?

    @OptionGroup var names: SubjectOptions

    @OptionGroup var imports: ImportPathOptions

    @Option(help: ArgumentHelp("Whether to look for records that break: synth or off.", valueName: "synth|off"))
    var witness = WitnessArgument.synth

    @Flag(help: "Only schemas that differ from the git source, or from HEAD, and those that use them.")
    var changedOnly = false

    @OptionGroup var report: ReportOptions
    @OptionGroup var project: ProjectOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        if !against.isEmpty, !against.contains(where: \.asksRegistry), !names.reference.isEmpty {
            throw ValidationError("--reference asks a registry, which --against without registry does without.")
        }
    }

    func run() async throws {
        let project = try self.project.file()
        let used = try SchemaReferences.parse(names.reference)
        let report = try await withRegistry(server, project) { registry in
            let references = try await SchemaReferences.resolve(used, registry)
            return try await checked(project, references)
        }
        try self.report.write(report)
    }

    private func checked(_ project: ProjectFile?, _ references: [(name: String, text: String)]) async throws -> SchemaReport {
        var files = try SchemaFiles.load(
            self.schemas.paths, project: project, subject: names.subject, importPaths: imports.importPath, references: references)
        var baselines = try CheckBaselines(
            against, for: files, server: server, project: project, importPaths: imports.importPath, level: level?.level,
            needsChanges: changedOnly)
        let entries = changedOnly ? baselines.changed(of: &files) : files.entries
        let asksRegistry = against.isEmpty || against.contains(where: \.asksRegistry)
        if asksRegistry { try files.checkNamed(entries) }
        try files.checkReadable(entries, "herald.check/v1", report.format)
        let check = SchemaCheck(level: level?.level, policy: policy?.policy, findsWitnesses: witness == .synth)
        var schemas: [ReportedSchema] = []
        // A registry knows files without a subject only as parts of others.
        let checked = baselines.asksOnlyRegistries ? entries.filter({ $0.subject != nil }) : entries
        try await baselines.prepare(for: checked)
        for entry in checked {
            let new = try files.subject(of: entry)
            schemas.append(check.report(new, against: try await baselines.histories(of: entry, in: files)))
        }
        return SchemaReport(
            contract: "herald.check/v1", introduction: introduction(schemas.count, of: files.entries.count, baselines),
            schemas: schemas, advice: Self.deployOrder(schemas) + baselines.losses(of: files))
    }

    private func introduction(_ count: Int, of all: Int, _ baselines: CheckBaselines) -> String {
        let noun = count == 1 ? "schema" : "schemas"
        let what = changedOnly ? "\(count) changed \(noun) (of \(all))" : "\(count) \(noun)"
        return "Checking \(what) against \(baselines.titles)"
    }

    private static let maxNames = 10

    /// Who goes first with the schemas that changed and may.
    private static func deployOrder(_ schemas: [ReportedSchema]) -> [String] {
        let changed = schemas.filter { $0.isClean && !$0.isNew && !$0.changes.isEmpty }
        return ["consumers first", "producers first", "in any order"].compactMap { order in
            let names = changed.filter { $0.level?.deployOrder == order }.map { $0.subject ?? $0.file }
            if names.isEmpty { return nil }
            let rest = names.count > maxNames ? " and \(names.count - maxNames) more" : ""
            return "Deploy \(order): \(names.prefix(maxNames).joined(separator: ", "))\(rest)."
        }
    }
}

/// `--policy`.
struct ProtobufPolicyArgument: ExpressibleByArgument {
    var policy: ProtobufPolicy

    init?(argument: String) {
        guard let policy = ProtobufPolicy(rawValue: argument.lowercased().replacing("-", with: "_")) else { return nil }
        self.policy = policy
    }

    static var allValueStrings: [String] { ProtobufPolicy.allCases.map(\.rawValue) }
}

/// `--witness`.
enum WitnessArgument: String, ExpressibleByArgument, CaseIterable {
    /// Made from the writer's schema.
    case synth
    case off
}

extension SchemaFiles {
    /// All faults of all files, not the first alone, and in every format that was asked for.
    ///
    /// - Parameter contract: of the report there would have been.
    mutating func checkReadable(_ entries: [Entry], _ contract: String, _ formats: [ReportOutput]) throws {
        var errors: [SchemaSetError] = []
        for entry in entries {
            do { _ = try set.document(at: entry.index) } catch { if !errors.contains(error) { errors.append(error) } }
        }
        guard let last = errors.last else { return }
        let report = SchemaReport(contract: contract, schemas: errors.map(ReportedSchema.init(unreadable:)))
        try ReportOptions.writeForPrograms(report, formats)
        for error in errors.dropLast() { Console.error(CommandFailure(error).rendered) }
        throw CommandFailure(last)
    }

    /// Where a registry is asked every schema has a subject, but for files that are there to be used by others.
    mutating func checkNamed(_ entries: [Entry]) throws {
        guard entries.contains(where: { $0.subject == nil }) else { return }
        var used: Set<Int> = []
        for entry in self.entries { if let uses = try? set.document(at: entry.index).uses { used.formUnion(uses) } }
        guard let unnamed = entries.first(where: { $0.subject == nil && !used.contains($0.index) }) else { return }
        throw CommandFailure(
            .usage, "USAGE", "\(source(unnamed).name) does not say which subject its schema belongs to",
            help: "give --subject, call the file TOPIC/value.avsc or TOPIC-value.avsc, or write a pattern into herald.yaml")
    }

    mutating func subject(of entry: Entry) throws -> SchemaCheck.Subject {
        let source = source(entry)
        do {
            return SchemaCheck.Subject(
                file: source.name, subject: entry.subject?.name, written: try set.document(at: entry.index).written,
                level: entry.level, policy: entry.policy)
        } catch {
            throw CommandFailure(error)
        }
    }
}
