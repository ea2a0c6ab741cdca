import ArgumentParser
import JSONText
import RegistryClient

/// `herald export -o DIR`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the whole registry into a directory.",
        discussion: """
            Each version becomes a file; herald-export.jsonl says which is which: ids, versions, contexts, references, metadata, \
            rules, deleted versions, configs and modes. herald import dir brings it back, here or elsewhere. Two exports of the \
            same registry are the same, byte for byte.

              herald export -o backup
            """)

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("Where to; the directory is made if it is not there, and has to be empty.", valueName: "dir"))
    var directory: String

    @OptionGroup var access: SourceAccess
    @OptionGroup var output: DocumentOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let url = server.url, progress = MoveProgress()
        let authorization = try access.authorization(for: url)
        let directory = FilePaths.absolute(self.directory)
        let outcome = try await translatingRegistryErrors {
            let source = try await RunningRegistry(RunningRegistry.client(url, authorization), url: url).lookingForOriginals()
            return try await RegistryExport(source: source, path: directory, progress: progress).run()
        }
        let text =
            "\(FilePaths.shown(directory)): \(ImportSummary.counted(outcome.subjects, "subject")), "
            + "\(ImportSummary.counted(outcome.versions, "version")), \(ImportSummary.counted(outcome.configs, "config")) and "
            + "\(ImportSummary.counted(outcome.modes, "mode")) exported"
        try output.print(text: text) {
            var document = JSONObject()
            document["schema"] = "herald.exported/v1"
            document["directory"] = .string(directory)
            document["subjects"] = .number(JSONNumber(outcome.subjects))
            document["versions"] = .number(JSONNumber(outcome.versions))
            document["configs"] = .number(JSONNumber(outcome.configs))
            document["modes"] = .number(JSONNumber(outcome.modes))
            return document
        }
    }
}

/// Runs `body`, and turns what a registry said into what the user is told.
func translatingRegistryErrors<R>(_ body: () async throws -> R) async throws -> R {
    do {
        return try await body()
    } catch let error as RegistryClientError {
        throw CommandFailure(error)
    }
}
