/// How a member gets from what it has to what it is to have.
extension ConsumerGroup {
    /// - Parameter owned: What the member says it has; nil if it did not say.
    mutating func reconcile(_ memberID: String, owned: Set<AssignedPartition>?, now: Int64) {
        guard let member = members[memberID] else { return }
        switch member.current.state {
        case .stable where member.current.epoch == assignmentEpoch: return
        case .unrevoked where owned.map({ !$0.isDisjoint(with: member.current.revoking) }) ?? true: return
        case .stable, .unreleased, .unrevoked: step(member, owned, now)
        }
    }

    private mutating func step(_ member: ConsumerGroupMember, _ owned: Set<AssignedPartition>?, _ now: Int64) {
        let before = member.current
        var next = before
        let wanted = member.target
        let kept = before.assigned.intersection(wanted)
        let lost = before.assigned.subtracting(wanted)
        next.assigned = kept
        if !lost.isEmpty, owned.map({ !$0.isDisjoint(with: lost) }) ?? true {
            next.revoking = lost
            next.state = .unrevoked
            deadlines[member.id]?.revocation = now + Int64(member.metadata.rebalanceTimeout)
        } else {
            let gained = wanted.subtracting(kept)
            let free = gained.filter { holders[$0].map { $0 == member.id } ?? true }
            next.revoking = []
            deadlines[member.id]?.revocation = nil
            next.assigned.formUnion(free)
            next.state = free.count == gained.count ? .stable : .unreleased
            if next.epoch != assignmentEpoch { next.previousEpoch = next.epoch }
            next.epoch = assignmentEpoch
        }
        // Who waits for what others hold waits in most heartbeats.
        guard next != before else { return }
        for partition in before.holds { holders[partition] = nil }
        for partition in next.holds { holders[partition] = member.id }
        self[member: member.id]?.current = next
    }
}
