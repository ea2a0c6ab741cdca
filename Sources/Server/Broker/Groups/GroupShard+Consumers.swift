import DurableState
import GroupCoordination
import Logging
import Synchronization

/// A group of KIP-848 as it lives in a shard.
struct LiveConsumerGroup {
    var group: ConsumerGroup
    /// Of the topics that the group knows of; nil before it knows of any.
    var topicsVersion: UInt64?
    /// The number tells it from one that was replaced.
    var timer: (number: UInt64, deadline: Int64, call: any ScheduledCall)?
}

/// Groups whose assignments the server makes. Whatever changes of them is in the log before anybody hears of it, so that
/// members go on after a restart as if nothing had happened. Who says what is known already writes nothing.
extension GroupShard {
    typealias ConsumerReply = @Sendable (Result<ConsumerPlace, ConsumerRefusal>) -> Void

    func heartbeat(_ id: String, _ said: ConsumerHeartbeat, reply: @escaping ConsumerReply) {
        act { state in
            let result: Result<ConsumerPlace, ConsumerRefusal>
            let isCounted = state.consumers[id]?.group.counts(said.memberID, said.instanceID) == true
            guard isCounted || said.epoch != ConsumerHeartbeat.joins || memory.hasRoom else {
                let refusal = ConsumerRefusal(.policyViolation, "the groups' members take as much memory as they may")
                state.outbox.append { reply(.failure(refusal)) }
                return
            }
            let before = hold(of: said.memberID, id, state)
            do throws(ConsumerRefusal) {
                try find(id, said, &state)
                if let settings { state.consumers[id]?.group.follow(settings.times(of: id)) }
                takeNoteOfTopics(id, &state)
                result = hear(id, said, &state)
                if hold(of: said.memberID, id, state) != before { readings.groupChanged(id) }
                settle(id, &state)
            } catch {
                state.outbox.append { reply(.failure(error)) }
                return
            }
            answer(id, &state) { isWritten in reply(isWritten ? result : .failure(ConsumerRefusal(.coordinatorNotAvailable))) }
        }
    }

    /// What a member's words can change of who reads what for the group.
    private struct Hold: Equatable {
        var epoch: Int32
        var reader: GroupReader
        var assigned: Set<AssignedPartition>
        var revoking: Set<AssignedPartition>
    }

    private func hold(of memberID: String, _ id: String, _ state: State) -> Hold? {
        guard let epoch = state.consumers[id]?.group.epoch, let member = state.consumers[id]?.group.members[memberID] else {
            return nil
        }
        return Hold(
            epoch: epoch, reader: GroupReader(clientID: member.metadata.clientID, host: member.metadata.clientHost),
            assigned: member.current.assigned, revoking: member.current.revoking)
    }

    /// Whether the group has members, and the server makes their assignments.
    func hasConsumers(_ id: String, _ state: State) -> Bool { state.consumers[id]?.group.isEmpty == false }

    /// What a member that still speaks the classic protocol says to such a group.
    func speakClassic(
        _ id: String, _ state: inout State, _ reply: @escaping Reply, _ body: (inout ConsumerGroup, Int64) -> GroupAnswer
    ) {
        guard var group = state.consumers[id]?.group else { return }
        takeNoteOfTopics(id, &state)
        group = state.consumers[id]?.group ?? group
        let said = body(&group, scheduler.now)
        state.consumers[id]?.group = group
        if case .heartbeat = said {} else { readings.groupChanged(id) }
        settle(id, &state)
        answer(id, &state) { isWritten in reply(isWritten ? said : said.whenNothingIsWritten) }
    }

    /// Calls back when all that the group has come to is in the log.
    private func answer(_ id: String, _ state: inout State, _ reply: @escaping @Sendable (_ isWritten: Bool) -> Void) {
        guard state.writing[id] != nil else {
            state.outbox.append { reply(true) }
            return
        }
        state.logCalls.append { [log] in
            // A group that the log refused is not there.
            log.read { $0.groups[id] != nil } completion: { written in
                if case .success(true) = written { reply(true) } else { reply(false) }
            }
        }
    }

