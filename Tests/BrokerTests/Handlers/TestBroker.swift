import Broker
import DurableState
import KafkaWire
import LogFormat
import Logging
import NIOCore
import NIOEmbedded
import Storage
import Testing
import TestKit
import TopicModel

/// The broker as a client meets it: frames in, frames out, over a simulated disk that is written and synced when the test says
/// so.
final class TestBroker {
    let storage: StorageFixture
    let loop = NIOAsyncTestingEventLoop()
    let log = RecordingLog()
    /// Of groups and transactions; time passes for them when the test says so.
    private(set) var scheduler = ManualScheduler()
    private(set) var directory: LogDirectory
    private(set) var node: BrokerNode
    private(set) var connection: ConnectionInfo
    private var router: RequestRouter
    private let maxParkedPartitions: Int?

    struct NewTopic {
        var name: String
        var partitions: Int32
        var options: [String: String]
    }

    /// With topic "t" of one partition, "three" of three, and `topics`.
    init(
        durability: Durability = .fsync, seed: UInt64 = 1, maxParkedPartitions: Int? = nil, _ topics: NewTopic...
    ) async throws {
        self.maxParkedPartitions = maxParkedPartitions
        var storage = StorageFixture(seed: seed, config: LogConfig())
        // Made with what needs no syncing to be answered, then begun again as the test wants it.
        storage.durability = .os
        let directory = try storage.open()
        let node = try Self.node(directory, storage, log, ManualScheduler())
        let given = [NewTopic(name: "t", partitions: 1, options: [:]), NewTopic(name: "three", partitions: 3, options: [:])]
        for topic in given + topics {
            let options = topic.options.map { NamedValue($0.key, $0.value) }
            _ = try node.topics.executeAndWait(
                .create(.init(name: topic.name, id: .fresh(), partitionCount: topic.partitions, config: options)))
        }
        node.groups.stop()
        directory.close()
        storage.durability = durability
        self.storage = storage
        self.directory = try storage.open()
        self.node = try Self.node(self.directory, storage, log, scheduler, maxParkedPartitions)
        router = RequestRouter(self.node.handlers)
        connection = Self.connection(loop)
    }

    private static func node(
        _ directory: LogDirectory, _ storage: StorageFixture, _ log: RecordingLog, _ scheduler: ManualScheduler,
        _ maxParkedPartitions: Int? = nil
    ) throws -> BrokerNode {
        try BrokerNode(
            directory: directory, clock: storage.clock.storageClock, scheduler: scheduler, logger: log.logger
        ) { clusterID in
            var configuration = BrokerConfiguration(clusterID: clusterID)
            configuration.offsetsPartitionCount = 1
            configuration.maxPartitions = 1_000
            if let maxParkedPartitions { configuration.maxParkedPartitions = maxParkedPartitions }
            return configuration
        }
    }

    private static func connection(_ loop: NIOAsyncTestingEventLoop) -> ConnectionInfo {
        ConnectionInfo(peerHost: "10.0.0.7", peerPort: 5, localHost: "here", localPort: 9092, eventLoop: loop)
    }

    // MARK: Lives

    /// Stops in good order and starts again.
    func restart() throws {
        node.groups.stop()
        node.topics.waitForQueue()
        directory.close()
        try begin()
    }

    /// The power goes, and comes back.
    func crash() throws {
        storage.disk.crash()
        node.groups.stop()
        storage.disk.restart()
        try begin()
    }

    private func begin() throws {
        directory = try storage.open()
        scheduler = ManualScheduler()
        node = try Self.node(directory, storage, log, scheduler, maxParkedPartitions)
        router = RequestRouter(node.handlers)
        reconnect()
    }

    /// What is sent from now on is sent on another connection.
    func reconnect() { connection = Self.connection(loop) }

    // MARK: Asking

    /// Sends a request; the answer may come later.
    func send<R: KafkaRequest>(_ request: R, version: Int16) -> PendingAnswer<R.Response> {
        let pending = PendingAnswer<R.Response>(version: version)
        send(Wire.frame(request, version: version, correlationId: 7, clientId: "app"), to: pending)
        return pending
    }

    func send(_ frame: ByteBuffer, to sink: any ReplySink) {
        router.route(Wire.message(frame), connection: connection, sink: sink, slot: 0)
    }

    /// Lets everything happen that needs no time to pass: writes, syncs, changes of topics.
    func settle() async {
        for _ in 0..<4 {
            node.topics.waitForQueue()
            directory.commitNow()
        }
        node.topics.waitForQueue()
        await loop.run()
    }

