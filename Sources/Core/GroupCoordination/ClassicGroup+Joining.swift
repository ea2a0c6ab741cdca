/// JoinGroup.
extension ClassicGroup {
    mutating func join(_ request: JoinRequest, _ token: RequestToken) {
        if let error = refusal(of: request) {
            effects.append(.answer(token, .joinRefused(error, memberID: request.memberID)))
            return
        }
        if !request.memberID.isEmpty {
            joinAgain(request, token)
        } else if let instanceID = request.instanceID {
            if let old = instances[instanceID] {
                replace(old, request, token)
            } else {
                add("\(instanceID)-\(request.freshID)", request, token)
            }
        } else if request.mustKnowMemberID {
            reserve("\(request.clientID)-\(request.freshID)", request, token)
        } else {
            add("\(request.clientID)-\(request.freshID)", request, token)
        }
    }

    // MARK: Checks

    private func refusal(of request: JoinRequest) -> GroupError? {
        if phase == .dead { return .coordinatorNotAvailable }
        if let problem = request.problem(parameters) { return problem }
        guard supports(request) else { return .inconsistentProtocol }
        let isKnown = members[request.memberID] != nil || request.instanceID.map { instances[$0] != nil } == true
        return !isKnown && members.count >= parameters.maxMembers ? .groupFull : nil
    }

    /// Whether the group still agrees on something with this member in it.
    private func supports(_ request: JoinRequest) -> Bool {
        guard !request.protocolType.isEmpty, !request.protocols.isEmpty else { return false }
        guard !members.isEmpty else { return true }
        guard request.protocolType == protocolType else { return false }
        let itself = request.instanceID.flatMap { instances[$0] } ?? request.memberID
        return request.protocols.contains { offered in
            members.values.allSatisfy { $0.id == itself || $0.protocols.contains { $0.name == offered.name } }
        }
    }

    // MARK: Those who come

    /// Gives out an id and waits for its owner.
    private mutating func reserve(_ memberID: String, _ request: JoinRequest, _ token: RequestToken) {
        guard pending.count < parameters.maxMembers else {
            effects.append(.answer(token, .joinRefused(.groupFull, memberID: "")))
            return
        }
        let deadline = now + Int64(request.sessionTimeout)
        pending[memberID] = deadline
        effects.append(.arm(.pending(member: memberID), at: deadline))
        effects.append(.answer(token, .joinRefused(.memberIDRequired, memberID: memberID)))
    }

    private mutating func joinAgain(_ request: JoinRequest, _ token: RequestToken) {
        let memberID = request.memberID
        if pending[memberID] != nil, request.instanceID == nil {
            pending[memberID] = nil
            effects.append(.cancel(.pending(member: memberID)))
            add(memberID, request, token)
            return
        }
        if let error = refusal(of: memberID, request.instanceID) {
            effects.append(.answer(token, .joinRefused(error, memberID: memberID)))
            return
        }
        let isUnchanged = members[memberID]?.protocols == request.protocols
        switch phase {
        case .preparing:
            update(memberID, request, token)
            completeJoinIfAllAreHere()
        case .completing where isUnchanged, .stable where isUnchanged && leader != memberID:
            // The answer to its last join was lost.
            update(memberID, request, token)
            answerJoin(of: memberID, .joined(membership(of: memberID)))
        case .completing, .stable:
            update(memberID, request, token)
            prepareRebalance()
        case .empty, .dead:
            effects.append(.answer(token, .joinRefused(.unknownMember, memberID: memberID)))
        }
    }

