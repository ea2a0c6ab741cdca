import ArgumentParser
import KafkaClient
import RegistryClient

/// `herald import …`
struct ImportCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Move another registry in: its schemas, by their ids and versions.",
        discussion: """
            What comes over: versions with their ids, contexts, references, metadata, rules, deleted versions, configs and modes. \
            While it runs the registry is in IMPORT mode, which is put back however it ends. What is there already and the same \
            stays, so a run that was broken off is run again; where the registry has other content under an id or version, nothing \
            is written and the exit code is 6. At the end both sides are compared, version by version: exit code 3 if anything is \
            not the same.
            """,
        subcommands: [
            ImportConfluentCommand.self, ImportKarapaceCommand.self, ImportApicurioCommand.self, ImportTopicCommand.self,
            ImportDirectoryCommand.self,
        ])
}

/// What every import is told.
struct ImportOptions: ParsableArguments {
    @Flag(help: "Say what would come, and write nothing.")
    var dryRun = false

    @Flag(help: "Leave configs and modes as they are here.")
    var schemasOnly = false

    @OptionGroup var output: DocumentOptions
    @OptionGroup var server: ServerOptions

    /// - Parameter source: opens what is moved in; its remarks are told at the end.
    func run(
        _ source: @escaping @Sendable (MoveProgress) async throws -> (any RegistrySource, remarks: [String])
    ) async throws {
        let url = server.url, (dryRun, movesSettings) = (dryRun, !schemasOnly)
        let summary = try await Interruption.guarding(help: "run the same command again: it goes on where it stopped") {
            let progress = MoveProgress()
            let target = RunningRegistry(RunningRegistry.client(url), url: url)
            return try await Self.telling(target) {
                let (source, remarks) = try await source(progress)
                let move = RegistryImport(source: source, target: target, movesSettings: movesSettings, progress: progress)
                var summary = try await move.run(isDryRun: dryRun)
                summary.remarks += remarks
                return summary
            }
        }
        try summary.finish(output, target: "registry \(url)")
    }

    /// Of two registries the one that is moved in is not found by `--server`.
    private static func telling<R>(_ target: RunningRegistry, _ body: () async throws -> R) async throws -> R {
        do {
            return try await body()
        } catch let error as RegistryClientError {
            var failure = CommandFailure(error)
            if error.httpStatus == nil, !target.title.hasPrefix(error.server) {
                failure.help = "check that the registry to move in answers there"
            }
            throw failure
        }
    }
}

struct ImportConfluentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confluent", abstract: "Move in a running registry of Confluent's, or one like it.",
        discussion: """
            Redpanda's registry and Herald's are read the same way. A login may stand in the address, or a token be \
            given.

              herald import confluent http://registry.internal:8081
              herald import confluent https://registry.example.org --token @token.txt
            """)

    @Argument(help: "Address of the registry to move in.")
    var url: String

    @OptionGroup var access: SourceAccess
    @OptionGroup var options: ImportOptions

    func run() async throws { try await options.run(from: url, .confluent, access) }
}

struct ImportKarapaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "karapace", abstract: "Move in a running Karapace.",
        discussion: "It has no contexts, and one mode for all.")

    @Argument(help: "Address of the registry to move in.")
    var url: String

    @OptionGroup var access: SourceAccess
    @OptionGroup var options: ImportOptions

    func run() async throws { try await options.run(from: url, .karapace, access) }
}

struct ImportApicurioCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apicurio", abstract: "Move in a running Apicurio Registry by the API it shares with Confluent's.",
        discussion: """
            That is the one below /apis/ccompat/v7, which is added to an address without it. Ids are those that API answers: \
            records that were framed with Apicurio's other ids need them.
            """)

    @Argument(help: "Address of the registry to move in.")
    var url: String

    @OptionGroup var access: SourceAccess
    @OptionGroup var options: ImportOptions

    func run() async throws { try await options.run(from: url, .apicurio, access) }
}

extension ImportOptions {
    fileprivate func run(from url: String, _ kind: RunningRegistry.Kind, _ access: SourceAccess) async throws {
        let authorization = try access.authorization(for: url)
        try await run { _ in (try await RunningRegistry.find(url, kind, authorization), []) }
    }
}

struct ImportTopicCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topic", abstract: "Move in a registry by the topic it keeps its schemas in.",
        discussion: """
            The topic is read as Confluent's registry, Karapace and Redpanda's write it, old spellings of keys included; no registry \
            needs to run on it.

              herald import topic kafka-1:9092 _schemas
              herald import topic kafka-1:9093 _schemas -X security.protocol=ssl -X ssl.key.password=@secret.txt
            """)

    @Argument(help: ArgumentHelp("Brokers the topic is at.", valueName: "host:port,…"))
    var brokers: String

    @Argument(help: "Name of the topic.")
    var topic = "_schemas"

    @Option(
        name: .customShort("X"), parsing: .singleValue,
        help: ArgumentHelp(
            "A setting of librdkafka; @FILE reads its value from a file. May be repeated.", valueName: "name=value"))
    var settings: [String] = []

    @OptionGroup var options: ImportOptions

    func run() async throws {
        var client = ClientConfiguration(bootstrapServers: brokers)
        for text in settings {
            let (name, value) = try Self.setting(text)
            client.properties[name] = value
        }
        let (topic, configuration) = (topic, client)
        try await options.run { progress in
            let registry = try await TopicReading.replay(topic, configuration, progress)
            return (registry, registry.remarks)
        }
    }

    private static func setting(_ text: String) throws -> (name: String, value: String) {
        let (name, value) = try NameAndValue.split(text, option: "-X")
        guard value.hasPrefix("@") else { return (name, value) }
        var secret = try TextFile.read(String(value.dropFirst()), maxBytes: 1 << 20)
        while secret.hasSuffix("\n") { secret.removeLast() }
        return (name, secret)
    }
}

struct ImportDirectoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dir", abstract: "Bring back what herald export wrote.")

    @Argument(help: "The directory.")
    var directory: String

    @OptionGroup var options: ImportOptions

    func run() async throws {
        let path = FilePaths.absolute(directory)
        try await options.run { _ in (try ExportedDirectory(path), []) }
    }
}
