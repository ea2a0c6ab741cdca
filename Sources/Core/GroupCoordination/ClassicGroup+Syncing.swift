/// SyncGroup, Heartbeat, and what OffsetCommit asks of a group.
extension ClassicGroup {
    mutating func sync(_ request: SyncRequest, _ token: RequestToken) {
        if let error = refusal(of: request) {
            effects.append(.answer(token, .syncRefused(error)))
            return
        }
        let memberID = request.claim.memberID
        // A client that asks again has given up on its earlier request.
        answerSync(of: memberID, .syncRefused(.rebalanceInProgress))
        members[memberID]?.parkedSync = token
        unsynced.remove(memberID)
        if unsynced.isEmpty { stopWaitingForSyncs() }
        switch phase {
        case .completing(persisting: nil) where leader == memberID:
            assign(request.assignments, by: memberID)
        case .stable:
            answerWithAssignment(memberID)
        case .completing, .empty, .preparing, .dead:
            break
        }
    }

    private func refusal(of request: SyncRequest) -> GroupError? {
        if phase == .dead { return .coordinatorNotAvailable }
        if let error = refusal(of: request.claim.memberID, request.claim.instanceID) { return error }
        guard request.claim.generation == generation else { return .illegalGeneration }
        if let type = request.protocolType, type != protocolType { return .inconsistentProtocol }
        if case .preparing = phase { return .rebalanceInProgress }
        if let name = request.protocolName, name != protocolName { return .inconsistentProtocol }
        return nil
    }

    /// Takes the leader's assignments; they count once they are written.
    private mutating func assign(_ assignments: [String: [UInt8]], by leader: String) {
        let byteCount = members.values.reduce(0) {
            $0 + $1.subscription(for: protocolName).count + (assignments[$1.id]?.count ?? 0)
        }
        guard byteCount <= parameters.maxGroupBytes else {
            answerSync(of: leader, .syncRefused(.invalidRequest))
            return
        }
        for memberID in members.keys { members[memberID]?.assignment = assignments[memberID] ?? [] }
        phase = .completing(persisting: persist())
    }

    mutating func persisted(_ ticket: UInt64, failed: Bool) {
        if let back = returns.removeValue(forKey: ticket) {
            // If a rebalance began in the meantime, the parked join is part of it.
            guard phase == .stable, members[back.memberID]?.parkedJoin == back.token else { return }
            let refused = GroupAnswer.joinRefused(.coordinatorNotAvailable, memberID: back.memberID)
            answerJoin(of: back.memberID, failed ? refused : .joined(back.membership))
        } else if phase == .completing(persisting: ticket) {
            guard !failed else {
                for member in membersInOrder { answerSync(of: member.id, .syncRefused(.coordinatorNotAvailable)) }
                return prepareRebalance()
            }
            phase = .stable
            for member in membersInOrder where member.parkedSync != nil { answerWithAssignment(member.id) }
        }
    }

    private mutating func answerWithAssignment(_ memberID: String) {
        let assignment = Assignment(
            protocolType: protocolType ?? "", protocolName: protocolName ?? "", bytes: members[memberID]?.assignment ?? [])
        answerSync(of: memberID, .synced(assignment))
    }

    mutating func heartbeat(_ claim: MemberClaim) -> GroupError? {
        if phase == .dead { return .coordinatorNotAvailable }
        if let error = refusal(of: claim.memberID, claim.instanceID) { return error }
        guard claim.generation == generation else { return .illegalGeneration }
        renewSession(of: claim.memberID)
        if case .preparing = phase { return .rebalanceInProgress }
        return nil
    }

    /// Whether offsets may be committed under that claim. A commit renews the member's session.
    ///
    /// Generation -1 and no member is a commit from outside the group (a consumer that assigns itself, an administrator):
    /// good only while the group has no members.
    package mutating func validateCommit(_ claim: MemberClaim, now: Int64) -> GroupError? {
        self.now = now
        if phase == .dead { return .coordinatorNotAvailable }
        if claim.generation < 0, members.isEmpty { return nil }
        if let error = refusal(of: claim.memberID, claim.instanceID) { return error }
        guard claim.generation == generation else { return .illegalGeneration }
        renewSession(of: claim.memberID)
        // It knows the new generation but not yet its share of it.
        if case .completing = phase { return .rebalanceInProgress }
        return nil
    }
}
