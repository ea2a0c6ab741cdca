import ArgumentParser
import KafkaClient

struct BenchRoundTripCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "e2e", abstract: "Measure how long a record takes from its producer to a consumer.",
        discussion: "Both are this process: the time is from handing the record over to seeing it come out of the log.")

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many to send.", valueName: "n"))
    var records = 5_000

    @Option(help: ArgumentHelp("Records in a second.", valueName: "n"))
    var rate = 1_000

    @OptionGroup var options: BenchOptions

    func validate() throws { try BenchOptions.check(records: records, rate: rate) }

    func run() async throws {
        let (options, records, rate) = (options, records, rate)
        let brokers = options.brokers.bootstrapServers
        try await options.run { topic in
            let parts = try await withAdmin(at: brokers) { admin in
                let ends = try await admin.ends(of: try await admin.existingPartitions(of: topic, only: nil))
                return ends.mapValues { $0..<Int64.max }
            }
            let load = BenchLoad(topic: topic, count: records, size: options.size, rate: rate)
            let producer = try options.producer()
            let scan = RecordScan(brokers: brokers, parts: parts, follows: true)
            let (latencies, duration) = try await Self.measure(load, producer, scan)
            try await producer.close()
            return BenchOutcome(
                name: "e2e", settings: options.settings(rate), records: records, bytes: records * options.size,
                duration: duration, latencies: latencies,
                latencyMeaning: "from handing a record over to its arrival at a consumer, linger included")
        }
    }

    private typealias Received = (latencies: Histogram, duration: Duration)

    /// The load begins when the consumer has seen the record without a stamp. The first of the two that fails ends the other.
    private static func measure(_ load: BenchLoad, _ producer: Producer, _ scan: RecordScan) async throws -> Received {
        let (isReading, reads) = AsyncStream.makeStream(of: Void.self)
        return try await withThrowingTaskGroup(of: Received?.self) { group in
            group.addTask {
                try await load.warmUp(producer)
                for await _ in isReading { break }
                _ = try await load.run(producer)
                return nil
            }
            group.addTask { try await receive(load.count, from: scan, load.start) { reads.yield() } }
            var received: Received = (Histogram(), .zero)
            for try await result in group { received = result ?? received }
            return received
        }
    }

    /// - Parameter ready: called when the record without a stamp has come.
    private static func receive(
        _ count: Int, from scan: RecordScan, _ start: ContinuousClock.Instant, ready: () -> Void
    ) async throws -> Received {
        var latencies = Histogram(), first: Duration?, last = Duration.zero
        try await scan.run { record in
            guard let sent = record.value.flatMap(BenchStamp.read) else {
                ready()
                return .goOn
            }
            last = start.duration(to: .now)
            first = first ?? sent
            latencies.add((last - sent).microseconds)
            return latencies.count == count ? .stop : .goOn
        }
        return (latencies, last - (first ?? .zero))
    }
}
