import ArgumentParser
import KafkaClient

struct BenchProduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "produce", abstract: "Measure how fast records are acknowledged.")

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many to write.", valueName: "n"))
    var records = 100_000

    @Option(help: ArgumentHelp("Records in a second. Default: as fast as they are taken.", valueName: "n"))
    var rate: Int?

    @OptionGroup var options: BenchOptions

    func validate() throws { try BenchOptions.check(records: records, rate: rate) }

    func run() async throws {
        let (options, records, rate) = (options, records, rate)
        try await options.run { topic in
            let producer = try options.producer()
            let load = BenchLoad(topic: topic, count: records, size: options.size, rate: rate)
            try await load.warmUp(producer)
            let start = ContinuousClock.now
            let latencies = try await load.run(producer)
            let duration = start.duration(to: .now)
            try await producer.close()
            return BenchOutcome(
                name: "produce", settings: options.settings(rate), records: records, bytes: records * options.size,
                duration: duration, latencies: latencies,
                latencyMeaning: "from handing a record over to its acknowledgement, linger included")
        }
    }
}

extension BenchOptions {
    static func check(records: Int, rate: Int?) throws {
        if !(1...mostRecords).contains(records) {
            throw ValidationError("--records is \(records), it must be from 1 to \(mostRecords).")
        }
        if let rate, !(1...10_000_000).contains(rate) { throw ValidationError("--rate is \(rate), it must be from 1 to 10000000.") }
    }

    func settings(_ rate: Int?) -> [(name: String, value: String)] {
        [
            ("size", ByteText.of(size)), ("acks", acks.rawValue), ("compression", compression.rawValue), ("linger", "\(linger) ms"),
            ("rate", rate.map { "\($0)/s" } ?? "any"),
        ] + (topic == nil ? [("partitions", "\(partitions)")] : [("topic", topic ?? "")])
    }
}