    /// Why a member may not read offsets as one; nil if it may.
    func checkMember(_ id: String, _ claim: MemberClaim) -> GroupError? {
        state.withLock { state in
            if let live = state.consumers[id] { return live.group.refusal(of: claim) }
            return log.peek { $0.groups[id]?.consumer } == nil ? nil : .unknownMember
        }
    }

    func describeConsumers(_ id: String) -> ConsumerGroup? {
        state.withLock { state in
            if let live = state.consumers[id] { return live.group }
            guard state.groups[id] == nil, let kept = log.peek({ $0.groups[id]?.consumer }) else { return nil }
            return ConsumerGroup(restoring: id, kept, parameters: parameters, now: scheduler.now)
        }
    }

    /// The epoch of a group without members that is still in memory, which it no longer is then.
    func forgetConsumers(_ id: String, _ state: inout State) -> Int32? {
        guard let live = state.consumers.removeValue(forKey: id) else { return nil }
        live.timer?.call.cancel()
        return live.group.epoch
    }

    // MARK: Under the lock

    /// Goes on with a group that had members when the server stopped.
    func restore(_ id: String, _ kept: KeptConsumerGroup, _ state: inout State) {
        var parameters = parameters
        if let settings { parameters.follow(settings.times(of: id)) }
        let group = ConsumerGroup(restoring: id, kept, parameters: parameters, now: scheduler.now)
        state.consumers[id] = LiveConsumerGroup(group: group)
        schedule(id, &state)
        weigh(id, &state)
    }

    /// Sees to it that the group is there.
    private func find(_ id: String, _ said: ConsumerHeartbeat, _ state: inout State) throws(ConsumerRefusal) {
        if state.consumers[id] != nil { return }
        var epoch: Int32?
        if load(id, &state), let classic = state.groups[id] {
            guard classic.isIdle else { return try takeOver(classic, said, &state) }
            epoch = classic.generation
        }
        guard said.epoch == ConsumerHeartbeat.joins else {
            throw ConsumerRefusal(.unknownMember, "the group '\(id)' has no members; whoever was one is to join again")
        }
        let isKept = { (shard: borrowing OffsetsShard) in shard.groups[id] != nil || shard.groups.count < self.maxGroups }
        guard state.consumers.count < maxGroups, log.peek(isKept) else {
            throw ConsumerRefusal(.policyViolation, "the server has as many groups as it takes")
        }
        state.groups[id] = nil
        let last = epoch ?? log.peek { $0.groups[id]?.consumer?.epoch } ?? 0
        let group = ConsumerGroup(id: id, epoch: last, parameters: parameters)
        state.consumers[id] = LiveConsumerGroup(group: group)
    }

    /// A member that wants the server to make the assignments comes to those who make them themselves: from now on the server
    /// does.
    private func takeOver(_ classic: ClassicGroup, _ said: ConsumerHeartbeat, _ state: inout State) throws(ConsumerRefusal) {
        let id = classic.id
        let version = topics.topicsVersion
        guard said.epoch == ConsumerHeartbeat.joins else { throw ConsumerRefusal(.unknownMember) }
        guard let group = ConsumerGroup(classic, topics: topics.groupTopics(), now: scheduler.now) else {
            throw ConsumerRefusal(
                .groupNotFound,
                "the group '\(id)' has members of the classic protocol that are no consumers; they have to leave first")
        }
        // Who is refused changes nothing for the others.
        var trial = group
        _ = try trial.heartbeat(said, now: scheduler.now)
        perform(state.groups[id]?.dissolve(now: scheduler.now) ?? [], id, &state)
        state.groups[id] = nil
        state.consumers[id] = LiveConsumerGroup(group: group, topicsVersion: version)
        logger.info("group \(id): the server makes the assignments from now on, as member \(said.memberID) wants it")
    }

