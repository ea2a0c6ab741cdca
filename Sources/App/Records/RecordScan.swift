import KafkaClient

/// Reads parts of partitions, record by record.
struct RecordScan {
    var brokers: String
    var parts: [TopicPartition: Range<Int64>]
    /// Whether to go on behind the ends; then a server that is away is waited for.
    var follows = false

    /// What to do after a record.
    enum Step { case goOn, stop }

    /// Returns at the ends of all parts, or when `body` has enough. Records of one partition come in order.
    ///
    /// - Throws: `CancellationError` when the task was cancelled before.
    func run(_ body: (ConsumerRecord) async throws -> Step) async throws {
        let parts = follows ? parts : parts.filter { !$0.value.isEmpty }
        guard !parts.isEmpty else { return }
        var configuration = ConsumerConfiguration(bootstrapServers: brokers)
        configuration.signalsEndOfPartition = true
        do {
            let consumer = try Consumer(configuration)
            do {
                try await consumer.assign(parts.mapValues { .at($0.lowerBound) })
                try await read(consumer, parts, body)
            } catch {
                // The reader's trouble is the one to tell.
                try? await consumer.close()
                throw error
            }
            try await consumer.close()
        } catch let error as KafkaClientError {
            throw CommandFailure(error, brokers: brokers)
        }
    }

    private func read(
        _ consumer: Consumer, _ parts: [TopicPartition: Range<Int64>], _ body: (ConsumerRecord) async throws -> Step
    ) async throws {
        var open = Set(parts.keys)
        for try await event in consumer.events {
            switch event {
            case .record(let record):
                let partition = record.topicPartition
                guard !follows else {
                    if try await body(record) == .stop { return }
                    continue
                }
                // What stood at the end may have been compacted away: what comes behind it says so.
                guard let end = parts[partition]?.upperBound, open.contains(partition) else { continue }
                if record.offset < end, try await body(record) == .stop { return }
                if record.offset >= end - 1 { open.remove(partition) }
            case .endOfPartition(let partition, _): open.remove(partition)
            case .problem(let error) where !error.isRetriable || !follows && error.code == .allBrokersDown: throw error
            case .problem(let error): Console.error("warning: \(error)")
            case .assigned, .revoked, .lost: break
            }
            if !follows, open.isEmpty { return }
        }
        throw CancellationError()
    }
}
