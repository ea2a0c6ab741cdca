internal import TopicModel

/// ConsumerGroupHeartbeat.
extension ConsumerGroup {
    package mutating func heartbeat(_ said: ConsumerHeartbeat, now: Int64) throws(ConsumerRefusal) -> ConsumerPlace {
        switch said.epoch {
        case ConsumerHeartbeat.joins: return try join(said, now)
        case ConsumerHeartbeat.leaves, ConsumerHeartbeat.pauses: return try leave(said)
        case 1...: return try stay(said, now)
        default: throw ConsumerRefusal(.invalidRequest, "the member epoch \(said.epoch) is none; -2, -1 and 0 and above are")
        }
    }

    // MARK: Joining

    private mutating func join(_ said: ConsumerHeartbeat, _ now: Int64) throws(ConsumerRefusal) -> ConsumerPlace {
        try check(said)
        guard said.rebalanceTimeout > 0, said.topics != nil || said.pattern.map({ !$0.isEmpty }) == true else {
            throw ConsumerRefusal(.invalidRequest, "who joins says its rebalance timeout, and its topics or a pattern for them")
        }
        guard said.owned?.isEmpty != false else {
            throw ConsumerRefusal(.invalidRequest, "who joins owns no partitions yet")
        }
        try checkPattern(said)
        let assignor = try assignor(of: said)
        var isChanged = false
        if let instanceID = said.instanceID, let holder = instances[instanceID], holder != said.memberID {
            guard members[holder]?.isPaused == true else {
                throw ConsumerRefusal(
                    .unreleasedInstance, "the instance id '\(instanceID)' is in use by member '\(holder)'; it has to leave first")
            }
            takePlace(of: holder, said, now)
        } else if members[said.memberID] == nil {
            guard members.count < parameters.maxMembers else {
                throw ConsumerRefusal(.groupFull, "the group has \(members.count) members, which is as many as it may")
            }
            add(said, now)
            isChanged = true
        } else if members[said.memberID]?.metadata.instanceID != said.instanceID {
            throw ConsumerRefusal(.fencedInstance, "the member '\(said.memberID)' joined with another instance id")
        } else if members[said.memberID]?.isPaused == true {
            self[member: said.memberID]?.current.epoch = 0
        }
        self[member: said.memberID]?.metadata.classic = nil
        // Who joins says everything: what it does not repeat, it no longer wants.
        var whole = said
        whole.topics = said.topics ?? []
        whole.pattern = said.pattern ?? ""
        if update(whole, assignor) { isChanged = true }
        if isChanged { changed() }
        deadlines[said.memberID]?.session = now + parameters.consumerSessionTimeout
        reconcile(said.memberID, owned: [], now: now)
        return try place(of: said.memberID, withAssignment: true)
    }

    private mutating func add(_ said: ConsumerHeartbeat, _ now: Int64) {
        joinCount += 1
        self[member: said.memberID] = ConsumerGroupMember(
            id: said.memberID,
            metadata: ConsumerMemberMetadata(
                instanceID: said.instanceID, rackID: said.rackID, clientID: said.clientID, clientHost: said.clientHost,
                rebalanceTimeout: said.rebalanceTimeout), order: joinCount)
        deadlines[said.memberID] = ConsumerDeadlines(session: now)
        if let instanceID = said.instanceID { instances[instanceID] = said.memberID }
    }

    /// A static member is back under another member id: it gets what it had.
    private mutating func takePlace(of oldID: String, _ said: ConsumerHeartbeat, _ now: Int64) {
        guard let old = members[oldID] else { return }
        remove(oldID)
        add(said, now)
        self[member: said.memberID]?.metadata.topics = old.metadata.topics
        self[member: said.memberID]?.metadata.pattern = old.metadata.pattern
        self[member: said.memberID]?.metadata.assignor = old.metadata.assignor
        self[member: said.memberID]?.subscribed = old.subscribed
        self[member: said.memberID]?.target = old.target
    }

    // MARK: Staying

    private mutating func stay(_ said: ConsumerHeartbeat, _ now: Int64) throws(ConsumerRefusal) -> ConsumerPlace {
        try check(said)
        let before = try member(said).current
        let isBehind = said.epoch == before.previousEpoch && said.epoch != before.epoch
        guard said.epoch == before.epoch || isBehind && said.owned?.isSubset(of: before.assigned) == true else {
            throw ConsumerRefusal(
                .fencedMemberEpoch,
                "the member is in epoch \(before.epoch) and says \(said.epoch); it is to give up its partitions and join again")
        }
        try checkPattern(said)
        let assignor = try assignor(of: said)
        if update(said, assignor) { changed() }
        deadlines[said.memberID]?.session = now + parameters.consumerSessionTimeout
        reconcile(said.memberID, owned: said.owned, now: now)
        let isNews = members[said.memberID]?.current.assigned != before.assigned
        return try place(of: said.memberID, withAssignment: isNews || isBehind || said.isFull)
    }

