import DurableState
import GroupCoordination
import Logging
import Measures
import Synchronization

/// The groups of one partition of `__consumer_offsets`: their live state in memory, and what is kept of them in the log.
///
/// Requests come on any thread. They change the groups under a lock; answers are given and the log is called after it has
/// been released, the log in the order in which the lock was held, so that what is written last is what was last decided.
final class GroupShard: Sendable {
    typealias Reply = @Sendable (GroupAnswer) -> Void

    struct TimerName: Hashable {
        var group: String
        var timer: GroupTimer
    }

    struct State {
        /// Groups with members, or with members to come. What is kept in the log suffices for all others.
        var groups: [String: ClassicGroup] = [:]
        /// Groups of KIP-848 with members. A group is in one of the two at most.
        var consumers: [String: LiveConsumerGroup] = [:]
        /// The number tells a timer from one of the same name that was replaced.
        var timers: [TimerName: (number: UInt64, call: any ScheduledCall)] = [:]
        /// As many as there are requests in flight.
        var replies: [RequestToken: Reply] = [:]
        var count: UInt64 = 0
        /// About what groups take of memory, by id.
        var byteCounts: [String: Int] = [:]
        /// Times that a group is on its way into the log.
        var writing: [String: Int] = [:]
        /// Writes of groups whose assignments the server makes that failed.
        var failureCount: UInt64 = 0
        /// To be called in order, one at a time, without the lock.
        var logCalls: [@Sendable () -> Void] = []
        var isCallingLog = false
        /// To be called once the lock is released.
        var outbox: [@Sendable () -> Void] = []

        mutating func nextNumber() -> UInt64 {
            count += 1
            return count
        }
    }

    let log: LogBackedState<OffsetsShard>
    let parameters: GroupParameters
    let topics: any GroupTopics
    let maxGroups: Int
    let memory: GroupMemory
    let readings: GroupReadings
    /// Nil where all groups have the same.
    let settings: GroupSettingsHost?
    let scheduler: any GroupScheduler
    let wallClock: @Sendable () -> Int64
    let logger: Logger
    let state = Mutex(State())
    let commits = CommitBook()
    /// Requests that committed offsets, by group; of groups beyond the bound together.
    let commitCounts = CounterFamily<String>(limit: 1000, other: "others")

    /// Replays the partition and goes on with the groups that have members.
    init(
        index: Int32, engine: any LogEngine, topics: any GroupTopics, parameters: GroupParameters, limits: OffsetsShard.Limits,
        memory: GroupMemory, readings: GroupReadings, settings: GroupSettingsHost?, scheduler: any GroupScheduler,
        wallClock: @escaping @Sendable () -> Int64, logger: Logger
    ) throws(LogEngineError) {
        self.topics = topics
        self.parameters = parameters
        self.maxGroups = limits.maxGroups
        self.memory = memory
        self.readings = readings
        self.settings = settings
        self.scheduler = scheduler
        self.wallClock = wallClock
        self.logger = logger
        log = try LogBackedState(
            engine: engine, partitions: [OffsetsPartition.partition(index)],
            makeMachine: { OffsetsShard(index: index, limits: limits) },
            onUnreadable: { logger.error("a record of committed offsets is skipped: \($0)") })
        let active = log.peek { $0.groups.filter(\.value.hasMembers).sorted { $0.key < $1.key } }
        state.withLock { state in
            for (id, kept) in active {
                readings.groupChanged(id)
                if let consumer = kept.consumer, consumer.hasMembers {
                    restore(id, consumer, &state)
                } else if load(id, &state) {
                    weigh(id, &state)
                }
            }
        }
    }

    // MARK: Members

    func join(_ id: String, _ request: JoinRequest, reply: @escaping Reply) {
        act { state in
            let refusal = GroupAnswer.joinRefused(.policyViolation, memberID: request.memberID)
            if hasConsumers(id, state) {
                let isCounted = state.consumers[id]?.group.counts(request.memberID, request.instanceID) == true
                guard isCounted || memory.hasRoom else {
                    state.outbox.append { reply(refusal) }
                    return
                }
                speakClassic(id, &state, reply) { group, now in group.join(request, now: now) }
                return
            }
            let isCounted = load(id, &state) && state.groups[id]?.counts(request.memberID, request.instanceID) == true
            guard isCounted || memory.hasRoom, load(id, &state) || create(id, &state) else {
                forgetIfIdle(id, &state)
                state.outbox.append { reply(refusal) }
                return
            }
            let token = park(reply, &state)
            receive(.join(request, token), id, &state)
        }
    }

    func sync(_ id: String, _ request: SyncRequest, reply: @escaping Reply) {
        send(id, reply, otherwise: .syncRefused(.unknownMember)) { .sync(request, $0) } toConsumers: { group, now in
            group.sync(request, now: now)
        }
    }

