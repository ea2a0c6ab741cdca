/// How a member gets from what it has to what it is to have.
extension ConsumerGroup {
    /// - Parameter owned: What the member says it has; nil if it did not say.
    mutating func reconcile(_ memberID: String, owned: Set<AssignedPartition>?, now: Int64) {
        guard let member = members[memberID] else { return }
        switch member.state {
        case .stable where member.epoch == assignmentEpoch: return
        case .unrevoked where owned.map({ !$0.isDisjoint(with: member.revoking) }) ?? true: return
        case .stable, .unreleased, .unrevoked: step(member, owned, now)
        }
    }

    private mutating func step(_ member: ConsumerGroupMember, _ owned: Set<AssignedPartition>?, _ now: Int64) {
        var next = member
        let wanted = target[member.id] ?? []
        let kept = member.assigned.intersection(wanted)
        let lost = member.assigned.subtracting(wanted)
        next.assigned = kept
        if !lost.isEmpty, owned.map({ !$0.isDisjoint(with: lost) }) ?? true {
            next.revoking = lost
            next.state = .unrevoked
            next.revocationDeadline = now + Int64(member.rebalanceTimeout)
        } else {
            let gained = wanted.subtracting(kept)
            let free = gained.filter { holders[$0].map { $0 == member.id } ?? true }
            next.revoking = []
            next.revocationDeadline = nil
            next.assigned.formUnion(free)
            next.state = free.count == gained.count ? .stable : .unreleased
            if next.epoch != assignmentEpoch { next.previousEpoch = next.epoch }
            next.epoch = assignmentEpoch
        }
        for partition in member.holds { holders[partition] = nil }
        for partition in next.holds { holders[partition] = member.id }
        members[member.id] = next
    }
}
