import ArgumentParser
import Avro
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
        guard let sieve = try await selection.sieve(of: topic, server) else { return }
        let decoder = RecordDecoder(server.registry, form: .people)
        let format = format ?? (Console.outputIsTerminal ? .text : .jsonl)
        var windows = BackwardWindows(parts), report = ScanReport(), budget = maxScan
        while report.matches < maxRecords, budget > 0 {
            let window = windows.next(budget: budget)
            if window.isEmpty { break }
            budget -= window.values.reduce(0) { $0 + Int64($1.count) }
            let (found, dropped) = try await newest(maxRecords - report.matches, in: window, sieve, decoder, &report)
            windows.giveBack(dropped)
            for view in found { try await view.print(format) }
        }
        try end(report, windows, sieve)
    }

    /// The newest matches, and before which offsets of a partition there are more.
    private func newest(
        _ count: Int, in window: [TopicPartition: Range<Int64>], _ sieve: RecordSieve, _ decoder: RecordDecoder,
        _ report: inout ScanReport
    ) async throws -> (found: [RecordView], dropped: [TopicPartition: Int64]) {
        var found: [RecordView] = [], dropped: [TopicPartition: Int64] = [:], scanned = 0
        func cut() {
            found.sort { Self.isNewer($0.record, $1.record) }
            for view in found.dropFirst(count) {
                dropped[view.record.topicPartition] = max(dropped[view.record.topicPartition] ?? 0, view.record.offset + 1)
            }
            found.removeLast(max(0, found.count - count))
        }
        try await RecordScan(brokers: brokers.bootstrapServers, parts: window).run { record in
            scanned += 1
            let view = RecordView(record, decoder)
            if try await sieve.admits(view) { found.append(view) }
            if found.count >= 2 * count { cut() }
            return .goOn
        }
        cut()
        report.scanned += scanned
        report.matches += found.count
        return (found, dropped)
    }

    private static func isNewer(_ a: ConsumerRecord, _ b: ConsumerRecord) -> Bool {
        let (left, right) = (a.timestamp?.milliseconds ?? 0, b.timestamp?.milliseconds ?? 0)
        return left == right ? (a.partition, b.offset) < (b.partition, a.offset) : left > right
    }

    private func end(_ report: ScanReport, _ windows: BackwardWindows, _ sieve: RecordSieve) throws {
        let ending = windows.isAtStart ? "all there is" : report.matches >= maxRecords ? "-n reached" : "--max-scan reached"
        Console.error(report.text(ending))
        let advice = windows.isAtStart ? nil : "go on with --cursor \(windows.cursor.text)"
        sieve.warn(matches: report.matches)
        guard report.matches > 0 else {
            throw CommandFailure(
                .notFound, "NO_MATCH", "no record of topic \(topic) matches\(windows.isAtStart ? "" : " in the part that was read")",
                help: advice)
        }
        if let advice { Console.error(advice) }
    }
}