    private mutating func leave(_ said: ConsumerHeartbeat) throws(ConsumerRefusal) -> ConsumerPlace {
        let member = try member(said)
        if said.epoch == ConsumerHeartbeat.pauses {
            guard member.metadata.instanceID != nil else {
                throw ConsumerRefusal(.invalidRequest, "only a member with an instance id can say that it will be back")
            }
            var current = member.current
            for partition in current.revoking { holders[partition] = nil }
            current.revoking = []
            current.state = .stable
            current.epoch = ConsumerHeartbeat.pauses
            self[member: member.id]?.current = current
            deadlines[member.id]?.revocation = nil
        } else {
            remove(member.id)
            changed()
        }
        return ConsumerPlace(memberID: member.id, epoch: said.epoch, assignment: nil)
    }

    // MARK: Checks

    private func member(_ said: ConsumerHeartbeat) throws(ConsumerRefusal) -> ConsumerGroupMember {
        if let instanceID = said.instanceID {
            guard let current = instances[instanceID] else {
                throw ConsumerRefusal(.unknownMember, "the group has no member with the instance id '\(instanceID)'")
            }
            guard current == said.memberID else {
                throw ConsumerRefusal(.fencedInstance, "the instance id '\(instanceID)' is now of member '\(current)'")
            }
        }
        guard let member = members[said.memberID] else {
            throw ConsumerRefusal(.unknownMember, "the group has no member '\(said.memberID)'")
        }
        return member
    }

    private func check(_ said: ConsumerHeartbeat) throws(ConsumerRefusal) {
        let ids = [said.memberID, said.instanceID ?? "", said.rackID ?? "", said.clientID]
        guard !said.memberID.isEmpty, ids.allSatisfy({ $0.utf8.count <= parameters.maxIDBytes }), said.instanceID != "" else {
            throw ConsumerRefusal(.invalidRequest, "an id is empty or longer than \(parameters.maxIDBytes) bytes")
        }
        guard said.topics?.count ?? 0 <= parameters.maxSubscribedTopics else {
            throw ConsumerRefusal(.invalidRequest, "a subscription has at most \(parameters.maxSubscribedTopics) topics")
        }
        guard said.topics?.allSatisfy({ $0.utf8.count <= TopicName.maxLength }) != false else {
            throw ConsumerRefusal(.invalidRequest, "the name of a topic has at most \(TopicName.maxLength) bytes")
        }
    }

    private func checkPattern(_ said: ConsumerHeartbeat) throws(ConsumerRefusal) {
        guard let text = said.pattern, !text.isEmpty, members[said.memberID]?.metadata.pattern != text else { return }
        do throws(TopicPattern.Problem) {
            _ = try TopicPattern(text)
        } catch {
            throw ConsumerRefusal(
                .invalidPattern, "the regular expression '\(text.prefix(200))' \(error.sentence), at character \(error.position)")
        }
    }

    private func assignor(of said: ConsumerHeartbeat) throws(ConsumerRefusal) -> ConsumerAssignor? {
        guard let name = said.assignor else { return nil }
        guard let assignor = ConsumerAssignor(rawValue: name) else {
            let known = ConsumerAssignor.allCases.map(\.rawValue).joined(separator: " and ")
            throw ConsumerRefusal(.unsupportedAssignor, "there is no assignor '\(name.prefix(200))'; there are \(known)")
        }
        return assignor
    }

    /// Takes what the member says about itself. Whether the target follows from it.
    private mutating func update(_ said: ConsumerHeartbeat, _ assignor: ConsumerAssignor?) -> Bool {
        guard let before = members[said.memberID]?.metadata else { return false }
        var metadata = before
        metadata.clientID = said.clientID
        metadata.clientHost = said.clientHost
        if let rackID = said.rackID { metadata.rackID = rackID }
        if said.rebalanceTimeout > 0 { metadata.rebalanceTimeout = said.rebalanceTimeout }
        if let assignor { metadata.assignor = assignor }
        if let topics = said.topics { metadata.topics = Set(topics).sorted() }
        if let pattern = said.pattern { metadata.pattern = pattern.isEmpty ? nil : pattern }
        guard metadata != before else { return false }
        self[member: said.memberID]?.metadata = metadata
        return resolve(said.memberID) || metadata.assignor != before.assignor
    }

    private func place(of memberID: String, withAssignment: Bool) throws(ConsumerRefusal) -> ConsumerPlace {
        guard let member = members[memberID] else { throw ConsumerRefusal(.unknownMember) }
        return ConsumerPlace(
            memberID: memberID, epoch: member.current.epoch, assignment: withAssignment ? member.current.assigned : nil)
    }
}
