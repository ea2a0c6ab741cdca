internal import DurableState
internal import TopicModel

/// Members of a group whose assignments the server makes that still speak the classic protocol (KIP-848, migration): so that
/// a group goes from one protocol to the other member by member, while it works.
///
/// Such a member joins to say what it wants and has, is answered at once with its epoch for a generation and told that
/// somebody else leads, and gets what it may use when it syncs. When it is to change that, its heartbeats say that the group
/// rebalances: it joins again.
extension ConsumerGroup {
    /// The members of a classic group, with what they have. Nil if they do not say it in a way that the server understands.
    package init?(_ classic: ClassicGroup, topics: [String: GroupTopic], now: Int64) {
        guard classic.protocolType == ConsumerProtocol.type else { return nil }
        self.init(id: classic.id, epoch: classic.generation, parameters: classic.parameters)
        self.topics = topics
        for old in classic.membersInOrder {
            guard let said = old.protocols.first(where: { $0.name == classic.protocolName }) ?? old.protocols.first,
                let subscription = try? ConsumerProtocol.Subscription(decoding: said.metadata)
            else { return nil }
            joinCount += 1
            var member = ConsumerGroupMember(
                id: old.id,
                metadata: ConsumerMemberMetadata(
                    instanceID: old.instanceID, clientID: old.clientID, clientHost: old.clientHost,
                    topics: Set(subscription.topics).sorted(), rebalanceTimeout: old.rebalanceTimeout,
                    classic: .init(protocols: old.protocols, sessionTimeout: old.sessionTimeout)),
                current: ConsumerMemberAssignment(epoch: epoch, previousEpoch: epoch), order: joinCount)
            if let assignment = try? ConsumerProtocol.Assignment(decoding: old.assignment) {
                // What two of them were given is the first one's.
                member.current.assigned = partitions(assignment.partitions).filter { holders[$0] == nil }
            }
            for partition in member.current.assigned { holders[partition] = old.id }
            member.target = member.current.assigned
            self[member: old.id] = member
            deadlines[old.id] = ConsumerDeadlines(session: now + Int64(old.sessionTimeout))
            if let instanceID = old.instanceID { instances[instanceID] = old.id }
        }
        for memberID in members.keys { _ = resolve(memberID) }
        findWanted()
        tellEverything()
    }

    /// Whether it has members, and none that needs the server to make assignments: then it is to be a classic group again.
    package var speaksOnlyClassic: Bool { !members.isEmpty && members.values.allSatisfy { $0.metadata.classic != nil } }

    private func partitions(_ named: [LogPartition]) -> Set<AssignedPartition> {
        Set(named.compactMap { partition in
            topics[partition.topic].map { AssignedPartition(topic: $0.id, index: partition.index) }
        })
    }

    // MARK: Joining

    package mutating func join(_ request: JoinRequest, now: Int64) -> GroupAnswer {
        func refuse(_ error: GroupError, _ memberID: String? = nil) -> GroupAnswer {
            .joinRefused(error, memberID: memberID ?? request.memberID)
        }
        if let error = request.problem(parameters) { return refuse(error) }
        guard let subscription = understood(request) else { return refuse(.inconsistentProtocol) }
        let memberID: String
        switch place(for: request) {
        case .success(let found): memberID = found
        case .failure(.memberIDRequired): return refuse(.memberIDRequired, "\(request.clientID)-\(request.freshID)")
        case .failure(let error): return refuse(error)
        }
        guard members[memberID] != nil || members.count < parameters.maxMembers else { return refuse(.groupFull) }
        let isNew = members[memberID] == nil
        if isNew { add(memberID, request, now) }
        update(memberID, request, subscription, now)
        if resolve(memberID) || isNew { changed() }
        reconcile(memberID, owned: owned(subscription, by: memberID), now: now)
        if members[memberID]?.current.state != .unrevoked { deadlines[memberID]?.revocation = nil }
        guard let member = members[memberID] else { return refuse(.unknownMember) }
        return .joined(Membership(
            generation: member.current.epoch, protocolType: ConsumerProtocol.type,
            protocolName: member.metadata.classic?.protocols.first?.name ?? "", leader: "", memberID: memberID, members: []))
    }

    /// What it subscribes to; nil if it does not say that, or has no protocol that all classic members have.
    private func understood(_ request: JoinRequest) -> ConsumerProtocol.Subscription? {
        guard request.protocolType == ConsumerProtocol.type, let first = request.protocols.first else { return nil }
        let others = members.values.filter { $0.id != request.memberID }.compactMap(\.metadata.classic)
        let isShared = request.protocols.contains { offered in
            others.allSatisfy { $0.protocols.contains { $0.name == offered.name } }
        }
        return isShared ? try? ConsumerProtocol.Subscription(decoding: first.metadata) : nil
    }

