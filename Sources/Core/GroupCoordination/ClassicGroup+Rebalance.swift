/// From one generation to the next.
extension ClassicGroup {
    /// Makes everybody join again.
    mutating func prepareRebalance() {
        if case .completing = phase {
            for member in membersInOrder {
                members[member.id]?.assignment = []
                answerSync(of: member.id, .syncRefused(.rebalanceInProgress))
            }
        }
        stopWaitingForSyncs()
        if phase == .empty, parameters.initialRebalanceDelay > 0 {
            let delay = parameters.initialRebalanceDelay
            startPreparing(until: now + delay, InitialDelay(remaining: max(longestRebalance - delay, 0)))
        } else {
            startPreparing(until: now + longestRebalance, nil)
        }
        completeJoinIfAllAreHere()
    }

    private mutating func startPreparing(until deadline: Int64, _ initial: InitialDelay?) {
        phase = .preparing(Preparation(deadline: deadline, initial: initial))
        effects.append(.arm(.rebalance, at: deadline))
    }

    mutating func completeJoinIfAllAreHere() {
        guard case .preparing(let preparation) = phase, preparation.initial == nil, pending.isEmpty else { return }
        if members.values.allSatisfy({ $0.parkedJoin != nil }) { completeJoin() }
    }

    mutating func rebalanceRanOut() {
        guard case .preparing(var preparation) = phase else { return }
        guard now >= preparation.deadline else {
            effects.append(.arm(.rebalance, at: preparation.deadline))
            return
        }
        guard let initial = preparation.initial, initial.memberAdded, initial.remaining > 0 else { return completeJoin() }
        let delay = min(parameters.initialRebalanceDelay, initial.remaining)
        preparation = Preparation(deadline: now + delay, initial: InitialDelay(remaining: initial.remaining - delay))
        phase = .preparing(preparation)
        effects.append(.arm(.rebalance, at: preparation.deadline))
    }

    /// Begins the next generation with those who are here. Static members keep their place while their session lasts.
    private mutating func completeJoin() {
        for member in membersInOrder where member.parkedJoin == nil && member.instanceID == nil { remove(member.id) }
        guard electLeader() || members.isEmpty else {
            // Only static members, all away: wait until one is back or their sessions end.
            return startPreparing(until: now + max(longestRebalance, 1), nil)
        }
        effects.append(.cancel(.rebalance))
        generation = generation == .max ? 1 : generation + 1
        guard !members.isEmpty else {
            phase = .empty
            protocolName = nil
            leader = nil
            _ = persist()
            return
        }
        protocolName = votedProtocol()
        phase = .completing(persisting: nil)
        let deadline = now + max(longestRebalance, 1)
        for member in membersInOrder where member.parkedJoin != nil {
            answerJoin(of: member.id, .joined(membership(of: member.id)))
            unsynced.insert(member.id)
        }
        syncDeadline = deadline
        effects.append(.arm(.sync, at: deadline))
    }

    /// Keeps the leader if it is here, else takes the member that is here for the longest time.
    private mutating func electLeader() -> Bool {
        if let leader, members[leader]?.parkedJoin != nil { return true }
        guard let next = membersInOrder.first(where: { $0.parkedJoin != nil }) else { return false }
        leader = next.id
        return true
    }

    /// Every member votes for the first of its protocols that all support; on a tie the leader's preference counts.
    func votedProtocol() -> String? {
        guard let first = leader.flatMap({ members[$0] }) ?? membersInOrder.first else { return nil }
        let common = first.protocols.map(\.name).filter { name in
            members.values.allSatisfy { $0.protocols.contains { $0.name == name } }
        }
        var votes: [String: Int] = [:]
        for member in members.values {
            if let vote = member.protocols.first(where: { common.contains($0.name) }) { votes[vote.name, default: 0] += 1 }
        }
        var best: String?
        for name in common where votes[name, default: 0] > best.map({ votes[$0, default: 0] }) ?? -1 { best = name }
        return best
    }

    func membership(of memberID: String) -> Membership {
        let isLeader = leader == memberID
        let subscribers = !isLeader ? [] : membersInOrder.map {
            Membership.Subscriber(memberID: $0.id, instanceID: $0.instanceID, metadata: $0.subscription(for: protocolName))
        }
        return Membership(
            generation: generation, protocolType: protocolType ?? "", protocolName: protocolName ?? "", leader: leader ?? "",
            memberID: memberID, members: subscribers)
    }

    /// Milliseconds the slowest member may need to join again.
    private var longestRebalance: Int64 { Int64(members.values.lazy.map(\.rebalanceTimeout).max() ?? 0) }

    mutating func stopWaitingForSyncs() {
        unsynced = []
        guard syncDeadline != nil else { return }
        syncDeadline = nil
        effects.append(.cancel(.sync))
    }
}
