/// A generation of a group as it is kept in `__consumer_offsets`, so that members can go on after a restart.
package struct GroupMetadata: Hashable, Sendable {
    package var protocolType: String
    package var generation: Int32
    package var protocolName: String?
    package var leader: String?
    /// When the group came into this state: milliseconds since 1970-01-01 UTC, -1 if not known. Filled in by who writes.
    package var stateTimestamp: Int64
    /// None for an empty group.
    package var members: [Member]

    package struct Member: Hashable, Sendable {
        package var memberID: String
        package var instanceID: String?
        package var clientID: String
        package var clientHost: String
        /// Milliseconds.
        package var rebalanceTimeout: Int32
        /// Milliseconds.
        package var sessionTimeout: Int32
        package var subscription: [UInt8]
        package var assignment: [UInt8]

        package init(
            memberID: String, instanceID: String? = nil, clientID: String, clientHost: String, rebalanceTimeout: Int32,
            sessionTimeout: Int32, subscription: [UInt8], assignment: [UInt8]
        ) {
            self.memberID = memberID
            self.instanceID = instanceID
            self.clientID = clientID
            self.clientHost = clientHost
            self.rebalanceTimeout = rebalanceTimeout
            self.sessionTimeout = sessionTimeout
            self.subscription = subscription
            self.assignment = assignment
        }
    }

    package init(
        protocolType: String, generation: Int32, protocolName: String? = nil, leader: String? = nil, stateTimestamp: Int64 = -1,
        members: [Member] = []
    ) {
        self.protocolType = protocolType
        self.generation = generation
        self.protocolName = protocolName
        self.leader = leader
        self.stateTimestamp = stateTimestamp
        self.members = members
    }
}

extension GroupMetadata {
    /// What the members of a consumer group read. Nil if that cannot be told, for any of them: then it may be every topic.
    package var subscribedTopics: Set<String>? {
        guard protocolType == ConsumerProtocol.type else { return nil }
        var topics: Set<String> = []
        for member in members {
            guard let subscription = try? ConsumerProtocol.Subscription(decoding: member.subscription) else { return nil }
            topics.formUnion(subscription.topics)
        }
        return topics
    }
}

extension ClassicGroup {
    /// What is kept of the group as it is now.
    package var metadata: GroupMetadata {
        GroupMetadata(
            protocolType: protocolType ?? "", generation: generation, protocolName: protocolName, leader: leader,
            members: membersInOrder.map { member in
                GroupMetadata.Member(
                    memberID: member.id, instanceID: member.instanceID, clientID: member.clientID, clientHost: member.clientHost,
                    rebalanceTimeout: member.rebalanceTimeout, sessionTimeout: member.sessionTimeout,
                    subscription: member.subscription(for: protocolName), assignment: member.assignment)
            })
    }

    /// The group as it was kept, and the timers it needs. Its members have a whole session to show themselves.
    package static func restored(
        _ id: String, _ metadata: GroupMetadata, parameters: GroupParameters, now: Int64
    ) -> (group: ClassicGroup, effects: [GroupEffect]) {
        var group = ClassicGroup(id: id, parameters: parameters)
        group.generation = metadata.generation
        group.protocolType = metadata.protocolType.isEmpty ? nil : metadata.protocolType
        var effects: [GroupEffect] = []
        for kept in metadata.members {
            group.joinCount += 1
            var member = GroupMember(
                id: kept.memberID, instanceID: kept.instanceID, clientID: kept.clientID, clientHost: kept.clientHost,
                rebalanceTimeout: kept.rebalanceTimeout, sessionTimeout: kept.sessionTimeout,
                protocols: [GroupProtocol(name: metadata.protocolName ?? "", metadata: kept.subscription)],
                order: group.joinCount)
            member.assignment = kept.assignment
            member.sessionDeadline = now + Int64(kept.sessionTimeout)
            effects.append(.arm(.session(member: kept.memberID), at: member.sessionDeadline))
            group.members[kept.memberID] = member
            if let instanceID = kept.instanceID { group.instances[instanceID] = kept.memberID }
        }
        guard !group.members.isEmpty else { return (group, []) }
        group.protocolName = metadata.protocolName
        group.leader = metadata.leader.flatMap { group.members[$0]?.id } ?? group.membersInOrder.first?.id
        group.phase = .stable
        return (group, effects)
    }
}
