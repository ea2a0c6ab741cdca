internal import TopicModel

/// A group as it is kept, and back.
extension ConsumerGroup {
    /// - Parameter timestamp: Of the epoch, if that is a new one. Milliseconds since 1970-01-01 UTC.
    package func kept(at timestamp: Int64) -> KeptConsumerGroup {
        var kept = KeptConsumerGroup(metadata: ConsumerGroupMetadata(epoch: epoch, timestamp: timestamp))
        kept.targetEpoch = assignmentEpoch
        kept.target = target
        kept.topics = wanted
        for (id, member) in members {
            kept.members[id] = member.metadata
            kept.current[id] = member.current
        }
        return kept
    }

    /// The group as it was kept. Everybody has a whole session to show themselves, and their whole time to give back what they
    /// are to.
    package init(restoring id: String, _ kept: KeptConsumerGroup, parameters: GroupParameters, now: Int64) {
        self.init(id: id, epoch: kept.epoch, parameters: parameters)
        assignmentEpoch = kept.targetEpoch ?? kept.epoch
        topics = Dictionary(uniqueKeysWithValues: kept.topics.map { name, topic in
            let isInternal = (try? TopicName(name))?.isInternal ?? true
            return (name, GroupTopic(id: topic.id, partitionCount: topic.partitionCount, isInternal: isInternal))
        })
        // In which order they came is not kept.
        for (memberID, metadata) in kept.members.sorted(by: { $0.key < $1.key }) {
            joinCount += 1
            // Who has no assignment has an epoch that nobody says: it is told to join again.
            var current = kept.current[memberID] ?? .none
            // What two of them hold is the first one's.
            current.assigned = current.assigned.filter { holders[$0] == nil }
            current.revoking = current.revoking.filter { holders[$0] == nil }
            for partition in current.holds { holders[partition] = memberID }
            members[memberID] = ConsumerGroupMember(id: memberID, metadata: metadata, current: current, order: joinCount)
            target[memberID] = kept.target[memberID] ?? []
            if let instanceID = metadata.instanceID { instances[instanceID] = memberID }
            let session = metadata.classic.map { Int64($0.sessionTimeout) } ?? parameters.consumerSessionTimeout
            let revocation = current.state == .unrevoked ? now + Int64(max(metadata.rebalanceTimeout, 1)) : nil
            deadlines[memberID] = ConsumerDeadlines(session: now + session, revocation: revocation)
        }
        for memberID in kept.members.keys { _ = resolve(memberID) }
        findWanted()
        assignor = preferredAssignor
    }
}
