internal import TopicModel

/// What is new of a group, for the log to keep; and the group as it was kept.
extension ConsumerGroup {
    /// Of whom the log has not been told what they are now. That they are another is not said.
    struct News: Sendable {
        var isOfGroup = false
        var members: Set<String> = []
        /// Who else the log may know.
        var isOfEverybody = false

        var isNone: Bool { !isOfGroup && members.isEmpty && !isOfEverybody }
    }

    package var hasNews: Bool { !news.isNone }

    /// What may be new since this was last asked; nil if nothing is.
    ///
    /// - Parameter timestamp: Of the epoch, if that is a new one. Milliseconds since 1970-01-01 UTC.
    package mutating func takeNews(at timestamp: Int64) -> ConsumerGroupNews? {
        guard hasNews else { return nil }
        defer { news = News() }
        return news.isOfEverybody ? ConsumerGroupNews(kept(at: timestamp)) : ConsumerGroupNews(
            kept(news.members.compactMap { members[$0] }, at: timestamp), of: news.members)
    }

    /// The log may lack something that it was given: it is given everything next.
    package mutating func tellEverything() { news.isOfEverybody = true }

    /// All of it.
    package func kept(at timestamp: Int64) -> KeptConsumerGroup { kept(members.values, at: timestamp) }

    private func kept(_ members: some Sequence<ConsumerGroupMember>, at timestamp: Int64) -> KeptConsumerGroup {
        var kept = KeptConsumerGroup(metadata: ConsumerGroupMetadata(epoch: epoch, timestamp: timestamp))
        kept.targetEpoch = assignmentEpoch
        kept.topics = wanted
        for member in members {
            kept.members[member.id] = KeptConsumerGroup.Member(
                metadata: member.metadata, target: member.target, current: member.current)
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
        for (memberID, parts) in kept.members.sorted(by: { $0.key < $1.key }) {
            guard let metadata = parts.metadata else { continue }
            joinCount += 1
            // Who has no assignment has an epoch that nobody says: it is told to join again.
            var current = parts.current ?? .none
            // What two of them hold is the first one's.
            current.assigned = current.assigned.filter { holders[$0] == nil }
            current.revoking = current.revoking.filter { holders[$0] == nil }
            for partition in current.holds { holders[partition] = memberID }
            var member = ConsumerGroupMember(id: memberID, metadata: metadata, current: current, order: joinCount)
            member.target = parts.target ?? []
            self[member: memberID] = member
            if let instanceID = metadata.instanceID { instances[instanceID] = memberID }
            let session = metadata.classic.map { Int64($0.sessionTimeout) } ?? parameters.consumerSessionTimeout
            let revocation = current.state == .unrevoked ? now + Int64(max(metadata.rebalanceTimeout, 1)) : nil
            deadlines[memberID] = ConsumerDeadlines(session: now + session, revocation: revocation)
        }
        for memberID in members.keys { _ = resolve(memberID) }
        findWanted()
        assignor = preferredAssignor
        news = News()
    }
}
