import ArgumentParser
import KafkaClient

struct TopicFindCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find",
        abstract: "Find records by their key or by an expression, the newest first.",
        discussion: """
            Reads backwards from the end, a window of offsets at a time; within a window records are sorted by time. It stops \
            after -n matches or --max-scan offsets, and says how to go on with --cursor. Exit code 4 if there is no match.

              herald topic find orders --key o-9941 -n 1
              herald topic find orders --where 'value.amount > 100 && header.source == "web"' --from -1d
            """)

    @Argument(help: "Name of the topic.")
    var topic: String

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var range: TimeRangeOptions

    @Option(name: [.customShort("n"), .customLong("max")], help: ArgumentHelp("Stop after that many records.", valueName: "n"))
    var maxRecords = 10

    @Option(name: .shortAndLong, help: ArgumentHelp("Look in this partition alone.", valueName: "n"))
    var partition: Int32?

    @Option(help: ArgumentHelp("Look at no more offsets than that.", valueName: "n"))
    var maxScan: Int64 = 5_000_000

    @Option(help: ArgumentHelp("Go on where an earlier search stopped, as it said.", valueName: "cursor"))
    var cursor: PartitionOffsets?

    @Option(help: ArgumentHelp("How to write records. Default: text on a terminal, else jsonl.", valueName: "text|jsonl"))
    var format: OutputFormat?

    @OptionGroup var brokers: BrokerOptions
    @OptionGroup var server: ServerOptions

    private static let mostRecords = 100_000

    func validate() throws {
        if selection.expression == nil, selection.key == nil { throw ValidationError("Give --key or --where.") }
        guard (1...Self.mostRecords).contains(maxRecords) else {
            throw ValidationError("-n is \(maxRecords), it must be from 1 to \(Self.mostRecords).")
        }
        if maxScan < 1 { throw ValidationError("--max-scan is \(maxScan), it must be 1 or more.") }
        if format == .json { throw ValidationError("A stream of records is jsonl, not json.") }
    }

    func run() async throws {
        var parts = try await withAdmin(brokers) { admin in
            try await range.resolve(try await admin.existingPartitions(of: topic, only: partition), admin: admin).parts
        }
        for (partition, offset) in cursor?.offsets ?? [:] {
            let place = TopicPartition(topic, partition)
            guard let part = parts[place] else { continue }
            parts[place] = part.lowerBound..<min(part.upperBound, max(part.lowerBound, offset))
        }
        let search = TopicSearch(
            topic: topic, brokers: brokers.bootstrapServers, parts: parts, selection: selection, server: server,
            maxRecords: maxRecords, maxScan: maxScan, format: format ?? (Console.outputIsTerminal ? .text : .jsonl))
        try await Interruption.guarding(help: "the cursor says where to go on") { try await search.run() }
    }
}
