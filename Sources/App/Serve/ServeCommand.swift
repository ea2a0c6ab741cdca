import ArgumentParser
import Foundation
import Logging
import RegistryModel
import TopicModel

/// `herald serve`: the log and the registry, until a signal ends it.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the log and the registry in one process.",
        discussion: """
            Prints one line, `herald ready kafka=HOST:PORT http=HOST:PORT`, when both listeners accept. SIGTERM and SIGINT \
            drain and exit 0.
            """)

    @Option(help: ArgumentHelp("Directory of the data; made if it is not there.", valueName: "dir"))
    var data = "./herald-data"

    @Option(help: ArgumentHelp("Where the Kafka protocol listens; port 0 picks a free one.", valueName: "host:port"))
    var kafka = HostAndPort(host: "127.0.0.1", port: 9092)

    @Option(help: ArgumentHelp("Where HTTP listens: the registry's REST API.", valueName: "host:port"))
    var http = HostAndPort(host: "127.0.0.1", port: 8081)

    @Option(
        help: ArgumentHelp(
            "Address that metadata tells clients. Default: the one each client connected to.", valueName: "host:port"))
    var advertise: HostAndPort?

    @Option(help: "What acks=all waits for: fsync (stable storage) or os (the page cache).")
    var durability = Durability.fsync

    @Option(help: ArgumentHelp("Partitions of a topic that is created by its first use.", valueName: "n"))
    var defaultPartitions = 1

    @Option(
        help: ArgumentHelp(
            "An option of the broker by its name in Kafka, such as max.connections=500; docs/limits.md has those that can be "
                + "set. May be given more than once.", valueName: "name=value"))
    var set: [String] = []

    @Option(help: "Whose registry to answer like: confluent-7, confluent-8 or karapace.")
    var emulate = RegistryDialect.confluent7

    @Flag(help: "Serve the log alone, and let clients write to _schemas.")
    var noRegistry = false

    @Option(
        help: ArgumentHelp("Bytes per second at which stored records are read again to find damage; 0: never.", valueName: "bytes"))
    var scrubRate = 4_194_304

    @Option(help: ArgumentHelp("Bytes per second the cleaning of compacted topics reads; 0: as many as it can.", valueName: "bytes"))
    var cleanerRate = 0

    @Option(help: ArgumentHelp("Least severe log line to write.", valueName: "level"))
    var logLevel = LogLevel.info

    @Option(help: "How log lines are written: text, or json with an object a line.")
    var logFormat = LogFormat.text

    @Option(
        help: ArgumentHelp(
            "Write a line of every request that takes longer, what it asks to wait not counted; 0 for none.", valueName: "ms"))
    var slowRequest = 1000

    enum Durability: String, ExpressibleByArgument, CaseIterable { case fsync, os }

    enum LogFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

    enum LogLevel: String, ExpressibleByArgument, CaseIterable { case debug, info, warning, error }

    func validate() throws {
        guard (0...3_600_000).contains(slowRequest) else {
            throw ValidationError("--slow-request is \(slowRequest), it must be from 0 to 3600000.")
        }
        guard (1...1000).contains(defaultPartitions) else {
            throw ValidationError("--default-partitions is \(defaultPartitions), it must be from 1 to 1000.")
        }
        for (name, rate) in [("--scrub-rate", scrubRate), ("--cleaner-rate", cleanerRate)] where rate < 0 {
            throw ValidationError("\(name) is \(rate), it must be a number of bytes per second, or 0.")
        }
        do { _ = try BrokerSettings(set) } catch { throw ValidationError("--set: \(error).") }
    }

    func run() async throws {
        let level = Logger.Level(rawValue: logLevel.rawValue) ?? .info
        LoggingSystem.bootstrap { [logFormat] label in
            if logFormat == .json { return JSONLogHandler(label: label, level: level) }
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        try await RunningServer(self, logger: Logger(label: "herald")).run { kafka, http in
            try Console.line("herald ready kafka=\(kafka) http=\(http)")
        }
    }
}

extension RegistryDialect: ExpressibleByArgument {}