    private mutating func add(_ memberID: String, _ request: JoinRequest, _ token: RequestToken) {
        joinCount += 1
        var member = GroupMember(
            id: memberID, instanceID: request.instanceID, clientID: request.clientID, clientHost: request.clientHost,
            rebalanceTimeout: 0, sessionTimeout: request.sessionTimeout, protocols: [], order: joinCount)
        member.sessionDeadline = now + Int64(request.sessionTimeout)
        if members.isEmpty { protocolType = request.protocolType }
        members[memberID] = member
        if let instanceID = request.instanceID { instances[instanceID] = memberID }
        if leader == nil { leader = memberID }
        effects.append(.arm(.session(member: memberID), at: member.sessionDeadline))
        update(memberID, request, token)

        guard case .preparing(var preparation) = phase else { return prepareRebalance() }
        preparation.initial?.memberAdded = true
        phase = .preparing(preparation)
        completeJoinIfAllAreHere()
    }

    /// Takes what the member says about itself and parks its request. A client that asks again has given up on its
    /// earlier request.
    private mutating func update(_ memberID: String, _ request: JoinRequest, _ token: RequestToken) {
        answerJoin(of: memberID, .joinRefused(.rebalanceInProgress, memberID: memberID))
        members[memberID]?.clientID = request.clientID
        members[memberID]?.clientHost = request.clientHost
        members[memberID]?.sessionTimeout = request.sessionTimeout
        members[memberID]?.rebalanceTimeout = max(request.rebalanceTimeout, 0)
        members[memberID]?.protocols = request.protocols
        members[memberID]?.parkedJoin = token
        renewSession(of: memberID)
    }

    // MARK: Static members

    /// A static member is back after a restart: it takes its old place under a new member id, and whoever still uses
    /// the old id is fenced.
    private mutating func replace(_ oldID: String, _ request: JoinRequest, _ token: RequestToken) {
        guard let instanceID = request.instanceID, let old = members[oldID] else { return }
        let newID = "\(instanceID)-\(request.freshID)"
        answerJoin(of: oldID, .joinRefused(.fencedInstance, memberID: oldID))
        answerSync(of: oldID, .syncRefused(.fencedInstance))
        effects.append(.cancel(.session(member: oldID)))
        members[oldID] = nil
        var member = GroupMember(
            id: newID, instanceID: instanceID, clientID: old.clientID, clientHost: old.clientHost,
            rebalanceTimeout: old.rebalanceTimeout, sessionTimeout: old.sessionTimeout, protocols: old.protocols,
            order: old.order)
        member.assignment = old.assignment
        members[newID] = member
        instances[instanceID] = newID
        if unsynced.remove(oldID) != nil { unsynced.insert(newID) }
        let wasLeader = leader == oldID
        if wasLeader { leader = newID }
        update(newID, request, token)
        effects.append(.arm(.session(member: newID), at: now + Int64(request.sessionTimeout)))

        switch phase {
        case .stable where votedProtocol() == protocolName:
            var membership = membership(of: newID)
            if wasLeader, request.canSkipAssignment {
                membership.skipAssignment = true
            } else if wasLeader {
                // A leader that cannot be told to leave the assignment alone is told that another one leads.
                membership.leader = oldID
                membership.members = []
            }
            returns[persist()] = Return(memberID: newID, token: token, membership: membership)
        case .stable, .completing:
            // The leader may be assigning to the old id.
            prepareRebalance()
        case .preparing:
            completeJoinIfAllAreHere()
        case .empty, .dead:
            preconditionFailure("a group without members has no static member to replace")
        }
    }
}

extension JoinRequest {
    /// What no group takes.
    func problem(_ parameters: GroupParameters) -> GroupError? {
        guard (parameters.minSessionTimeout...parameters.maxSessionTimeout).contains(sessionTimeout) else {
            return .invalidSessionTimeout
        }
        let texts = [memberID, instanceID ?? "", clientID, protocolType]
        let isSmall = texts.allSatisfy { $0.utf8.count <= parameters.maxIDBytes } && protocols.count <= parameters.maxProtocols
            && protocols.allSatisfy { $0.name.utf8.count <= parameters.maxIDBytes }
            && protocols.reduce(0) { $0 + $1.metadata.count } <= parameters.maxSubscriptionBytes
        return isSmall ? nil : .invalidRequest
    }
}
