import CRdKafka
import KafkaClient
import Synchronization

/// librdkafka's own brokers, in this process and on loopback: real sockets and protocol, records in memory.
///
/// Unchecked: the pointers are to objects that librdkafka locks; they are freed once, with the last reference.
final class MockCluster: @unchecked Sendable {
    private let handle: OpaquePointer
    private let cluster: OpaquePointer
    let bootstrapServers: String

    init(brokers: Int32 = 1, topics: [String: Int32] = [:]) throws {
        let configuration = rd_kafka_conf_new()
        var text = [CChar](repeating: 0, count: 256)
        // Its log would go to standard error; nobody reads this queue, so it is silent.
        rd_kafka_conf_set(configuration, "log.queue", "true", &text, text.count)
        guard let handle = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, &text, text.count),
            let cluster = rd_kafka_mock_cluster_new(handle, brokers)
        else { throw Unavailable() }
        self.handle = handle
        self.cluster = cluster
        self.bootstrapServers = rd_kafka_mock_cluster_bootstraps(cluster).map { String(cString: $0) } ?? ""
        for (topic, partitions) in topics { rd_kafka_mock_topic_create(cluster, topic, partitions, brokers) }
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(handle)
    }

    struct Unavailable: Error {}

    var client: ClientConfiguration { ClientConfiguration(bootstrapServers: bootstrapServers) }

    /// The next requests of that kind are answered with these errors, one each.
    func fail(_ key: Int16, with errors: [rd_kafka_resp_err_t]) {
        var errors = errors
        rd_kafka_mock_push_request_errors_array(cluster, key, errors.count, &errors)
    }

    /// Requests to this broker are not answered until `up`: produced records stay under way.
    func down(_ broker: Int32 = 1) { rd_kafka_mock_broker_set_down(cluster, broker) }
    func up(_ broker: Int32 = 1) { rd_kafka_mock_broker_set_up(cluster, broker) }

    static let produce: Int16 = 0
    static let offsetCommit: Int16 = 8

    /// A producer with everything else as it comes.
    func producer(_ change: (inout ProducerConfiguration) -> Void = { _ in }) throws -> Producer {
        var configuration = ProducerConfiguration(client)
        configuration.linger = .zero
        // A test may wait long for its turn on a busy machine; what it has sent is not given up meanwhile.
        configuration.deliveryTimeout = .seconds(3600)
        change(&configuration)
        return try Producer(configuration)
    }

    func consumer(group: String? = nil, _ change: (inout ConsumerConfiguration) -> Void = { _ in }) throws -> Consumer {
        var configuration = ConsumerConfiguration(client, group: group)
        change(&configuration)
        return try Consumer(configuration)
    }

    /// Writes `count` records with values `0`, `1`, … and equal keys, round the partitions if `spread`.
    func fill(_ topic: String, count: Int, partitions: Int32 = 1) async throws {
        let producer = try producer()
        for index in 0..<count {
            try await producer.enqueue(
                ProducerRecord(
                    topic: topic, partition: Int32(index) % partitions, key: Array("k\(index)".utf8),
                    value: Array("\(index)".utf8)))
        }
        try await producer.close()
    }
}

/// Counts up and lets tasks wait for a count.
final class Tally: Sendable {
    private struct State {
        var count = 0
        var waiters: [(Int, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }

    func add(_ more: Int = 1) {
        let ready = state.withLock { state in
            state.count += more
            let ready = state.waiters.filter { $0.0 <= state.count }
            state.waiters.removeAll { $0.0 <= state.count }
            return ready
        }
        for (_, continuation) in ready { continuation.resume() }
    }

    func wait(for count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.count >= count { return true }
                state.waiters.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

/// What several readers saw together.
final class Seen: Sendable {
    private let state = Mutex<[String]>([])
    let tally = Tally()

    func add(_ record: ConsumerRecord) {
        state.withLock { $0.append(record.text) }
        tally.add()
    }

    var texts: [String] { state.withLock { $0 } }
}

extension ConsumerRecord {
    var text: String { value.map { String(decoding: $0, as: UTF8.self) } ?? "tombstone" }
}
