internal import Synchronization

/// The host of a state machine: decides and applies in order, answers when durable.
///
/// Commands are decided one after another under a lock and their records handed to the log at once, so many commands
/// share one sync. Every answer, refusals and reads among them, waits until all the records it rests on are durable.
/// If an append fails, everyone waiting is told, the machine is discarded and replayed from what the log durably holds.
package final class LogBackedState<Machine: StateMachine>: Sendable {
    /// Why a command or read has no answer.
    package enum Failure: Error {
        /// The machine refused.
        case rejected(Machine.Rejection)
        /// The log failed; the command left no trace.
        case log(LogEngineError)
    }

    private struct Waiter {
        /// The append that must be durable first.
        var sequence: UInt64
        var resume: @Sendable (LogEngineError?) -> Void
    }

    /// What is left to do once the lock is given back.
    private enum Next {
        case refuse(LogEngineError)
        case answer(@Sendable (LogEngineError?) -> Void)
        case wait
        case fail([Waiter], LogEngineError, recover: Bool)
    }

    private struct State {
        var machine: Machine
        /// Appends handed to the log, counted since start.
        var appended: UInt64 = 0
        /// All appends up to this one are durable.
        var durable: UInt64 = 0
        /// Durable ones beyond it: logs of different partitions may finish out of turn.
        var durableAhead: Set<UInt64> = []
        /// In order of `sequence`.
        var waiters: [Waiter] = []
        /// Set from a failed append until the machine has been replayed.
        var broken: LogEngineError?
        /// Appends of the broken machine that have not called back yet.
        var outstanding = 0

        mutating func markDurable(_ sequence: UInt64) {
            durableAhead.insert(sequence)
            while durableAhead.remove(durable + 1) != nil { durable += 1 }
        }
    }

    private let engine: any LogEngine
    private let partitions: [LogPartition]
    private let makeMachine: @Sendable () -> Machine
    private let onUnreadable: @Sendable (UnreadableRecord) -> Void
    private let state: Mutex<State>

    /// - Parameters:
    ///   - partitions: The logs of the machine, replayed one after another in this order.
    ///   - onUnreadable: Told about records that are skipped because they cannot be read.
    package init(
        engine: any LogEngine, partitions: [LogPartition], makeMachine: @escaping @Sendable () -> Machine,
        onUnreadable: @escaping @Sendable (UnreadableRecord) -> Void
    ) throws(LogEngineError) {
        self.engine = engine
        self.partitions = partitions
        self.makeMachine = makeMachine
        self.onUnreadable = onUnreadable
        let machine = try Self.replay(engine, partitions, makeMachine, onUnreadable)
        self.state = Mutex(State(machine: machine))
    }

    /// Decides `command`; `completion` is called once, when the answer is durable, possibly before this returns.
    package func execute(_ command: Machine.Command, completion: @escaping @Sendable (Result<Machine.Reply, Failure>) -> Void) {
        change { state in
            let outcome: Result<Machine.Reply, Failure>
            do throws(Machine.Rejection) {
                let decision = try state.machine.decide(command)
                append(decision.records, &state)
                outcome = .success(decision.reply)
            } catch {
                outcome = .failure(.rejected(error))
            }
            return { error in completion(error.map { .failure(.log($0)) } ?? outcome) }
        } ifBroken: { error in
            completion(.failure(.log(error)))
        }
    }

    /// Looks at the state; `completion` is called once, when all that was seen is durable.
    package func read<R: Sendable>(
        _ look: (borrowing Machine) -> R, completion: @escaping @Sendable (Result<R, LogEngineError>) -> Void
    ) {
        change { state in
            let seen = look(state.machine)
            return { error in completion(error.map { .failure($0) } ?? .success(seen)) }
        } ifBroken: { error in
            completion(.failure(error))
        }
    }

    /// Looks at the state as decided so far, durable or not: for metrics and for hints that are checked again.
    package func peek<R: Sendable>(_ look: (borrowing Machine) -> R) -> R {
        state.withLock { look($0.machine) }
    }

    /// `execute` for callers that may suspend.
    package func execute(_ command: Machine.Command) async throws(Failure) -> Machine.Reply {
        let result: Result<Machine.Reply, Failure> = await withCheckedContinuation { continuation in
            execute(command) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// `read` for callers that may suspend.
    package func read<R: Sendable>(_ look: @Sendable (borrowing Machine) -> R) async throws(LogEngineError) -> R {
        let result: Result<R, LogEngineError> = await withCheckedContinuation { continuation in
            read(look) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    // MARK: Appending

    /// Runs `body` on a sound state, then answers, at once or when what it appended is durable.
    private func change(
        _ body: (inout State) -> @Sendable (LogEngineError?) -> Void, ifBroken: (LogEngineError) -> Void
    ) {
        let next: Next = state.withLock { state in
            if let broken = state.broken { return .refuse(broken) }
            let resume = body(&state)
            state.waiters.append(Waiter(sequence: state.appended, resume: resume))
            if let broken = state.broken {
                let waiters = state.waiters
                state.waiters = []
                return .fail(waiters, broken, recover: state.outstanding == 0)
            }
            guard state.durable >= state.appended else { return .wait }
            // All before it was durable too, so nobody else waits.
            state.waiters.removeLast()
            return .answer(resume)
        }
        switch next {
        case .refuse(let error): ifBroken(error)
        case .answer(let resume): resume(nil)
        case .wait: break
        case .fail(let waiters, let error, let mustRecover):
            for waiter in waiters { waiter.resume(error) }
            if mustRecover { recover() }
        }
    }

    /// Applies the records at once and hands them to the log, neighbours of one partition as one batch.
    private func append(_ records: [Machine.Record], _ state: inout State) {
        var batch: (partition: LogPartition, records: [NewRecord])?
        for record in records {
            state.machine.apply(record)
            let encoded = record.encoded()
            if batch?.partition == encoded.partition {
                batch?.records.append(encoded.record)
            } else {
                if let batch { hand(batch, &state) }
                batch = (encoded.partition, [encoded.record])
            }
        }
        if let batch { hand(batch, &state) }
    }

    private func hand(_ batch: (partition: LogPartition, records: [NewRecord]), _ state: inout State) {
        // What follows a failed batch of the same command must not reach another partition's log either.
        guard state.broken == nil else { return }
        state.appended += 1
        let sequence = state.appended
        let progress = engine.append(batch.records, to: batch.partition) { [self] result in finished(sequence, result) }
        switch progress {
        case .durable: state.markDurable(sequence)
        case .pending: state.outstanding += 1
        case .failed(let error): state.broken = error
        }
    }

    /// Takes the answer to a pending append.
    private func finished(_ sequence: UInt64, _ result: Result<Void, LogEngineError>) {
        let (resumed, error, mustRecover) = state.withLock { state -> ([Waiter], LogEngineError?, Bool) in
            state.outstanding -= 1
            if case .failure(let error) = result, state.broken == nil { state.broken = error }
            if let broken = state.broken {
                let waiters = state.waiters
                state.waiters = []
                return (waiters, broken, state.outstanding == 0)
            }
            state.markDurable(sequence)
            let ready = state.waiters.prefix { $0.sequence <= state.durable }
            state.waiters.removeFirst(ready.count)
            return (Array(ready), nil, false)
        }
        for waiter in resumed { waiter.resume(error) }
        if mustRecover { recover() }
    }

    // MARK: Replay

    /// Puts a machine made from the durable log in place of one that ran ahead of it. If that fails too, the state
    /// stays broken and says why to whoever asks.
    private func recover() {
        let result: Result<Machine, LogEngineError>
        do throws(LogEngineError) {
            for partition in partitions { try engine.recover(partition) }
            result = .success(try Self.replay(engine, partitions, makeMachine, onUnreadable))
        } catch {
            result = .failure(error)
        }
        state.withLock { state in
            switch result {
            case .success(let machine):
                state.machine = machine
                state.durable = state.appended
                state.durableAhead = []
                state.broken = nil
            case .failure(let error):
                state.broken = error
            }
        }
    }

    private static func replay(
        _ engine: any LogEngine, _ partitions: [LogPartition], _ makeMachine: () -> Machine,
        _ onUnreadable: (UnreadableRecord) -> Void
    ) throws(LogEngineError) -> Machine {
        var machine = makeMachine()
        for partition in partitions {
            var offset = try engine.startOffset(of: partition)
            while true {
                let (records, next) = try engine.read(partition, from: offset, maxBytes: 1 << 20)
                for stored in records {
                    do throws(UnreadableRecord) {
                        if let record = try Machine.Record.decode(stored) { machine.apply(record) }
                    } catch {
                        onUnreadable(error)
                    }
                }
                if next == offset { break }
                offset = next
            }
        }
        return machine
    }
}