    /// The id under which it is a member, or is going to be.
    private mutating func place(for request: JoinRequest) -> Result<String, GroupError> {
        if request.memberID.isEmpty {
            guard let instanceID = request.instanceID else {
                return request.mustKnowMemberID ? .failure(.memberIDRequired) : .success("\(request.clientID)-\(request.freshID)")
            }
            let newID = "\(instanceID)-\(request.freshID)"
            if let old = instances[instanceID] {
                let isGone = members[old]?.metadata.classic != nil || members[old]?.isPaused == true
                guard isGone else { return .failure(.unreleasedInstance) }
                move(old, to: newID, request)
            }
            return .success(newID)
        }
        guard let member = members[request.memberID] else {
            return request.instanceID == nil ? .success(request.memberID) : .failure(.unknownMember)
        }
        guard member.metadata.instanceID == request.instanceID else { return .failure(.fencedInstance) }
        return member.metadata.classic == nil ? .failure(.unknownMember) : .success(request.memberID)
    }

    /// A static member is back under another member id: it keeps what it had.
    private mutating func move(_ oldID: String, to newID: String, _ request: JoinRequest) {
        guard let old = members[oldID] else { return }
        let times = deadlines[oldID]
        remove(oldID)
        var metadata = old.metadata
        metadata.pattern = nil
        metadata.assignor = nil
        metadata.classic = .init(protocols: request.protocols, sessionTimeout: request.sessionTimeout)
        let epoch = max(old.current.epoch, 0)
        var member = ConsumerGroupMember(
            id: newID, metadata: metadata,
            current: ConsumerMemberAssignment(epoch: epoch, previousEpoch: epoch, assigned: old.current.assigned),
            order: old.order)
        member.target = old.target
        member.subscribed = old.subscribed
        for partition in member.current.assigned { holders[partition] = newID }
        self[member: newID] = member
        deadlines[newID] = times.map { ConsumerDeadlines(session: $0.session) }
        if let instanceID = metadata.instanceID { instances[instanceID] = newID }
    }

    private mutating func add(_ memberID: String, _ request: JoinRequest, _ now: Int64) {
        joinCount += 1
        self[member: memberID] = ConsumerGroupMember(
            id: memberID,
            metadata: ConsumerMemberMetadata(
                instanceID: request.instanceID, clientID: request.clientID, clientHost: request.clientHost, rebalanceTimeout: 0),
            order: joinCount)
        deadlines[memberID] = ConsumerDeadlines(session: now)
        if let instanceID = request.instanceID { instances[instanceID] = memberID }
    }

    private mutating func update(
        _ memberID: String, _ request: JoinRequest, _ subscription: ConsumerProtocol.Subscription, _ now: Int64
    ) {
        guard var metadata = members[memberID]?.metadata else { return }
        metadata.clientID = request.clientID
        metadata.clientHost = request.clientHost
        metadata.rebalanceTimeout = max(request.rebalanceTimeout, 0)
        metadata.topics = Set(subscription.topics).sorted()
        metadata.classic = .init(protocols: request.protocols, sessionTimeout: request.sessionTimeout)
        self[member: memberID]?.metadata = metadata
        deadlines[memberID]?.session = now + Int64(request.sessionTimeout)
    }

    /// What the member still holds: nothing, if it says that of another generation than its own.
    private func owned(_ subscription: ConsumerProtocol.Subscription, by memberID: String) -> Set<AssignedPartition> {
        let generation = subscription.generation ?? -1
        return generation < 0 || generation == members[memberID]?.current.epoch ? partitions(subscription.owned) : []
    }

    // MARK: Staying

    package mutating func sync(_ request: SyncRequest, now: Int64) -> GroupAnswer {
        guard let member = members[request.claim.memberID], let voice = member.metadata.classic else {
            return .syncRefused(.unknownMember)
        }
        if let error = refusal(of: request.claim, member) { return .syncRefused(error) }
        let name = voice.protocols.first?.name ?? ""
        guard request.protocolType ?? ConsumerProtocol.type == ConsumerProtocol.type, request.protocolName ?? name == name else {
            return .syncRefused(.inconsistentProtocol)
        }
        deadlines[member.id]?.session = now + Int64(voice.sessionTimeout)
        // Who has yet to give something back learns first what it may keep.
        guard member.current.epoch == epoch || member.current.state == .unrevoked else {
            expectJoin(of: member, now)
            return .syncRefused(.rebalanceInProgress)
        }
        let names = topicNames()
        let assigned = member.current.assigned.compactMap { partition in
            names[partition.topic].map { LogPartition(topic: $0, index: partition.index) }
        }
        return .synced(Assignment(
            protocolType: ConsumerProtocol.type, protocolName: name, bytes: ConsumerProtocol.assignment(of: assigned)))
    }

