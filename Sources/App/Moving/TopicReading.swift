import DurableState
import KafkaClient

/// Reads a topic of one partition from its beginning to where its end was when the reading began.
enum TopicReading {
    static func replay(
        _ topic: String, _ client: ClientConfiguration, _ progress: MoveProgress
    ) async throws -> ReplayedRegistry {
        let brokers = client.bootstrapServers.joined(separator: ",")
        var registry = ReplayedRegistry(title: "topic \(topic) at \(brokers)")
        try await BrokerReach.check(brokers)
        do {
            let range = try await range(of: topic, client)
            guard range.start < range.end else { return registry }
            var configuration = ConsumerConfiguration(client)
            configuration.signalsEndOfPartition = true
            let consumer = try Consumer(configuration)
            do {
                let partition = TopicPartition(topic, 0)
                try await consumer.assign([partition: .at(range.start)])
                progress.begin("reading \(topic)", of: Int(range.end - range.start))
                try await read(consumer, upTo: range.end, progress) { registry.apply($0) }
            } catch {
                // The reader's trouble is the one to tell.
                try? await consumer.close()
                throw error
            }
            try await consumer.close()
            progress.end()
            return registry
        } catch let error as KafkaClientError {
            throw CommandFailure(error, brokers: brokers)
        }
    }

    private static func range(
        of topic: String, _ client: ClientConfiguration
    ) async throws -> (start: Int64, end: Int64) {
        let admin = try AdminClient(client, timeout: .seconds(30))
        do {
            let partitions = try await admin.existingPartitions(of: topic, only: nil)
            guard partitions.count == 1 else {
                throw CommandFailure(
                    .failure, "SOURCE", "topic \(topic) has \(partitions.count) partitions; a registry's topic has one",
                    help: "name the registry's topic, _schemas say")
            }
            let start = try await admin.offsets([partitions[0]: .earliest])[partitions[0]] ?? 0
            let end = try await admin.offsets([partitions[0]: .latest])[partitions[0]] ?? 0
            try await admin.close()
            return (start, end)
        } catch {
            // The first error is the one to tell.
            try? await admin.close()
            throw error
        }
    }

    private static func read(
        _ consumer: Consumer, upTo end: Int64, _ progress: MoveProgress, _ apply: (StoredRecord) -> Void
    ) async throws {
        for try await event in consumer.events {
            switch event {
            case .record(let record):
                if record.offset >= end { return }
                apply(
                    StoredRecord(
                        partition: LogPartition(topic: record.topic, index: 0), offset: record.offset, timestamp: 0,
                        key: record.key, value: record.value))
                progress.step()
                if record.offset == end - 1 { return }
            // What was at the end may have been compacted away, or be no record.
            case .endOfPartition: return
            case .problem(let error) where !error.isRetriable || error.code == .allBrokersDown: throw error
            case .problem(let error): Console.error("warning: \(error)")
            case .assigned, .revoked, .lost: break
            }
        }
        throw CancellationError()
    }
}
