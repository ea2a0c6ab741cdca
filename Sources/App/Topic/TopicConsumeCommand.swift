import ArgumentParser
import Avro
import JSONText
import KafkaClient

struct TopicConsumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consume",
        abstract: "Read a topic; every record is decoded by its own schema.",
        discussion: """
            On a terminal it follows the topic until it is stopped; elsewhere it ends at the end of the topic, so that pipes \
            end. -e and --follow say otherwise. 64-bit integers are exact; a tombstone is shown as such. What cannot be \
            decoded is shown as text or base64, with the reason.

              herald topic consume orders -o -10            the last ten of each partition
              herald topic consume orders -o @1795165200 -n 5
              herald topic consume orders --from -1h --to -15m
              herald topic consume orders --where 'value.amount > 100 && key ~ "^eu-"'
              herald topic consume orders --format jsonl | jq .value.amount
            """)

    @Argument(help: "Name of the topic.")
    var topic: String

    @Option(
        name: [.customShort("o"), .long], parsing: .unconditional,
        help: ArgumentHelp(
            "Where to begin: start, end, -N (before the end), +N (after the start), N, or a time. Default: start.",
            valueName: "offset"))
    var offset: ConsumeStart?

    @OptionGroup var range: TimeRangeOptions

    @OptionGroup var selection: SelectionOptions

    @Option(name: [.customShort("n"), .customLong("max")], help: ArgumentHelp("Stop after that many records.", valueName: "n"))
    var maxRecords: Int?

    @Option(name: .shortAndLong, help: ArgumentHelp("Read this partition alone.", valueName: "n"))
    var partition: Int32?

    @Flag(name: [.customShort("e"), .long], help: "End at the end of the topic.")
    var untilEnd = false

    @Flag(help: "Go on at the end of the topic.")
    var follow = false

    @Flag(help: "Do not decode: show keys and values as they are.")
    var raw = false

    @Flag(help: "Write values in the Avro specification's JSON encoding.")
    var avroJson = false

    @Option(help: ArgumentHelp("How to write records. Default: text on a terminal, else jsonl.", valueName: "text|jsonl"))
    var format: OutputFormat?

    @OptionGroup var brokers: BrokerOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        if untilEnd && follow { throw ValidationError("-e and --follow contradict each other.") }
        if follow && range.to != nil { throw ValidationError("--to is an end, and --follow goes on at it.") }
        if offset != nil && range.from != nil { throw ValidationError("-o and --from both say where to begin.") }
        if raw && avroJson { throw ValidationError("--raw and --avro-json contradict each other.") }
        if let maxRecords, maxRecords < 1 { throw ValidationError("-n is \(maxRecords), it must be 1 or more.") }
        if format == .json { throw ValidationError("A stream of records is jsonl, not json.") }
    }

    func run() async throws {
        let ranges = try await withAdmin(brokers) { admin in
            try await range.resolve(
                try await admin.existingPartitions(of: topic, only: partition), from: offset ?? .start, admin: admin)
        }
        let follows = follow || !untilEnd && range.to == nil && Console.outputIsTerminal
        let decoder = raw ? nil : RecordDecoder(server.registry, form: avroJson ? .specification : .people)
        let format = format ?? (Console.outputIsTerminal ? .text : .jsonl)
        let sieve = try await selection.sieve(of: topic, server, isRaw: raw)
        var report = ScanReport()
        try await RecordScan(brokers: brokers.bootstrapServers, parts: ranges.parts, follows: follows).run { record in
            let view = RecordView(record, decoder)
            report.scanned += 1
            guard try await sieve?.admits(view) ?? true else { return .goOn }
            try await view.print(format)
            report.matches += 1
            return report.matches == maxRecords ? .stop : .goOn
        }
        if sieve != nil { Console.error(report.text(report.matches == maxRecords ? "-n reached" : "end of range reached")) }
        sieve?.warn(matches: report.matches)
        if report.scanned == 0 { Console.error("\(topic): no records from there to the end") }
    }
}
