import Broker
import DurableState
import GroupCoordination
import KafkaWire
import Logging
import Synchronization
import NIOEmbedded
import TestKit
import Testing
import TopicModel

/// The group APIs as a client meets them: frames in, frames out, over a log and a clock of the test's.
final class GroupServer {
    let engine: InMemoryLogEngine
    let scheduler = ManualScheduler()
    let topics = TestTopics()
    let groups: GroupHost
    private let router: RequestRouter
    private let connection: ConnectionInfo

    static let ids = ["t": KafkaUUID(high: 1, low: 1), "u": KafkaUUID(high: 1, low: 2)]

    /// Topic "t" has 4 partitions, "u" has 1.
    init(on engine: InMemoryLogEngine = InMemoryLogEngine(), maxMemoryBytes: Int? = nil) throws {
        self.engine = engine
        var parameters = GroupParameters()
        parameters.initialRebalanceDelay = 100
        if let maxMemoryBytes { parameters.maxMemoryBytes = maxMemoryBytes }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let scheduler = scheduler
        groups = try GroupHost(
            engine: engine, topics: topics, shardCount: 4, parameters: parameters, scheduler: scheduler,
            wallClock: { scheduler.now }, logger: logger)
        router = RequestRouter(GroupHandlers.all(
            groups: groups, nodeID: 1, address: { _ in ("here", 9092) },
            topics: RequestTopics(
                hasPartition: { ["t": 4, "u": 1][$0.topic, default: 0] > $0.index && $0.index >= 0 },
                name: { id in Self.ids.first { $0.value == id }?.key }, id: { Self.ids[$0] }),
            hasPendingOffset: { _, _ in false }))
        connection = ConnectionInfo(
            peerHost: "10.0.0.7", peerPort: 5, localHost: "here", localPort: 9092, eventLoop: EmbeddedEventLoop())
    }

    /// Sends a request; the answer may come later.
    func send<R: KafkaRequest>(_ request: R, version: Int16) -> Pending<R.Response> {
        let frame = Wire.message(Wire.frame(request, version: version, correlationId: 7, clientId: "app"))
        let pending = PendingAnswer<R.Response>(version: version)
        router.route(frame, connection: connection, sink: pending, slot: 0)
        return pending
    }

    /// Sends a request whose answer comes at once.
    func ask<R: KafkaRequest>(_ request: R, version: Int16) throws -> R.Response {
        try #require(try send(request, version: version).response)
    }

    typealias Pending<Response: KafkaResponse> = PendingAnswer<Response>
}

/// The topics that groups are told of.
final class TestTopics: GroupTopics {
    private let state = Mutex<(version: UInt64, topics: [String: GroupTopic])>((1, [
        "t": GroupTopic(id: TopicID(high: 0, low: 7), partitionCount: 4),
        "u": GroupTopic(id: TopicID(high: 0, low: 8), partitionCount: 1),
    ]))

    var topicsVersion: UInt64 { state.withLock { $0.version } }

    func groupTopics() -> [String: GroupTopic] { state.withLock { $0.topics } }

    func endOffset(of partition: LogPartition) -> Int64? { 100 }

    func set(_ name: String, _ topic: GroupTopic?) {
        state.withLock { state in
            state.version += 1
            state.topics[name] = topic
        }
    }
}

extension GroupServer {
    /// What a consumer does to become the only member of a group: its member id.
    func joinAlone(_ group: String, version: Int16 = 9, instance: String? = nil) throws -> String {
        var request = JoinGroupRequest(
            groupId: group, sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 60_000, groupInstanceId: instance,
            protocolType: "consumer", protocols: [.init(name: "range", metadata: [1, 2])])
        if version >= 4, instance == nil { request.memberId = try ask(request, version: version).memberId }
        let joined = send(request, version: version)
        scheduler.wait(200)
        let membership = try #require(try joined.response)
        try #require(membership.errorCode == .none && membership.leader == membership.memberId)
        let synced = try ask(
            SyncGroupRequest(
                groupId: group, generationId: membership.generationId, memberId: membership.memberId, groupInstanceId: instance,
                assignments: [.init(memberId: membership.memberId, assignment: [3])]), version: 5)
        try #require(synced.assignment == [3])
        return membership.memberId
    }

    func commit(
        _ group: String, _ partitions: [Int32] = [0], offset: Int64 = 5, member: String = "", generation: Int32 = -1,
        topic: String = "t", metadata: String? = nil, version: Int16 = 8
    ) -> Pending<OffsetCommitResponse> {
        send(
            OffsetCommitRequest(
                groupId: group, generationIdOrMemberEpoch: generation, memberId: member,
                topics: [
                    .init(
                        name: topic, topicId: Self.ids[topic] ?? KafkaUUID(high: 9, low: 9),
                        partitions: partitions.map {
                            .init(
                                partitionIndex: $0, committedOffset: offset, committedLeaderEpoch: 0,
                                committedMetadata: metadata)
                        })
                ]), version: version)
    }

    /// Committed offsets of "t", by partition.
    func offsets(_ group: String) throws -> [Int32: Int64] {
        let response = try ask(OffsetFetchRequest(groupId: group, topics: nil), version: 7)
        let partitions = response.topics.filter { $0.name == "t" }.flatMap(\.partitions)
        return Dictionary(uniqueKeysWithValues: partitions.map { ($0.partitionIndex, $0.committedOffset) })
    }
}

extension PendingAnswer<OffsetCommitResponse> {
    /// The answer for each partition asked for; nil while there is none.
    var codes: [ErrorCode]? {
        get throws { try response?.topics.flatMap(\.partitions).map(\.errorCode) }
    }
}