    func heartbeat(_ id: String, _ claim: MemberClaim, reply: @escaping Reply) {
        send(id, reply, otherwise: .heartbeat(.unknownMember)) { .heartbeat(claim, $0) } toConsumers: { group, now in
            .heartbeat(group.heartbeat(claim, now: now))
        }
    }

    func leave(_ id: String, _ leavers: [Leaver], reply: @escaping Reply) {
        send(id, reply, otherwise: .left(leavers.map { _ in .unknownMember })) { .leave(leavers, $0) } toConsumers: { group, _ in
            .left(group.leave(leavers))
        }
    }

    private func send(
        _ id: String, _ reply: @escaping Reply, otherwise: GroupAnswer, _ event: (RequestToken) -> GroupEvent,
        toConsumers: (inout ConsumerGroup, Int64) -> GroupAnswer
    ) {
        act { state in
            if hasConsumers(id, state) { return speakClassic(id, &state, reply, toConsumers) }
            guard load(id, &state) else {
                state.outbox.append { reply(otherwise) }
                return
            }
            let token = park(reply, &state)
            receive(event(token), id, &state)
        }
    }

    // MARK: Offsets

    /// Answers when the offsets are durable: one entry per commit, nil for those that were taken.
    func commit(
        _ id: String, _ claim: MemberClaim, _ commits: [OffsetsCommand.Commit],
        completion: @escaping @Sendable (Result<[GroupError?], GroupError>) -> Void
    ) {
        act { state in
            if let refusal = refusal(of: claim, id, &state) {
                state.outbox.append { completion(.failure(refusal)) }
            } else {
                commitCounts.add(id)
                let now = wallClock()
                execute(.commit(group: id, commits, timestamp: now), &state) { [self] result in
                    remember(id, commits, at: now, result)
                    completion(result.map(\.commits))
                }
            }
        }
    }

    /// Whether the member may commit now; nil if it may.
    func checkCommit(_ id: String, _ claim: MemberClaim, completion: @escaping @Sendable (GroupError?) -> Void) {
        act { state in
            let refusal = refusal(of: claim, id, &state)
            state.outbox.append { completion(refusal) }
        }
    }

    /// Takes offsets that were decided about before. Nil when they are durable.
    func takeOver(_ id: String, _ commits: [OffsetsCommand.Commit], completion: @escaping @Sendable (GroupError?) -> Void) {
        act { state in
            let now = wallClock()
            execute(.commit(group: id, commits, timestamp: now), &state) { [self] result in
                remember(id, commits, at: now, result)
                switch result {
                case .success(let reply): completion(reply.commits.compactMap { $0 }.first)
                case .failure(let error): completion(error)
                }
            }
        }
    }

    /// The group's offsets, all of them durable.
    func offsets(
        _ id: String, completion: @escaping @Sendable (Result<[LogPartition: CommittedOffset], GroupError>) -> Void
    ) {
        act { state in
            state.logCalls.append { [log] in
                log.read { $0.groups[id]?.offsets ?? [:] } completion: { offsets in
                    completion(offsets.mapError { _ in .coordinatorNotAvailable })
                }
            }
        }
    }

    /// No timer runs any more.
    func stop() {
        state.withLock { state in
            for timer in state.timers.values { timer.call.cancel() }
            state.timers = [:]
            for id in state.consumers.keys { state.consumers[id]?.timer?.call.cancel() }
        }
    }

    // MARK: Under the lock

    /// Whether the group is there, after looking for it in what is kept.
    func load(_ id: String, _ state: inout State) -> Bool {
        if state.groups[id] != nil { return true }
        guard let metadata = log.peek({ $0.groups[id]?.metadata }) else { return false }
        let (group, effects) = ClassicGroup.restored(id, metadata, parameters: parameters, now: scheduler.now)
        state.groups[id] = group
        perform(effects, id, &state)
        return true
    }

    /// False if there are as many groups as this server takes.
    func create(_ id: String, _ state: inout State) -> Bool {
        let isKept = { (shard: borrowing OffsetsShard) in shard.groups[id] != nil || shard.groups.count < self.maxGroups }
        guard state.groups.count < maxGroups, log.peek(isKept) else { return false }
        // What a group of the other kind counted goes on.
        let generation = forgetConsumers(id, &state) ?? log.peek { $0.groups[id]?.consumer?.epoch } ?? 0
        state.groups[id] = ClassicGroup(id: id, generation: generation, parameters: parameters)
        return true
    }

    /// Why the member may not commit.
    private func refusal(of claim: MemberClaim, _ id: String, _ state: inout State) -> GroupError? {
        if let live = state.consumers[id] { return live.group.refusal(of: claim) }
        guard load(id, &state) else {
            guard claim.generation >= 0 else { return nil }
            // Who says that it is a member of a group that has none is to join again.
            return log.peek { $0.groups[id]?.consumer } == nil ? .illegalGeneration : .unknownMember
        }
        defer { forgetIfIdle(id, &state) }
        return state.groups[id]?.validateCommit(claim, now: scheduler.now)
    }

