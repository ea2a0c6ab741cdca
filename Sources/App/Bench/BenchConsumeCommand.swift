import ArgumentParser
import KafkaClient

struct BenchConsumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consume", abstract: "Measure how fast records are read.",
        discussion: "A topic of --topic is read from its start; a new one is filled first, which is not measured.")

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many to read at most.", valueName: "n"))
    var records = 100_000

    @OptionGroup var options: BenchOptions

    func validate() throws { try BenchOptions.check(records: records, rate: nil) }

    func run() async throws {
        let (options, records) = (options, records)
        let brokers = options.brokers.bootstrapServers
        try await options.run { topic in
            if options.topic == nil {
                let producer = try options.producer()
                _ = try await BenchLoad(topic: topic, count: records, size: options.size).run(producer)
                try await producer.close()
            }
            let parts = try await withAdmin(at: brokers) { admin in
                let partitions = try await admin.existingPartitions(of: topic, only: nil)
                return OffsetRanges(starts: try await admin.starts(of: partitions), ends: try await admin.ends(of: partitions)).parts
            }
            var count = 0, bytes = 0, first: Duration?
            let start = ContinuousClock.now
            try await RecordScan(brokers: brokers, parts: parts).run { record in
                if first == nil { first = start.duration(to: .now) }
                count += 1
                bytes += record.byteCount
                return count == records ? .stop : .goOn
            }
            let waited = first.map { [("first record after", "\($0.microseconds / 1000) ms")] } ?? []
            return BenchOutcome(
                name: "consume", settings: options.settings(nil) + waited, records: count, bytes: bytes,
                duration: start.duration(to: .now))
        }
    }
}