    /// Sends a request whose answer needs no time to pass.
    func ask<R: KafkaRequest>(_ request: R, version: Int16) async throws -> R.Response {
        let pending = send(request, version: version)
        await settle()
        return try #require(try pending.response)
    }

    func topic(_ name: String = "t") throws -> Topic { try #require(node.topics.topic(named: name)) }

    func partitionLog(_ name: String = "t", _ index: Int32 = 0) throws -> PartitionLog {
        try #require(try topic(name).log(index))
    }
}

extension TopicID {
    static func fresh() -> TopicID { TopicID(random: .random(in: .min ... .max), .random(in: .min ... .max)) }
}

// MARK: Producing

extension TestBroker {
    typealias PartitionAnswer = ProduceResponse.PartitionProduceResponse

    static func batch(_ values: [String], key: String? = nil, producer: TestBatch.Producer? = nil) throws -> [UInt8] {
        try TestBatch(values.map { (key, $0) }, producer: producer).bytes
    }

    static func request(
        _ bytes: [UInt8], to topic: String = "t", _ partition: Int32 = 0, acks: Int16 = -1, transactionalId: String? = nil
    ) -> ProduceRequest {
        ProduceRequest(
            transactionalId: transactionalId, acks: acks, timeoutMs: 1000,
            topicData: [.init(name: topic, partitionData: [.init(index: partition, records: .bytes(bytes))])])
    }

    /// Appends what is to be read later.
    @discardableResult
    func produce(
        _ values: String..., to topic: String = "t", _ partition: Int32 = 0, producer: TestBatch.Producer? = nil
    ) async throws -> PartitionAnswer {
        let request = Self.request(try Self.batch(values, producer: producer), to: topic, partition)
        return try #require(try await ask(request, version: 9).responses.first?.partitionResponses.first)
    }
}

// MARK: Fetching

extension TestBroker {
    struct Wanted {
        var topic = "t"
        var partition: Int32 = 0
        var offset: Int64 = 0
        var maxBytes: Int32 = 1 << 20
        var leaderEpoch: Int32 = -1
        var lastFetchedEpoch: Int32 = -1
    }

    func fetchRequest(
        _ wanted: [Wanted], minBytes: Int32 = 1, maxBytes: Int32 = .max, maxWait: Int32 = 0, version: Int16 = 12
    ) -> FetchRequest {
        FetchRequest(
            replicaId: -1, maxWaitMs: maxWait, minBytes: minBytes, maxBytes: maxBytes, sessionId: 0, sessionEpoch: -1,
            topics: wanted.map { wanted in
                .init(
                    topic: wanted.topic,
                    topicId: node.topics.topic(named: wanted.topic).map { KafkaUUID($0.description.id) } ?? .zero,
                    partitions: [
                        .init(
                            partition: wanted.partition, currentLeaderEpoch: wanted.leaderEpoch, fetchOffset: wanted.offset,
                            lastFetchedEpoch: wanted.lastFetchedEpoch, logStartOffset: -1, partitionMaxBytes: wanted.maxBytes)
                    ])
            })
    }

    func fetch(
        _ wanted: Wanted..., minBytes: Int32 = 1, maxBytes: Int32 = .max, maxWait: Int32 = 0, version: Int16 = 12
    ) -> PendingAnswer<FetchResponse> {
        send(
            fetchRequest(wanted, minBytes: minBytes, maxBytes: maxBytes, maxWait: maxWait, version: version), version: version)
    }

    /// The only partition of an answer that needs no time.
    func fetchOne(_ wanted: Wanted = Wanted(), version: Int16 = 12) throws -> FetchResponse.PartitionData {
        try #require(try fetch(wanted, version: version).partitions?.first)
    }
}

extension PendingAnswer<FetchResponse> {
    /// Of all topics, in order; nil while there is no answer.
    var partitions: [FetchResponse.PartitionData]? {
        get throws { try response?.responses.flatMap(\.partitions) }
    }

    /// The values that each partition was answered with.
    var values: [[String?]]? {
        get throws {
            guard let message = try message, let partitions = try partitions else { return nil }
            let bytes = Array(message.readableBytesView)
            return try partitions.map { data in
                guard case .frame(let range) = data.records else { return [] }
                return try TestRecords.read(Array(bytes[range])).map(\.value)
            }
        }
    }
}

extension TestBroker {
    /// A batch of records at these times, milliseconds.
    static func batch(at times: [Int64]) throws -> [UInt8] {
        var builder = RecordBatchBuilder()
        for time in times { builder.append(key: nil, value: [1], timestamp: time) }
        return try builder.finish()
    }
}
