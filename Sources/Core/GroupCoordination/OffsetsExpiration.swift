internal import DurableState

/// When offsets are forgotten (KIP-211).
///
/// The clock of a group with members does not run, except for topics it no longer subscribes to. It runs from when
/// a group became empty, and from each commit for one that never had members.
extension OffsetsShard {
    func expire(_ now: Int64, _ live: [String: Set<String>?]) -> Decision<OffsetsRecord, OffsetsReply> {
        var records: [OffsetsRecord] = []
        var reply = OffsetsReply()
        for (id, group) in groups.sorted(by: { $0.key < $1.key }) {
            guard records.count < limits.maxTombstones else {
                reply.hasMore = true
                break
            }
            let expired = group.offsets.filter { isExpired($0.key, $0.value, group, now, live[id]) }
            for partition in expired.keys.sorted(by: Self.inOrder) { records.append(record(.offset(group: id, partition, nil))) }
            guard !group.hasMembers, live[id] == nil, expired.count == group.offsets.count else { continue }
            // A group that has just become empty may not have committed yet: its generation is kept as long as an offset.
            if let metadata = group.metadata {
                guard now - metadata.stateTimestamp >= limits.retention else { continue }
                records.append(record(.group(id, nil)))
            }
            if let consumer = group.consumer {
                guard now - consumer.timestamp >= limits.retention else { continue }
                records += forgetConsumers(of: id)
            }
            reply.expiredGroups.append(id)
        }
        return Decision(records: records, reply: reply)
    }

    /// - Parameter live: Nil for a group without members. Of one with members the topics it subscribes to, as far as they are
    ///   not in its
    ///   metadata.
    private func isExpired(
        _ partition: LogPartition, _ offset: CommittedOffset, _ group: Group, _ now: Int64, _ live: Set<String>??
    ) -> Bool {
        let sinceCommit = now - offset.commitTimestamp
        if let live, let subscribed = live { return sinceCommit >= limits.retention && !subscribed.contains(partition.topic) }
        guard let metadata = group.metadata else {
            guard live == nil else { return false }
            // Its last change of epoch was that its last member left.
            if let consumer = group.consumer { return !group.hasMembers && min(sinceCommit, now - consumer.timestamp) >= limits.retention }
            return offset.expireTimestamp.map { now >= $0 } ?? (sinceCommit >= limits.retention)
        }
        if metadata.members.isEmpty {
            guard live == nil else { return false }
            return min(sinceCommit, now - metadata.stateTimestamp) >= limits.retention
        }
        guard sinceCommit >= limits.retention, let topics = metadata.subscribedTopics else { return false }
        return !topics.contains(partition.topic)
    }
}