    private func park(_ reply: @escaping Reply, _ state: inout State) -> RequestToken {
        let token = RequestToken(state.nextNumber())
        state.replies[token] = reply
        return token
    }

    func receive(_ event: GroupEvent, _ id: String, _ state: inout State) {
        guard let effects = state.groups[id]?.receive(event, now: scheduler.now) else { return }
        perform(effects, id, &state)
        forgetIfIdle(id, &state)
        if case .heartbeat = event { return }
        readings.groupChanged(id)
        weigh(id, &state)
    }

    /// Settles what the group takes of memory.
    func weigh(_ id: String, _ state: inout State) {
        let byteCount = (state.groups[id]?.byteCount ?? 0) + (state.consumers[id]?.group.byteCount ?? 0)
        memory.add(byteCount - state.byteCounts[id, default: 0])
        state.byteCounts[id] = byteCount == 0 ? nil : byteCount
    }

    func forgetIfIdle(_ id: String, _ state: inout State) {
        // What is not yet in the log is not yet there to come back from.
        if state.groups[id]?.isIdle == true, state.writing[id] == nil { state.groups[id] = nil }
    }

    func perform(_ effects: [GroupEffect], _ id: String, _ state: inout State) {
        for effect in effects {
            switch effect {
            case .answer(let token, let answer):
                if let reply = state.replies.removeValue(forKey: token) { state.outbox.append { reply(answer) } }
            case .arm(let timer, let deadline):
                let name = TimerName(group: id, timer: timer)
                let number = state.nextNumber()
                let call = scheduler.schedule(at: deadline) { [weak self] in self?.ranOut(name, number) }
                state.timers.updateValue((number, call), forKey: name)?.call.cancel()
            case .cancel(let timer):
                state.timers.removeValue(forKey: TimerName(group: id, timer: timer))?.call.cancel()
            case .persist(var metadata, let ticket):
                metadata.stateTimestamp = wallClock()
                state.writing[id, default: 0] += 1
                execute(.store(group: id, metadata), &state) { [self] result in persisted(id, ticket, result) }
            }
        }
    }

    /// Leaves the command to whoever calls the log next.
    ///
    /// - Parameter failureCount: The command says what is new since others that are on their way: it is not carried out if one
    ///   of them has failed by then. Nil for one that stands for itself.
    func execute(
        _ command: OffsetsCommand, _ state: inout State, afterFailures failureCount: UInt64? = nil,
        completion: @escaping @Sendable (Result<OffsetsReply, GroupError>) -> Void
    ) {
        state.logCalls.append { [self] in
            // Who waits for a failed write is told before the log takes anything again.
            if let failureCount, self.state.withLock({ $0.failureCount }) != failureCount {
                return completion(.failure(.coordinatorNotAvailable))
            }
            log.execute(command) { [logger] result in
                completion(result.mapError { failure in
                    switch failure {
                    case .rejected(let error): return error
                    case .log(let error):
                        logger.error("the state of a group could not be written: \(error)")
                        return .coordinatorNotAvailable
                    }
                })
            }
        }
    }

    // MARK: Around the lock

    func act(_ body: (inout State) -> Void) {
        let (outbox, mustCallLog) = state.withLock { state in
            body(&state)
            defer { state.outbox = [] }
            return (state.outbox, !state.logCalls.isEmpty && !state.isCallingLog)
        }
        for call in outbox { call() }
        if mustCallLog { callLog() }
    }

    /// One thread at a time calls the log. What others want meanwhile, it takes along.
    private func callLog() {
        while true {
            let calls: [@Sendable () -> Void] = state.withLock { state in
                guard !state.isCallingLog, !state.logCalls.isEmpty else { return [] }
                state.isCallingLog = true
                defer { state.logCalls = [] }
                return state.logCalls
            }
            if calls.isEmpty { return }
            for call in calls { call() }
            state.withLock { $0.isCallingLog = false }
        }
    }

    private func persisted(_ id: String, _ ticket: UInt64, _ result: Result<OffsetsReply, GroupError>) {
        act { state in
            written(id, &state)
            var failed = false
            if case .failure = result { failed = true }
            receive(.persisted(ticket: ticket, failed: failed), id, &state)
        }
    }

    /// One of the writes of the group is over.
    func written(_ id: String, _ state: inout State) {
        let left = state.writing[id, default: 1] - 1
        state.writing[id] = left == 0 ? nil : left
    }

    private func ranOut(_ name: TimerName, _ number: UInt64) {
        act { state in
            // A timer that was replaced or cancelled when it was already on its way.
            guard state.timers[name]?.number == number else { return }
            state.timers[name] = nil
            receive(.timer(name.timer), name.group, &state)
        }
    }
}
