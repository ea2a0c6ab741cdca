internal import DurableState
internal import Logging
internal import Synchronization

/// How often the maintenance thread looks after things, in milliseconds.
package struct MaintenanceSchedule: Sendable {
    /// `log.retention.check.interval.ms`
    package var retention = 300_000
    /// `log.cleaner.backoff.ms`
    package var cleaning = 15_000
    /// `log.flush.offset.checkpoint.interval.ms`
    package var checkpoints = 60_000
    /// Quiet producers are forgotten.
    package var producerExpiry = 600_000
    /// Full segments that the kernel has written by now are synced.
    package var settling = 15_000

    package init() {}
}

/// The thread that does what nobody waits for: finishes full segments, retention, cleaning, checkpoints, deletions.
///
/// Without a thread (`isStepped`) the owner calls `runEverything`.
final class Maintenance: Sendable {
    private struct State {
        var work: [@Sendable () -> Void] = []
        var hasRolled = false
        var isStopping = false
        var thread: WorkerThread?
    }

    private enum Task: CaseIterable {
        case retention, cleaning, checkpoints, producerExpiry, settling
    }

    private enum Next {
        case work([@Sendable () -> Void], hasRolled: Bool)
        case tick
        case stop
    }

    private let schedule: MaintenanceSchedule
    private let isStepped: Bool
    private let state = Monitor(State())

    init(_ schedule: MaintenanceSchedule, isStepped: Bool) {
        self.schedule = schedule
        self.isStepped = isStepped
    }

    func start(_ directory: LogDirectory) throws(FileSystemError) {
        guard !isStepped else { return }
        let thread = try WorkerThread("herald-upkeep") { [self, weak directory] in loop { directory } }
        state.withLock { $0.thread = thread }
    }

    func wake() { state.update { $0.hasRolled = true } }

    func perform(_ work: @escaping @Sendable () -> Void) {
        if isStepped { return work() }
        state.update { $0.work.append(work) }
    }

    /// Returns when the thread has ended; work that was handed over before is done.
    func stop() {
        let thread = state.update { state in
            state.isStopping = true
            defer { state.thread = nil }
            return state.thread
        }
        thread?.join()
    }

    func runEverything(_ directory: LogDirectory) {
        seal(directory)
        for task in Task.allCases { run(task, directory) }
    }

    // MARK: The thread

    private func loop(_ directory: () -> LogDirectory?) {
        let start = MonotonicTime.milliseconds()
        var due = Dictionary(uniqueKeysWithValues: Task.allCases.map { ($0, start + interval($0)) })
        while true {
            let earliest = due.values.min() ?? start
            switch next(before: earliest) {
            case .stop: return
            case .work(let work, let hasRolled):
                for item in work { item() }
                guard hasRolled, let directory = directory() else { continue }
                seal(directory)
            case .tick:
                guard let directory = directory() else { return }
                let now = MonotonicTime.milliseconds()
                for task in Task.allCases where due[task, default: 0] <= now {
                    run(task, directory)
                    due[task] = MonotonicTime.milliseconds() + interval(task)
                }
            }
        }
    }

    private func next(before earliest: Int) -> Next {
        state.wait { state, patience in
            if !state.work.isEmpty || state.hasRolled && !state.isStopping {
                defer {
                    state.work = []
                    state.hasRolled = false
                }
                return .work(state.work, hasRolled: state.hasRolled)
            }
            if state.isStopping { return .stop }
            let left = earliest - MonotonicTime.milliseconds()
            if left <= 0 { return .tick }
            patience = left
            return nil
        }
    }

    private func interval(_ task: Task) -> Int {
        switch task {
        case .retention: schedule.retention
        case .cleaning: schedule.cleaning
        case .checkpoints: schedule.checkpoints
        case .producerExpiry: schedule.producerExpiry
        case .settling: schedule.settling
        }
    }

    private func run(_ task: Task, _ directory: LogDirectory) {
        switch task {
        case .retention:
            for log in directory.logs {
                attempt(log) { () throws(StorageError) in try RetentionRunner(directory: directory).run(log) }
            }
        case .cleaning: clean(directory)
        case .checkpoints:
            attempt(nil) { () throws(StorageError) in try directory.writeCheckpoints() }
        case .producerExpiry:
            for log in directory.logs { log.expireProducers() }
        case .settling: seal(directory)
        }
    }

    private func seal(_ directory: LogDirectory) {
        for log in directory.logs where log.hasUnsealed {
            attempt(log) { () throws(StorageError) in try log.sealRolled(.whenWritten) }
        }
    }

    /// The dirtiest first.
    private func clean(_ directory: LogDirectory) {
        var dirty: [(log: PartitionLog, ratio: Double)] = []
        for log in directory.logs where log.config.cleanup.contains(.compact) {
            attempt(log) { () throws(StorageError) in
                try log.rollIfIdle()
                try log.sealRolled()
            }
            if let ratio = Compactor(directory: directory, log: log).eligibleRatio() { dirty.append((log, ratio)) }
        }
        for (log, _) in dirty.sorted(by: { $0.ratio > $1.ratio }) {
            attempt(log) { () throws(StorageError) in
                // Steps do not wait.
                let compactor = Compactor(directory: directory, log: log, isThrottled: !isStepped)
                guard let outcome = try compactor.runIfEligible() else { return }
                log.environment.logger.info(
                    "\(log.partition) cleaned: \(outcome.recordsKept) of \(outcome.recordsRead) records kept")
            }
        }
    }

    /// What fails is logged and tried again when its time comes; a disk that failed has said so already.
    private func attempt(_ log: PartitionLog?, _ body: () throws(StorageError) -> Void) {
        do throws(StorageError) { try body() } catch {
            guard error.code != .deleted, error.code != .closed else { return }
            log?.environment.logger.warning("\(error)")
        }
    }
}