    package mutating func heartbeat(_ claim: MemberClaim, now: Int64) -> GroupError? {
        guard let member = members[claim.memberID], let voice = member.metadata.classic else { return .unknownMember }
        if let error = refusal(of: claim, member) { return error }
        deadlines[member.id]?.session = now + Int64(voice.sessionTimeout)
        let wanted = member.target
        let isFree = wanted.subtracting(member.current.assigned).contains { holders[$0] == nil }
        let isToMove = member.current.epoch < epoch || member.current.state == .unrevoked
        guard isToMove || member.current.state == .unreleased && isFree else { return nil }
        expectJoin(of: member, now)
        return .rebalanceInProgress
    }

    private func refusal(of claim: MemberClaim, _ member: ConsumerGroupMember) -> GroupError? {
        if let instanceID = claim.instanceID, instances[instanceID] != member.id { return .fencedInstance }
        return claim.generation == member.current.epoch ? nil : .illegalGeneration
    }

    /// It has as long as it asked for; then it is taken out.
    private mutating func expectJoin(of member: ConsumerGroupMember, _ now: Int64) {
        if deadlines[member.id]?.revocation == nil {
            deadlines[member.id]?.revocation = now + Int64(max(member.metadata.rebalanceTimeout, 1))
        }
    }

    /// LeaveGroup, which an administrator may send for members of either protocol. One error per leaver, nil is well.
    package mutating func leave(_ leavers: [Leaver]) -> [GroupError?] {
        var errors: [GroupError?] = []
        let before = members.count
        for leaver in leavers {
            let memberID = leaver.memberID.isEmpty ? leaver.instanceID.flatMap { instances[$0] } ?? "" : leaver.memberID
            if let instanceID = leaver.instanceID, let current = instances[instanceID], current != memberID {
                errors.append(.fencedInstance)
            } else if members[memberID] == nil {
                errors.append(.unknownMember)
            } else {
                remove(memberID)
                errors.append(nil)
            }
        }
        if members.count < before { changed() }
        return errors
    }
}

extension ClassicGroup {
    /// The members of a group whose assignments the server made until now; all of them speak the classic protocol. They join
    /// again and
    /// divide the work themselves.
    package static func takingOver(_ consumers: ConsumerGroup, now: Int64) -> (group: ClassicGroup, effects: [GroupEffect]) {
        var group = ClassicGroup(id: consumers.id, generation: consumers.epoch, parameters: consumers.parameters)
        group.now = now
        group.protocolType = ConsumerProtocol.type
        let names = consumers.topicNames()
        for old in consumers.membersInOrder {
            let said = old.metadata
            guard let voice = said.classic else { preconditionFailure("all members speak the classic protocol") }
            group.joinCount += 1
            var member = GroupMember(
                id: old.id, instanceID: said.instanceID, clientID: said.clientID, clientHost: said.clientHost,
                rebalanceTimeout: said.rebalanceTimeout, sessionTimeout: voice.sessionTimeout, protocols: voice.protocols,
                order: group.joinCount)
            member.assignment = ConsumerProtocol.assignment(of: old.current.assigned.compactMap { partition in
                names[partition.topic].map { LogPartition(topic: $0, index: partition.index) }
            })
            member.sessionDeadline = now + Int64(voice.sessionTimeout)
            group.effects.append(.arm(.session(member: old.id), at: member.sessionDeadline))
            group.members[old.id] = member
            if let instanceID = said.instanceID { group.instances[instanceID] = old.id }
        }
        group.leader = group.membersInOrder.first?.id
        group.protocolName = group.votedProtocol()
        group.phase = .stable
        group.prepareRebalance()
        defer { group.effects = [] }
        return (group, group.effects)
    }

    /// The group is to be another kind: who waits is told to join again, and no timer runs any more.
    package mutating func dissolve(now: Int64) -> [GroupEffect] {
        self.now = now
        effects = [.cancel(.rebalance), .cancel(.sync)]
        for member in membersInOrder {
            answerJoin(of: member.id, .joinRefused(.rebalanceInProgress, memberID: member.id))
            answerSync(of: member.id, .syncRefused(.rebalanceInProgress))
            effects.append(.cancel(.session(member: member.id)))
        }
        for memberID in pending.keys.sorted() { effects.append(.cancel(.pending(member: memberID))) }
        defer { effects = [] }
        return effects
    }
}
