import Glibc
import KafkaClient

/// Produces to one partition of a server and reads it back, as an application with KafkaClient does: batches are as
/// librdkafka makes them, uncompressed, from records with a value and no key.
final class KafkaLoad {
    enum Acks: String, CaseIterable { case leader = "1", all }

    private let server: ServerProcess
    private let acks: Acks
    private let count: Int
    private let producer: Producer
    private let admin: AdminClient
    private let record: [UInt8]
    private var consumer: Consumer?
    private var topicNumber = 0
    /// Records of the present fetch so far.
    private var seen = 0
    private var producing = Work(), fetching = Work()
    private var mark = 0.0, ownMark = 0.0

    /// What was moved, and what it took of processors.
    private struct Work {
        var bytes = 0.0
        var serverSeconds = 0.0
        var ownSeconds = 0.0
    }

    init(_ server: ServerProcess, _ acks: Acks, valueByteCount: Int, count: Int) throws {
        self.server = server
        self.acks = acks
        self.count = count
        var configuration = ProducerConfiguration(bootstrapServers: server.kafka)
        configuration.acks = acks == .all ? .all : .leader
        configuration.idempotent = acks == .all
        configuration.compression = .none
        producer = try Producer(configuration)
        admin = try AdminClient(ClientConfiguration(bootstrapServers: [server.kafka]))
        record = Noise.bytes(valueByteCount)
    }

    private var topic: String { "benchmark-\(topicNumber)" }

    /// A topic of its own for each sample. The client knows it before the clock runs.
    func begin() async throws {
        topicNumber += 1
        try await admin.createTopic(NewTopic(topic, partitions: 1))
        try await producer.send(ProducerRecord(topic: topic, partition: 0, value: record))
        try takeMark()
    }

    func produce() async throws {
        for _ in 0..<count { try await producer.enqueue(ProducerRecord(topic: topic, partition: 0, value: record)) }
        try await producer.flush()
    }

    func endProducing() async throws {
        try count(into: &producing)
        // The newest topic stays for the fetches.
        if topicNumber > 1 { try await admin.deleteTopics(["benchmark-\(topicNumber - 1)"]) }
    }

    func beginFetching() async throws {
        var configuration = ConsumerConfiguration(bootstrapServers: server.kafka)
        configuration.maxBufferedRecords = 5000
        let consumer = try Consumer(configuration)
        try await consumer.assign([TopicPartition(topic, 0): .earliest])
        self.consumer = consumer
        seen = 0
        try await read(atLeast: 1)
        try takeMark()
    }

    /// From the first record on: finding the partition and its start is not part of it.
    func fetch() async throws { try await read(atLeast: count + 1) }

    private func read(atLeast wanted: Int) async throws {
        guard let consumer else { return }
        for try await batch in consumer.batches(max: 5000, within: .milliseconds(5)) {
            seen += batch.records.count
            if seen >= wanted { return }
        }
    }

    func endFetching() async throws {
        try count(into: &fetching)
        try await consumer?.close()
        consumer = nil
    }

    func facts() throws -> [Fact] {
        func facts(_ name: String, _ work: Work) -> [Fact] {
            guard work.bytes > 0 else { return [] }
            return [
                Fact("\(name): server processor seconds per GB of values", work.serverSeconds / work.bytes * 1e9, "s"),
                Fact("\(name): client processor seconds per GB of values", work.ownSeconds / work.bytes * 1e9, "s"),
            ]
        }
        return facts("produce", producing) + facts("fetch", fetching)
    }

    func close() async throws {
        try await producer.close()
        try await admin.close()
    }

    private func takeMark() throws {
        mark = try server.processorSeconds()
        ownMark = Stopwatch.now(CLOCK_PROCESS_CPUTIME_ID) / 1e9
    }

    private func count(into work: inout Work) throws {
        work.bytes += Double(count * record.count)
        work.serverSeconds += try server.processorSeconds() - mark
        work.ownSeconds += Stopwatch.now(CLOCK_PROCESS_CPUTIME_ID) / 1e9 - ownMark
    }
}
