/// LeaveGroup, and members who are no longer heard of.
extension ClassicGroup {
    mutating func leave(_ leavers: [Leaver], _ token: RequestToken) {
        var errors: [GroupError?] = []
        let before = members.count
        for leaver in leavers { errors.append(takeOut(leaver)) }
        effects.append(.answer(token, .left(errors)))
        carryOn(memberLeft: members.count < before)
    }

    private mutating func takeOut(_ leaver: Leaver) -> GroupError? {
        if phase == .dead { return .coordinatorNotAvailable }
        if leaver.instanceID == nil, pending.removeValue(forKey: leaver.memberID) != nil {
            effects.append(.cancel(.pending(member: leaver.memberID)))
            return nil
        }
        var memberID = leaver.memberID
        if memberID.isEmpty, let instanceID = leaver.instanceID {
            guard let current = instances[instanceID] else { return .unknownMember }
            memberID = current
        }
        if let error = refusal(of: memberID, leaver.instanceID) { return error }
        remove(memberID)
        return nil
    }

    /// Takes the member out, without asking what that means for the others.
    mutating func remove(_ memberID: String) {
        answerJoin(of: memberID, .joinRefused(.unknownMember, memberID: memberID))
        answerSync(of: memberID, .syncRefused(.unknownMember))
        guard let member = members.removeValue(forKey: memberID) else { return }
        effects.append(.cancel(.session(member: memberID)))
        if let instanceID = member.instanceID { instances[instanceID] = nil }
        unsynced.remove(memberID)
        if leader == memberID { leader = membersInOrder.first?.id }
    }

    /// What it means for the others that somebody is gone.
    private mutating func carryOn(memberLeft: Bool) {
        switch phase {
        case .stable, .completing: if memberLeft { prepareRebalance() }
        case .preparing: completeJoinIfAllAreHere()
        case .empty, .dead: break
        }
    }

    // MARK: Timers

    mutating func ranOut(_ timer: GroupTimer) {
        switch timer {
        case .session(let memberID): sessionRanOut(memberID)
        case .pending(let memberID): pendingRanOut(memberID)
        case .rebalance: rebalanceRanOut()
        case .sync: syncRanOut()
        }
    }

    private mutating func sessionRanOut(_ memberID: String) {
        // Heartbeats move the deadline and leave the timer alone; a member that waits for an answer is alive.
        if let member = members[memberID], member.parkedJoin != nil || member.parkedSync != nil { renewSession(of: memberID) }
        guard let deadline = members[memberID]?.sessionDeadline else { return }
        guard now >= deadline else {
            effects.append(.arm(.session(member: memberID), at: deadline))
            return
        }
        remove(memberID)
        carryOn(memberLeft: true)
    }

    private mutating func pendingRanOut(_ memberID: String) {
        guard let deadline = pending[memberID] else { return }
        guard now >= deadline else {
            effects.append(.arm(.pending(member: memberID), at: deadline))
            return
        }
        pending[memberID] = nil
        carryOn(memberLeft: false)
    }

    /// Members who joined but never asked for their assignment are dropped.
    private mutating func syncRanOut() {
        guard let deadline = syncDeadline else { return }
        guard now >= deadline else {
            effects.append(.arm(.sync, at: deadline))
            return
        }
        syncDeadline = nil
        let gone = unsynced.sorted()
        for memberID in gone { remove(memberID) }
        carryOn(memberLeft: !gone.isEmpty)
    }
}
