import KafkaClient

/// Reads offsets of a topic's partitions, from a first to one that is left out.
enum TopicRange {
    enum Event {
        case record(ConsumerRecord)
        /// Nothing more comes of the partition: all before the offset has been handed out, or is not there any more.
        case ended(TopicPartition, before: Int64)
    }

    /// Ends when all partitions have, or the task is cancelled, which throws.
    static func read(
        _ ranges: [TopicPartition: Range<Int64>], _ bootstrapServers: String, _ body: (Event) async throws -> Void
    ) async throws {
        var open = ranges.filter { !$0.value.isEmpty }
        guard !open.isEmpty else { return }
        var configuration = ConsumerConfiguration(bootstrapServers: bootstrapServers)
        configuration.signalsEndOfPartition = true
        let consumer = try Consumer(configuration)
        do {
            try await consumer.assign(open.mapValues { .at($0.lowerBound) })
            for try await event in consumer.events {
                let partition: TopicPartition, next: Int64
                switch event {
                case .record(let record):
                    (partition, next) = (record.topicPartition, record.offset + 1)
                    guard let range = open[partition] else { continue }
                    if record.offset < range.upperBound { try await body(.record(record)) }
                case .endOfPartition(let ended, let offset):
                    (partition, next) = (ended, .max)
                    // What was at the end may have been compacted away; or it belongs to a transaction that goes on.
                    if let range = open[partition], offset < range.upperBound {
                        Console.error(
                            "\(partition): read to offset \(offset) of \(range.upperBound): a transaction is open there")
                    }
                case .problem(let error) where !error.isRetriable || error.code == .allBrokersDown: throw error
                case .problem(let error):
                    Console.error("warning: \(error)")
                    continue
                case .assigned, .revoked, .lost: continue
                }
                guard let range = open[partition], next >= range.upperBound else { continue }
                open[partition] = nil
                try await body(.ended(partition, before: range.upperBound))
                if open.isEmpty { break }
                try await consumer.pause([partition])
            }
            try Task.checkCancellation()
        } catch {
            // The reader's trouble is the one to tell.
            try? await consumer.close()
            throw error
        }
        try await consumer.close()
    }
}