    /// The last member that wanted the server to make the assignments has gone.
    private func giveBack(_ id: String, _ state: inout State) {
        guard let live = state.consumers[id], live.group.speaksOnlyClassic else { return }
        live.timer?.call.cancel()
        state.consumers[id] = nil
        let (group, effects) = ClassicGroup.takingOver(live.group, now: scheduler.now)
        state.groups[id] = group
        readings.groupChanged(id)
        perform(effects, id, &state)
        var metadata = group.metadata
        metadata.stateTimestamp = wallClock()
        // If that fails, the generation they rebalance to is written all the same.
        write(.store(group: id, metadata), id, &state)
        weigh(id, &state)
        logger.info("group \(id): its members make the assignments themselves again")
    }

    private func takeNoteOfTopics(_ id: String, _ state: inout State) {
        let version = topics.topicsVersion
        guard state.consumers[id]?.topicsVersion != version else { return }
        state.consumers[id]?.topicsVersion = version
        state.consumers[id]?.group.topicsChanged(topics.groupTopics())
    }

    private func hear(
        _ id: String, _ said: ConsumerHeartbeat, _ state: inout State
    ) -> Result<ConsumerPlace, ConsumerRefusal> {
        do throws(ConsumerRefusal) {
            guard let place = try state.consumers[id]?.group.heartbeat(said, now: scheduler.now) else {
                return .failure(ConsumerRefusal(.unknownMember))
            }
            return .success(place)
        } catch {
            return .failure(error)
        }
    }

    /// Writes what is new, and sets the timer.
    private func settle(_ id: String, _ state: inout State) {
        giveBack(id, &state)
        if let news = state.consumers[id]?.group.takeNews(at: wallClock()) {
            write(.storeConsumers(group: id, news), id, &state)
            weigh(id, &state)
        }
        schedule(id, &state)
    }

    private func write(_ command: OffsetsCommand, _ id: String, _ state: inout State) {
        state.writing[id, default: 0] += 1
        let failureCount = state.failureCount
        execute(command, &state, afterFailures: failureCount) { [self] result in
            act { state in
                written(id, &state)
                if case .failure = result {
                    // What was told since the first failure does not rest on what failed with it.
                    if state.failureCount == failureCount { state.failureCount += 1 }
                    state.consumers[id]?.group.tellEverything()
                }
                forgetIfEmpty(id, &state)
                forgetIfIdle(id, &state)
            }
        }
    }

    private func schedule(_ id: String, _ state: inout State) {
        guard let deadline = state.consumers[id]?.group.nextDeadline else { return forgetIfEmpty(id, &state) }
        // A timer that comes too early finds nothing to do, and sets the next.
        if let timer = state.consumers[id]?.timer {
            guard deadline < timer.deadline else { return }
            timer.call.cancel()
        }
        let number = state.nextNumber()
        let call = scheduler.schedule(at: deadline) { [weak self] in self?.ranOut(id, number) }
        state.consumers[id]?.timer = (number, deadline, call)
    }

    private func ranOut(_ id: String, _ number: UInt64) {
        act { state in
            guard state.consumers[id]?.timer?.number == number else { return }
            state.consumers[id]?.timer = nil
            for member in state.consumers[id]?.group.expire(now: scheduler.now) ?? [] {
                readings.groupChanged(id)
                logger.info("group \(id): member \(member) is taken out: it was silent, or kept what it was to give back")
            }
            settle(id, &state)
        }
    }

    private func forgetIfEmpty(_ id: String, _ state: inout State) {
        // What is not yet in the log is not yet there to come back from.
        guard let live = state.consumers[id], live.group.isEmpty, !live.group.hasNews, state.writing[id] == nil else { return }
        _ = forgetConsumers(id, &state)
    }
}

extension GroupAnswer {
    /// What is said in its place when the log did not take what it rests on.
    fileprivate var whenNothingIsWritten: GroupAnswer {
        switch self {
        case .joined(let membership): .joinRefused(.coordinatorNotAvailable, memberID: membership.memberID)
        case .synced: .syncRefused(.coordinatorNotAvailable)
        case .heartbeat: .heartbeat(.coordinatorNotAvailable)
        case .left(let errors): .left(errors.map { $0 ?? .coordinatorNotAvailable })
        case .joinRefused, .syncRefused: self
        }
    }
}
