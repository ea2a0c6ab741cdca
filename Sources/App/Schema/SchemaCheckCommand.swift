import ArgumentParser
import Compatibility
import JSONText
import RegistryClient
import RegistryModel

struct SchemaCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say whether schemas may be registered, and if not, why.",
        discussion: """
            Compares each schema with the versions of its subject, by the subject's compatibility level and with the very \
            function that decides about registration. All breaks with all versions are listed, each with its place in the \
            file, its rule and what to do; the exit code is then 3. With --against files are compared with files, and no \
            registry is asked.

              herald schema check schemas/orders/value.avsc
              herald schema check new.avsc --against v1.avsc --against v2.avsc --level FULL_TRANSITIVE
            """)

    @Argument(help: ArgumentHelp("Files of Avro schemas; - is standard input.", valueName: "file"))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "Subject of the schemas. Default: what their paths say, TOPIC/value.avsc or TOPIC-value.avsc.", valueName: "subject"))
    var subject: String?

    @Option(
        help: ArgumentHelp("Level to check by. Default: the subject's; with --against BACKWARD.", valueName: "level"))
    var level: CompatibilityLevelArgument?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Compare with this file in place of a registry; may be repeated, the oldest first.", valueName: "file")
    )
    var against: [String] = []

    @Option(help: ArgumentHelp("A named type that the schemas use; may be repeated.", valueName: "name=subject@version"))
    var reference: [String] = []

    @OptionGroup var output: DocumentOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        if !against.isEmpty, !reference.isEmpty {
            throw ValidationError("--reference asks a registry, which --against does without.")
        }
    }

    func run() async throws {
        let sources = try files.map(SchemaFile.read)
        let checked = against.isEmpty ? try await checkedByRegistry(sources) : try checkedByFiles(sources)
        try report(checked)
        if !checked.allSatisfy(\.isCompatible) { throw ExitStatus.findings }
    }

    private func checkedByFiles(_ sources: [SchemaFile]) throws -> [CheckedSchema] {
        let history = try SchemaHistory.files(try against.map(SchemaFile.read), level: level?.level)
        return try sources.map {
            CheckedSchema($0, try $0.parsed([]), subject: subject.map { Subject($0) } ?? $0.impliedSubject, history: history)
        }
    }

    private func checkedByRegistry(_ sources: [SchemaFile]) async throws -> [CheckedSchema] {
        let subjects = try sources.map { try $0.subject(subject) }
        let used = try SchemaReferences.parse(reference)
        return try await withRegistry(server) { registry in
            let references = try await SchemaReferences.resolve(used, registry)
            let schemas = try sources.map { try $0.parsed(references) }
            var checked: [CheckedSchema] = []
            for (index, source) in sources.enumerated() {
                let history = try await SchemaHistory.fetch(subjects[index], level: level?.level, registry)
                checked.append(CheckedSchema(source, schemas[index], subject: subjects[index], history: history))
            }
            return checked
        }
    }

    private func report(_ checked: [CheckedSchema]) throws {
        switch output.format ?? .text {
        case .text:
            for schema in checked { try Console.line(schema.headline) }
            guard !checked.allSatisfy(\.isCompatible) else { return }
            try Console.line("")
            for line in checked.flatMap(\.findingLines) { try Console.line(line) }
            try Console.line(checked.closing)
        case .json: try Console.line(JSONPrinter.pretty(.object(checked.document)))
        case .jsonl: for line in checked.lines { try Console.line(JSONPrinter.compact(.object(line))) }
        }
    }
}
