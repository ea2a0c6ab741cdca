import ArgumentParser
import KafkaClient

/// `herald bench …`
struct BenchCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure how fast a log takes records and gives them back.",
        discussion: """
            Works on a topic of its own, deleted afterwards, unless --topic names one. The figures are of this client, this way \
            there, and that server together, at this moment: run it several times.
            """,
        subcommands: [BenchProduceCommand.self, BenchConsumeCommand.self, BenchRoundTripCommand.self])
}

/// What every benchmark is told.
struct BenchOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Work on this topic, and leave it there. Default: a new one, deleted afterwards.", valueName: "name"))
    var topic: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Partitions of the new topic.", valueName: "n"))
    var partitions: Int32 = 1

    @Option(help: ArgumentHelp("Bytes of each value, at least 16.", valueName: "bytes"))
    var size = 200

    @Option(help: ArgumentHelp("When a record counts as written: all (on disk), 1 (received), 0 (sent).", valueName: "acks"))
    var acks = AcksArgument.all

    @Option(name: [.customShort("z"), .long], help: ArgumentHelp("How batches are compressed.", valueName: "codec"))
    var compression = CodecArgument.none

    @Option(help: ArgumentHelp("Milliseconds a batch waits for company.", valueName: "ms"))
    var linger = 5

    @Option(help: ArgumentHelp("Compare with the JSON of an earlier run.", valueName: "file"))
    var baseline: String?

    @OptionGroup var output: DocumentOptions
    @OptionGroup var brokers: BrokerOptions

    static let mostRecords = 1_000_000_000

    func validate() throws {
        if !(16...1_000_000).contains(size) { throw ValidationError("--size is \(size), it must be from 16 to 1000000.") }
        if !(0...60_000).contains(linger) { throw ValidationError("--linger is \(linger), it must be from 0 to 60000.") }
        if partitions < 1 { throw ValidationError("--partitions is \(partitions), it must be 1 or more.") }
    }

    func producer() throws -> Producer {
        var configuration = ProducerConfiguration(bootstrapServers: brokers.bootstrapServers)
        configuration.acks = acks.acks
        configuration.idempotent = acks == .all
        configuration.compression = compression.codec
        configuration.linger = .milliseconds(linger)
        return try Producer(configuration)
    }

    /// Measures on the topic, which is made before and deleted after, however it ends; then tells the outcome.
    func run(_ body: @escaping @Sendable (String) async throws -> BenchOutcome) async throws {
        let earlier = try baseline.map { try BenchOutcome.Figures(file: $0) }
        let brokers = brokers.bootstrapServers, (given, partitions) = (topic, partitions)
        let outcome = try await Interruption.guarding(help: "nothing was measured") {
            try await Self.withTopic(given, partitions, brokers, body)
        }
        try output.print(text: outcome.text(since: earlier)) { outcome.document(since: earlier) }
    }

    private static func withTopic(
        _ given: String?, _ partitions: Int32, _ brokers: String, _ body: (String) async throws -> BenchOutcome
    ) async throws -> BenchOutcome {
        let topic = given ?? "herald-bench-" + String(UInt64.random(in: .min ... .max), radix: 16)
        try await withAdmin(at: brokers) { admin in
            if given == nil {
                try await admin.createTopic(NewTopic(topic, partitions: partitions))
            } else {
                _ = try await admin.existingTopic(topic)
            }
        }
        do {
            let outcome = try await body(topic)
            if given == nil { try await delete(topic, brokers) }
            return outcome
        } catch {
            // Also when it was cancelled: the deletion is a task of its own.
            if given == nil { _ = await Task { try? await Self.delete(topic, brokers) }.value }
            if let error = error as? KafkaClientError { throw CommandFailure(error, brokers: brokers) }
            throw error
        }
    }

    private static func delete(_ topic: String, _ brokers: String) async throws {
        try await withAdmin(at: brokers) { try await $0.deleteTopics([topic]) }
    }
}
