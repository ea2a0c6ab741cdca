import ArgumentParser
import KafkaClient

struct BurstCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "burst",
        abstract: "Write acks=all records as fast as they are acknowledged, until killed.",
        discussion: "Writes a line per acknowledged record: partition, offset and the record's number, which is its key.")

    @Option(help: "The topic.")
    var topic: String

    @Option(help: "File for the lines.")
    var log: String

    /// Acknowledgements after which we say so.
    private static let announced = 2000
    /// Records under way at a time.
    private static let window = 500

    func run() async throws {
        let producer = try Producer(ProducerConfiguration(bootstrapServers: Servers.brokers))
        let lines = try LineLog(path: log)
        var underWay: [(number: Int, delivery: Delivery)] = [], acknowledged = 0
        for number in 0... {
            let record = ProducerRecord(topic: topic, key: Array(String(number).utf8), value: [UInt8](repeating: 0x2e, count: 200))
            underWay.append((number, try await producer.enqueue(record)))
            guard underWay.count == Self.window else { continue }
            // The older half is acknowledged while the newer is still on its way.
            for (number, delivery) in underWay.prefix(Self.window / 2) {
                let metadata = try await delivery.metadata
                guard let offset = metadata.offset else { continue }
                try lines.write("\(metadata.partition) \(offset) \(number)")
                acknowledged += 1
                if acknowledged == Self.announced { say("\(Self.announced) acknowledged") }
            }
            underWay.removeFirst(Self.window / 2)
        }
    }
}
