package import DurableState

/// Committed offsets and stored metadata of the groups that one partition of `__consumer_offsets` holds.
///
/// Whether a member may commit is for its `ClassicGroup` to say, before the command is given.
package struct OffsetsShard: StateMachine {
    package struct Limits: Sendable {
        /// Groups with offsets or metadata in one shard.
        package var maxGroups = 10_000
        package var maxGroupIDBytes = 1_024
        /// Bytes of the text that comes with an offset.
        package var maxMetadataBytes = 4_096
        /// Bytes of records that one commit may become. They are names repeated, many times what the request holds.
        package var maxCommitBytes = 8 << 20
        /// Records that one command of ours becomes; it is given again for the rest.
        package var maxTombstones = 10_000
        /// Milliseconds that offsets outlive their group's last member.
        package var retention: Int64 = 7 * 24 * 3_600_000

        package init() {}
    }

    /// What is kept of one group.
    package struct Group: Sendable {
        package internal(set) var offsets: [LogPartition: CommittedOffset] = [:]
        /// Nil for a group that only ever committed from outside.
        package internal(set) var metadata: GroupMetadata?
        /// Of a group whose assignments the server makes; never beside `metadata`.
        package internal(set) var consumer: KeptConsumerGroup?

        /// Whether somebody was a member when it was last written.
        package var hasMembers: Bool { metadata?.members.isEmpty == false || consumer?.hasMembers == true }

        var isBare: Bool { metadata == nil && consumer == nil && offsets.isEmpty }
    }

    /// The partition's number.
    package let index: Int32
    /// By group id.
    package private(set) var groups: [String: Group] = [:]
    let limits: Limits

    package init(index: Int32, limits: Limits = Limits()) {
        self.index = index
        self.limits = limits
    }

    package func decide(_ command: OffsetsCommand) throws(GroupError) -> Decision<OffsetsRecord, OffsetsReply> {
        switch command {
        case .commit(let group, let commits, let timestamp): try commit(commits, of: group, at: timestamp)
        case .store(let group, let metadata): try store(metadata, of: group)
        case .storeConsumers(let group, let news): try store(news, of: group)
        case .delete(let group): try delete(group)
        case .deleteOffsets(let group, let partitions): try deleteOffsets(partitions, of: group)
        case .forgetTopic(let topic): forget(topic)
        case .expire(let now, let live): expire(now, live)
        }
    }

    package mutating func apply(_ record: OffsetsRecord) {
        switch record.change {
        case .offset(let group, let partition, let offset):
            // A tombstone of something unknown must not bring a group into being.
            if offset != nil || groups[group] != nil { groups[group, default: Group()].offsets[partition] = offset }
            dropIfBare(group)
        case .group(let group, let metadata):
            if metadata != nil || groups[group] != nil { groups[group, default: Group()].metadata = metadata }
            dropIfBare(group)
        case .consumers(let group, let change):
            var consumer = groups[group]?.consumer ?? KeptConsumerGroup()
            // Not held here while it changes, so that it is changed in place.
            if groups[group] != nil { groups[group]?.consumer = nil }
            consumer.apply(change)
            if !consumer.isBare { groups[group, default: Group()].consumer = consumer }
            dropIfBare(group)
        }
    }

    private mutating func dropIfBare(_ group: String) {
        if groups[group]?.isBare == true { groups[group] = nil }
    }

    // MARK: Decisions

    private func commit(
        _ commits: [OffsetsCommand.Commit], of group: String, at timestamp: Int64
    ) throws(GroupError) -> Decision<OffsetsRecord, OffsetsReply> {
        try checkRoom(for: group)
        // Lengths and numbers are less than 64 bytes of a record.
        let byteCount = commits.reduce(0) { $0 + group.utf8.count + $1.partition.topic.utf8.count + $1.metadata.utf8.count + 64 }
        guard byteCount <= limits.maxCommitBytes else { throw .invalidCommitOffsetSize }
        var records: [OffsetsRecord] = []
        var errors: [GroupError?] = []
        for commit in commits {
            guard commit.metadata.utf8.count <= limits.maxMetadataBytes else {
                errors.append(.offsetMetadataTooLarge)
                continue
            }
            let offset = CommittedOffset(
                offset: commit.offset, leaderEpoch: commit.leaderEpoch, metadata: commit.metadata, commitTimestamp: timestamp)
            records.append(record(.offset(group: group, commit.partition, offset)))
            errors.append(nil)
        }
        return Decision(records: records, reply: OffsetsReply(commits: errors))
    }

    private func store(_ metadata: GroupMetadata, of group: String) throws(GroupError) -> Decision<OffsetsRecord, OffsetsReply> {
        try checkRoom(for: group)
        return Decision(records: forgetConsumers(of: group) + [record(.group(group, metadata))], reply: OffsetsReply())
    }

    private func store(
        _ news: ConsumerGroupNews, of group: String
    ) throws(GroupError) -> Decision<OffsetsRecord, OffsetsReply> {
        try checkRoom(for: group)
        let kept = groups[group]
        let changes = (kept?.consumer ?? KeptConsumerGroup()).changes(to: news.group, of: news.members)
        // A group is of one kind at a time, also half way through the log.
        let other = kept?.metadata == nil ? [] : [record(.group(group, nil))]
        return Decision(records: other + changes.map { record(.consumers(group, $0)) }, reply: OffsetsReply())
    }

    /// Takes back all that is kept of it as a group whose assignments the server makes.
    func forgetConsumers(of group: String) -> [OffsetsRecord] {
        guard let consumer = groups[group]?.consumer else { return [] }
        return consumer.changes(to: KeptConsumerGroup()).map { record(.consumers(group, $0)) }
    }

    private func delete(_ group: String) throws(GroupError) -> Decision<OffsetsRecord, OffsetsReply> {
        guard let kept = groups[group] else { throw .groupNotFound }
        let offsets = kept.offsets.keys.sorted(by: Self.inOrder).map { record(.offset(group: group, $0, nil)) }
        let own = kept.consumer == nil ? [record(.group(group, nil))] : forgetConsumers(of: group)
        return Decision(records: offsets + own, reply: OffsetsReply())
    }

    private func deleteOffsets(
        _ partitions: [LogPartition], of group: String
    ) throws(GroupError) -> Decision<OffsetsRecord, OffsetsReply> {
        guard let kept = groups[group] else { throw .groupNotFound }
        let present = Set(partitions).filter { kept.offsets[$0] != nil }.sorted(by: Self.inOrder)
        return Decision(records: present.map { record(.offset(group: group, $0, nil)) }, reply: OffsetsReply())
    }

    private func forget(_ topic: String) -> Decision<OffsetsRecord, OffsetsReply> {
        var records: [OffsetsRecord] = []
        for (group, kept) in groups.sorted(by: { $0.key < $1.key }) {
            for partition in kept.offsets.keys.filter({ $0.topic == topic }).sorted(by: Self.inOrder) {
                guard records.count < limits.maxTombstones else {
                    return Decision(records: records, reply: OffsetsReply(hasMore: true))
                }
                records.append(record(.offset(group: group, partition, nil)))
            }
        }
        return Decision(records: records, reply: OffsetsReply())
    }

    private func checkRoom(for group: String) throws(GroupError) {
        guard !group.isEmpty, group.utf8.count <= limits.maxGroupIDBytes else { throw .invalidGroupID }
        if groups[group] == nil, groups.count >= limits.maxGroups { throw .policyViolation }
    }

    func record(_ change: OffsetsRecord.Change) -> OffsetsRecord { OffsetsRecord(shard: index, change) }

    static func inOrder(_ a: LogPartition, _ b: LogPartition) -> Bool { (a.topic, a.index) < (b.topic, b.index) }
}
