package import DurableState
package import GroupCoordination
package import Logging
internal import LogFormat
internal import Storage
internal import Synchronization
package import TransactionCoordination

/// All transactional ids of the server: decides by `TransactionCoordinator`, and carries its decisions out: markers into partitions,
/// offsets into groups. Calls come on any thread, answers once, on any thread.
///
/// A client that ends its transaction is answered when all of that is durable: what it does next meets nothing half done.
package final class TransactionHost: Sendable {
    package typealias Completion<Value> = @Sendable (Result<Value, TransactionError>) -> Void

    private let state: LogBackedState<TransactionCoordinator>
    private let topics: TopicHost
    private let groups: GroupHost
    private let producerIDs: ProducerIDs
    private let scheduler: any GroupScheduler
    private let wallClock: @Sendable () -> Int64
    private let logger: Logger
    private let timer = Mutex(Timer())
    /// Batches that wait until their partition belongs to a transaction.
    private let gates = Mutex<[Gate: [@Sendable (Result<Void, TransactionError>) -> Void]]>([:])

    private struct Timer {
        var next: (any ScheduledCall)?
        var isStopped = false
    }

    private struct Gate: Hashable {
        var producer: ProducerIdentity
        var partition: LogPartition
    }

    /// Milliseconds between looks for transactions that have lasted too long (Kafka's
    /// `transaction.abort.timed.out.transaction.cleanup.interval.ms`).
    private static let expirationInterval: Int64 = 10_000
    /// Milliseconds until what could not be carried out is tried again.
    private static let retryInterval: Int64 = 1_000

    /// Makes the coordinator's topics if they are not there, replays them, and goes on with endings that were cut short.
    ///
    /// - Parameter wallClock: Milliseconds since 1970-01-01 UTC.
    package init(
        engine: any LogEngine, topics: TopicHost, groups: GroupHost, producerIDs: ProducerIDs,
        limits: TransactionCoordinator.Limits = TransactionCoordinator.Limits(), scheduler: any GroupScheduler,
        wallClock: @escaping @Sendable () -> Int64, logger: Logger
    ) throws(LogEngineError) {
        for partition in TransactionRecord.partitions { try engine.ensureTopic(partition.topic, partitions: 1, config: [:]) }
        state = try LogBackedState(
            engine: engine, partitions: TransactionRecord.partitions, makeMachine: { TransactionCoordinator(limits: limits) },
            onUnreadable: { logger.error("a record of transactions is skipped: \($0)") })
        self.topics = topics
        self.groups = groups
        self.producerIDs = producerIDs
        self.scheduler = scheduler
        self.wallClock = wallClock
        self.logger = logger
        for ending in state.peek({ $0.unfinished }) { carryOut(ending) { _ in } }
        abortUnknown()
        expireLater()
    }

    /// No timer runs any more. Requests are still answered.
    package func stop() {
        timer.withLock { timer in
            timer.next?.cancel()
            timer = Timer(isStopped: true)
        }
    }

    // MARK: What clients ask

    /// Gives the id to the client. What somebody else has begun with it is aborted first.
    package func initialize(
        _ id: String, timeout: Int32, expected: ProducerIdentity?, completion: @escaping Completion<ProducerIdentity>
    ) {
        initialize(InitializeProducer(id: id, timeout: timeout, expected: expected, now: wallClock()), completion)
    }

    private func initialize(_ wish: InitializeProducer, _ completion: @escaping Completion<ProducerIdentity>) {
        execute(.initialize(wish)) { [self] result in
            switch result {
            case .success(.producer(let producer)): completion(.success(producer))
            case .success(.endings(let endings)):
                // One; then the id is free.
                for ending in endings {
                    carryOut(ending) { [self] result in
                        if case .failure(let error) = result { return completion(.failure(error)) }
                        var again = wish
                        // Whoever asked for the next epoch has it: the one after the one that fenced the transaction.
                        again.expected = nil
                        initialize(again, completion)
                    }
                }
            case .success(.done): preconditionFailure("an initialization is answered with a producer")
            case .failure(.needsProducerID):
                withFreshID(completion) { [self] id in
                    var again = wish
                    again.freshID = id
                    initialize(again, completion)
                }
            case .failure(let error): completion(.failure(error))
            }
        }
    }

    package func addPartitions(
        _ partitions: Set<LogPartition>, to id: String, _ producer: ProducerIdentity, completion: @escaping Completion<Void>
    ) {
        execute(.addPartitions(AddPartitions(id: id, producer: producer, partitions: partitions, now: wallClock()))) { result in
            completion(result.map { _ in })
        }
    }

    /// The partition in which the offsets of a group are kept; nil for an id that no group can have.
    package func offsetsPartition(of group: String) -> LogPartition? { groups.partition(of: group) }

    /// Keeps offsets of a group until the transaction ends.
    ///
    /// - Parameter claim: the member on whose behalf it is done; nil if the client knows of none.
    package func storeOffsets(
        _ offsets: [LogPartition: PendingOffsets.Offset], of group: String, claim: MemberClaim?, in id: String,
        _ producer: ProducerIdentity, raisesEpochs: Bool,
        completion: @escaping @Sendable (Result<Void, OffsetsRefusal>) -> Void
    ) {
        guard let partition = groups.partition(of: group) else { return completion(.failure(.group(.invalidGroupID))) }
        let store: @Sendable () -> Void = { [self] in
            let wish = StoreOffsets(
                id: id, producer: producer, group: group, partition: partition, offsets: offsets, raisesEpochs: raisesEpochs,
                now: wallClock())
            execute(.storeOffsets(wish)) { result in completion(result.map { _ in }.mapError { .transaction($0) }) }
        }
        guard let claim else { return store() }
        groups.checkCommit(group, claim) { refusal in
            if let refusal { completion(.failure(.group(refusal))) } else { store() }
        }
    }

    /// Why offsets were not taken.
    package enum OffsetsRefusal: Error {
        case group(GroupError)
        case transaction(TransactionError)
    }

    /// Whether an offset may be about to change (KIP-447).
    package func hasPendingOffset(of group: String, in partition: LogPartition) -> Bool {
        state.peek { $0.hasPendingOffset(of: group, in: partition) }
    }

    /// Commits or aborts; answers who the client is from now on.
    package func end(
        _ id: String, _ producer: ProducerIdentity, isCommit: Bool, raisesEpochs: Bool,
        completion: @escaping Completion<ProducerIdentity>
    ) {
        end(
            EndTransaction(id: id, producer: producer, isCommit: isCommit, raisesEpochs: raisesEpochs, now: wallClock()), completion)
    }

    private func end(_ wish: EndTransaction, _ completion: @escaping Completion<ProducerIdentity>) {
        execute(.end(wish)) { [self] result in
            switch result {
            case .success(.producer(let producer)): completion(.success(producer))
            case .success(.endings(let endings)): for ending in endings { carryOut(ending, completion) }
            case .success(.done): preconditionFailure("the end of a transaction is answered with a producer or an ending")
            case .failure(.needsProducerID):
                withFreshID(completion) { [self] id in
                    var again = wish
                    again.freshID = id
                    end(again, completion)
                }
            case .failure(let error): completion(.failure(error))
            }
        }
    }

    // MARK: Batches

    /// Whether a transactional batch may be appended, for clients that name their partitions beforehand.
    func check(_ partition: LogPartition, of id: String, _ producer: ProducerIdentity) throws(TransactionError) {
        let result = state.peek { state -> Result<Void, TransactionError> in
            do throws(TransactionError) { return .success(try state.check(partition, of: id, producer)) } catch { return .failure(error) }
        }
        try result.get()
    }

    /// Takes the partition into the producer's transaction if it is not part of it, then calls `append`: for clients that
    /// leave that to the broker (KIP-890). Batches of one producer and partition are called in the order of their calls.
    func admit(
        _ partition: LogPartition, to id: String, _ producer: ProducerIdentity, isOpen: Bool,
        append: @escaping @Sendable (Result<Void, TransactionError>) -> Void
    ) {
        let gate = Gate(producer: producer, partition: partition)
        enum Step { case append, wait, ask }
        let step: Step = gates.withLock { gates in
            if gates[gate] != nil {
                gates[gate]?.append(append)
                return .wait
            }
            if isOpen { return .append }
            gates[gate] = [append]
            return .ask
        }
        switch step {
        case .append: append(.success(()))
        case .wait: break
        case .ask:
            let wish = AddPartitions(id: id, producer: producer, partitions: [partition], raisesEpochs: true, now: wallClock())
            execute(.addPartitions(wish)) { [self] result in open(gate, result.map { _ in }) }
        }
    }

    private func open(_ gate: Gate, _ result: Result<Void, TransactionError>) {
        while true {
            let waiting = gates.withLock { gates in
                let waiting = gates[gate] ?? []
                // Whoever comes while these are called still waits behind them.
                gates[gate] = waiting.isEmpty ? nil : []
                return waiting
            }
            if waiting.isEmpty { return }
            for append in waiting { append(result) }
        }
    }

    // MARK: Looking

    package func transaction(_ id: String) -> Transaction? { state.peek { $0.transactions[id] } }

    /// By transactional id.
    package var all: [String: Transaction] { state.peek { $0.transactions } }

    package func now() -> Int64 { wallClock() }

    // MARK: Carrying out

    private func carryOut(_ ending: TransactionEnding, _ completion: @escaping Completion<ProducerIdentity>) {
        writeMarkers(ending) { [self] in
            takeOver(ending) { [self] in
                execute(.complete(id: ending.id, now: wallClock())) { [self] result in
                    switch result {
                    case .success(.producer(let producer)): completion(.success(producer))
                    case .success: preconditionFailure("a completed transaction is answered with its producer")
                    case .failure(.coordinatorNotAvailable): later("complete", ending) { [self] in carryOut(ending, completion) }
                    case .failure(let error): completion(.failure(error))
                    }
                }
            }
        }
    }

    /// A marker into every partition that is still there. Those of committed offsets need none: theirs are written when the end is
    /// decided.
    private func writeMarkers(_ ending: TransactionEnding, then: @escaping @Sendable () -> Void) {
        let logs = ending.partitions.filter { $0.topic != OffsetsPartition.topic }.compactMap(log)
        let marker = TransactionMarker(
            producerID: ending.producer.id, producerEpoch: ending.producer.epoch, isCommit: ending.isCommit)
        let gathering = Gathering<LogPartition, StorageError?>(logs.count) { [self] failures in
            let failure = failures.values.compactMap { $0 }.first { !$0.meansDeleted }
            guard let failure else { return then() }
            logger.error("the end of transaction '\(ending.id)' could not be written: \(failure)")
            later("write the markers of", ending) { [self] in writeMarkers(ending, then: then) }
        }
        for log in logs {
            log.append(marker) { result in
                if case .failure(let error) = result { gathering.add(log.partition, error) } else { gathering.add(log.partition, nil) }
            }
        }
        gathering.finishIfEmpty()
    }

    private func log(_ partition: LogPartition) -> PartitionLog? { topics.topic(named: partition.topic)?.log(partition.index) }

    /// The transaction's offsets become those of their groups.
    private func takeOver(_ ending: TransactionEnding, then: @escaping @Sendable () -> Void) {
        let gathering = Gathering<String, GroupError?>(ending.offsets.count) { [self] refusals in
            for (group, refusal) in refusals {
                guard let refusal else { continue }
                logger.error("offsets of group '\(group)' in transaction '\(ending.id)' could not be committed: \(refusal)")
                if refusal == .coordinatorNotAvailable {
                    return later("commit the offsets of", ending) { [self] in takeOver(ending, then: then) }
                }
            }
            then()
        }
        for (group, pending) in ending.offsets {
            let commits = pending.offsets.sorted { ($0.key.topic, $0.key.index) < ($1.key.topic, $1.key.index) }.map {
                OffsetsCommand.Commit(
                    partition: $0.key, offset: $0.value.offset, leaderEpoch: $0.value.leaderEpoch, metadata: $0.value.metadata)
            }
            groups.takeOver(group, commits) { gathering.add(group, $0) }
        }
        gathering.finishIfEmpty()
    }

    private func later(_ doing: String, _ ending: TransactionEnding, _ body: @escaping @Sendable () -> Void) {
        guard !timer.withLock({ $0.isStopped }) else { return }
        logger.warning("will try again to \(doing) transaction '\(ending.id)' in \(Self.retryInterval) ms")
        _ = scheduler.schedule(at: scheduler.now + Self.retryInterval, body)
    }

    /// A transaction that is open in a log and that nobody knows of would hold up readers for ever: after a power cut that took the
    /// coordinator's last words, or when its topics were lost.
    private func abortUnknown() {
        let known = state.peek { $0.transactions }.values.filter { $0.status == .ongoing || $0.status.isEnding }
        let alive = Set(known.map(\.producer.id))
        for log in topics.all.flatMap({ $0.logs.compactMap { $0 } }) where log.lastStableOffset < log.highWatermark {
            for (id, producer) in log.producers where producer.transactionStart != nil && !alive.contains(id) {
                logger.warning("\(log.partition): producer \(id) has a transaction open that no coordinator knows of; it is aborted")
                log.append(TransactionMarker(producerID: id, producerEpoch: producer.epoch, isCommit: false)) { [logger] result in
                    if case .failure(let error) = result { logger.error("that transaction could not be aborted: \(error)") }
                }
            }
        }
    }

    // MARK: Parts

    private func execute(_ command: TransactionCommand, completion: @escaping Completion<TransactionReply>) {
        state.execute(command) { [logger] result in
            completion(result.mapError { failure in
                switch failure {
                case .rejected(let error): return error
                case .log(let error):
                    logger.error("the state of a transaction could not be written: \(error)")
                    return .coordinatorNotAvailable
                }
            })
        }
    }

    private func withFreshID<Value>(_ completion: @escaping Completion<Value>, _ body: @escaping @Sendable (Int64) -> Void) {
        producerIDs.next { result in
            switch result {
            case .success(let id): body(id)
            case .failure: completion(.failure(.coordinatorNotAvailable))
            }
        }
    }

    private func expireLater() {
        timer.withLock { timer in
            guard !timer.isStopped else { return }
            timer.next = scheduler.schedule(at: scheduler.now + Self.expirationInterval) { [weak self] in
                self?.expire()
                self?.expireLater()
            }
        }
    }

    /// Aborts what has lasted too long.
    package func expire() {
        execute(.expire(now: wallClock())) { [self] result in
            guard case .success(.endings(let endings)) = result else { return }
            for ending in endings {
                logger.warning("transaction '\(ending.id)' has lasted longer than its timeout and is aborted")
                carryOut(ending) { _ in }
            }
        }
    }
}

extension StorageError {
    /// There is nothing to write a marker to any more.
    fileprivate var meansDeleted: Bool { code == .deleted || code == .unknownPartition }
}
