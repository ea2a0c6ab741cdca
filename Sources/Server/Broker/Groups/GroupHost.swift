package import DurableState
package import GroupCoordination
package import Logging
internal import Measures
internal import Storage
internal import Synchronization

/// All groups of the server. Each lives in the shard that its id hashes to, with a lock and a log of its own; no request
/// hops to another task. Calls come on any thread, answers once, on any thread.
package final class GroupHost: Sendable {
    package typealias Reply = @Sendable (GroupAnswer) -> Void

    private let shards: [GroupShard]
    private let parameters: GroupParameters
    private let settings: GroupSettingsHost?
    private let scheduler: any GroupScheduler
    private let readings = GroupReadings()
    private let expiration = Mutex(Expiration())

    private struct Expiration {
        var next: (any ScheduledCall)?
        var isStopped = false
    }

    /// Smaller segments than other topics have, so that superseded offsets are compacted away sooner.
    private static let topicOptions = ["cleanup.policy": "compact", "segment.bytes": "104857600"]
    /// Milliseconds between looks for offsets to forget.
    private static let expirationInterval: Int64 = 600_000

    /// Makes `__consumer_offsets` if it is not there, and replays it.
    ///
    /// - Parameters:
    ///   - topics: What members can subscribe to.
    ///   - shardCount: Partitions of that topic; if it is there already, as many as it has.
    ///   - wallClock: Milliseconds since 1970-01-01 UTC.
    package init(
        engine: any LogEngine, topics: any GroupTopics, shardCount: Int32, parameters: GroupParameters = GroupParameters(),
        limits: OffsetsShard.Limits = OffsetsShard.Limits(), settings: GroupSettingsHost? = nil, scheduler: any GroupScheduler,
        wallClock: @escaping @Sendable () -> Int64, logger: Logger
    ) throws(LogEngineError) {
        precondition(shardCount > 0, "__consumer_offsets has partitions")
        try engine.ensureTopic(OffsetsPartition.topic, partitions: shardCount, config: Self.topicOptions)
        self.parameters = parameters
        self.settings = settings
        self.scheduler = scheduler
        let memory = GroupMemory(limit: parameters.maxMemoryBytes)
        var shards: [GroupShard] = []
        for index in 0..<shardCount {
            shards.append(try GroupShard(
                index: index, engine: engine, topics: topics, parameters: parameters, limits: limits, memory: memory,
                readings: readings, settings: settings, scheduler: scheduler, wallClock: wallClock, logger: logger))
        }
        self.shards = shards
        expireLater()
    }

    /// No timer runs any more. Requests are still answered, members no longer expire.
    package func stop() {
        expiration.withLock { expiration in
            expiration.next?.cancel()
            expiration = Expiration(isStopped: true)
        }
        for shard in shards { shard.stop() }
    }

    // MARK: Members

    package func join(_ group: String, _ request: JoinRequest, reply: @escaping Reply) {
        guard let shard = shard(of: group) else { return reply(.joinRefused(.invalidGroupID, memberID: request.memberID)) }
        shard.join(group, request, reply: reply)
    }

    package func sync(_ group: String, _ request: SyncRequest, reply: @escaping Reply) {
        guard let shard = shard(of: group) else { return reply(.syncRefused(.invalidGroupID)) }
        shard.sync(group, request, reply: reply)
    }

    package func heartbeat(_ group: String, _ claim: MemberClaim, reply: @escaping Reply) {
        guard let shard = shard(of: group) else { return reply(.heartbeat(.invalidGroupID)) }
        shard.heartbeat(group, claim, reply: reply)
    }

    package func leave(_ group: String, _ leavers: [Leaver], reply: @escaping Reply) {
        guard let shard = shard(of: group) else { return reply(.left(leavers.map { _ in .invalidGroupID })) }
        shard.leave(group, leavers, reply: reply)
    }

    /// A heartbeat of a group whose assignments the server makes. Answered when what it tells of is durable.
    package func heartbeat(
        _ group: String, _ said: ConsumerHeartbeat,
        reply: @escaping @Sendable (Result<ConsumerPlace, ConsumerRefusal>) -> Void
    ) {
        guard let shard = shard(of: group) else { return reply(.failure(ConsumerRefusal(.invalidGroupID))) }
        shard.heartbeat(group, said, reply: reply)
    }

    /// How often members of such a group are to be heard. Milliseconds.
    package func consumerHeartbeatInterval(of group: String) -> Int32 {
        settings?.times(of: group).heartbeatInterval ?? parameters.consumerHeartbeatInterval
    }

    // MARK: Offsets

    /// Answers when the offsets are durable: one entry per commit, nil for those that were taken.
    package func commit(
        _ group: String, _ claim: MemberClaim, _ commits: [OffsetsCommand.Commit],
        completion: @escaping @Sendable (Result<[GroupError?], GroupError>) -> Void
    ) {
        guard let shard = shard(of: group) else { return completion(.failure(.invalidGroupID)) }
        shard.commit(group, claim, commits, completion: completion)
    }

    /// The partition in which the offsets of a group are kept; nil for an id that no group can have.
    package func partition(of group: String) -> LogPartition? {
        guard isGroupID(group) else { return nil }
        return OffsetsPartition.partition(OffsetsPartition.index(of: group, count: Int32(shards.count)))
    }

    /// Whether the member may commit now; nil if it may.
    package func checkCommit(_ group: String, _ claim: MemberClaim, completion: @escaping @Sendable (GroupError?) -> Void) {
        guard let shard = shard(of: group) else { return completion(.invalidGroupID) }
        shard.checkCommit(group, claim, completion: completion)
    }

    /// Takes the offsets of a transaction that commits, whoever the members are by now. Nil when they are durable.
    package func takeOver(
        _ group: String, _ commits: [OffsetsCommand.Commit], completion: @escaping @Sendable (GroupError?) -> Void
    ) {
        guard let shard = shard(of: group) else { return completion(.invalidGroupID) }
        shard.takeOver(group, commits, completion: completion)
    }

    /// All offsets of a group; none for a group that is not there.
    package func offsets(
        _ group: String, completion: @escaping @Sendable (Result<[LogPartition: CommittedOffset], GroupError>) -> Void
    ) {
        guard let shard = shard(of: group) else { return completion(.failure(.invalidGroupID)) }
        shard.offsets(group, completion: completion)
    }

    /// The last commits of a group, by partition.
    package func windows(of group: String) -> [LogPartition: CommitWindow] { shard(of: group)?.windows(of: group) ?? [:] }

    /// Forgets offsets that no member needs. Answers when they are durably gone: one entry per partition, nil for those.
    package func deleteOffsets(
        _ group: String, _ partitions: [LogPartition],
        completion: @escaping @Sendable (Result<[GroupError?], GroupError>) -> Void
    ) {
        guard let shard = shard(of: group) else { return completion(.failure(.invalidGroupID)) }
        shard.deleteOffsets(group, partitions, completion: completion)
    }

    /// Why somebody who says that it is a member of a group of KIP-848 may not read its offsets; nil if it may.
    package func checkMember(_ group: String, _ claim: MemberClaim) -> GroupError? {
        guard let shard = shard(of: group) else { return .invalidGroupID }
        return shard.checkMember(group, claim)
    }

    /// Forgets the topic's offsets, so that a topic of the same name does not begin with them.
    package func topicWasDeleted(_ topic: String) {
        readings.topicWasDeleted(topic)
        for shard in shards { shard.forgetTopic(topic) }
    }

    // MARK: Groups

    /// Requests that committed offsets since the start, by group.
    package var commitCounts: [String: UInt64] {
        shards.reduce(into: [:]) { counts, shard in counts.merge(shard.commitCounts.all, uniquingKeysWith: +) }
    }

    /// Offsets of a log have been handed to a client, which perhaps reads it for a group.
    func hand(_ offsets: Range<Int64>, of log: PartitionLog, to clientID: String, on connection: ConnectionInfo) {
        readings.hand(offsets, of: log, to: clientID, on: connection, standing: standing) { list().map(\.id) }
    }

    /// Offsets that groups have been handed since the start, and those of them that they had been handed before, in order.
    package var deliveries: [(group: String, topic: String, count: UInt64, repeatedCount: UInt64)] {
        readings.totals(standing: standing) { list().map(\.id) }
    }

    private func standing(_ group: String) -> GroupReadings.Standing { shard(of: group)?.standing(group) ?? .gone }

    /// In order of their ids.
    package func list() -> [GroupView] { shards.flatMap { $0.list() }.sorted { $0.id < $1.id } }

    /// Nil if there is no such group.
    package func describe(_ group: String) -> GroupView? { shard(of: group)?.describe(group) }

    /// Nil if there is no such group whose assignments the server makes.
    package func describeConsumers(_ group: String) -> ConsumerGroup? { shard(of: group)?.describeConsumers(group) }

    /// Nil when the group and its offsets are durably gone.
    package func delete(_ group: String, completion: @escaping @Sendable (GroupError?) -> Void) {
        guard let shard = shard(of: group) else { return completion(.invalidGroupID) }
        shard.delete(group, completion: completion)
    }

    // MARK: Parts

    /// Nil for an id that no group can have.
    private func shard(of group: String) -> GroupShard? {
        guard isGroupID(group) else { return nil }
        return shards[Int(OffsetsPartition.index(of: group, count: Int32(shards.count)))]
    }

    private func isGroupID(_ group: String) -> Bool { !group.isEmpty && group.utf8.count <= parameters.maxIDBytes }

    private func expireLater() {
        expiration.withLock { expiration in
            guard !expiration.isStopped else { return }
            expiration.next = scheduler.schedule(at: scheduler.now + Self.expirationInterval) { [weak self] in
                guard let self else { return }
                for shard in shards { shard.expire() }
                expireLater()
            }
        }
    }
}
