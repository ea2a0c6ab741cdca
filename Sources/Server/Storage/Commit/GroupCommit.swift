internal import LogFormat

/// Many writers, one sync: the threads that append and sync in `fsync` mode.
///
/// One thread takes all that waits to be appended, writes it, log by log, each log's batches in one go. Others sync the
/// logs that were written to, several at a time, but never one log twice at once: what arrives while a log is being
/// synced shares its next sync, so groups grow by themselves as the disk slows down. A sync is due at once when an
/// `acks=all` append waits for it, else 10 ms after the first unsynced byte.
///
/// Without threads (`steps`) the owner moves it by `writeQueued` and `syncDirty`: so simulations repeat.
package final class GroupCommit: Sendable {
    package enum Drive: Sendable {
        /// Threads of its own; that many of them sync.
        case threads(syncing: Int)
        /// The owner calls.
        case steps
    }

    /// Bytes and appends that may wait to be written; beyond that an append is refused as `.busy`, unless nothing waits.
    package static let queuedByteLimit = 64 << 20
    package static let queuedJobLimit = 65_536
    /// Milliseconds from the first unsynced byte to a sync that nobody waits for.
    static let syncDelay = 10

    private struct WriteQueue {
        /// What waits for each log, in order.
        var groups: [(log: PartitionLog, jobs: [AppendJob])] = []
        var places: [ObjectIdentifier: Int] = [:]
        var jobCount = 0
        var byteCount = 0
        var isClosing = false
    }

    private struct Due {
        var log: PartitionLog
        /// On `MonotonicTime`'s clock, milliseconds.
        var time: Int
    }

    private struct SyncQueue {
        /// First come, first synced.
        var due: [Due] = []
        var inFlight: Set<ObjectIdentifier> = []
        var isClosing = false
    }

    private let queue = Monitor(WriteQueue())
    private let dirty = Monitor(SyncQueue())
    private let threads = Monitor<[WorkerThread]>([])

    package init(_ drive: Drive) throws(FileSystemError) {
        guard case .threads(let syncing) = drive else { return }
        var started: [WorkerThread] = []
        started.append(try WorkerThread("herald-append") { [self] in
            while waitForJobs() { writeQueued() }
        })
        for index in 0..<max(1, syncing) {
            started.append(try WorkerThread("herald-sync-\(index)") { [self] in
                while let log = nextDue() {
                    log.flush()
                    finished(log)
                }
            })
        }
        let all = started
        threads.withLock { $0 = all }
    }

    /// Queues an append; false if too much waits already. With `ignoringLimit` it is taken always: the server's own
    /// appends, whose number is bound by the requests that cause them.
    func submit(_ job: AppendJob, to log: PartitionLog, ignoringLimit: Bool) -> Bool {
        let byteCount = job.bytes.count
        return queue.update { queue in
            guard !queue.isClosing,
                ignoringLimit || queue.jobCount == 0
                    || (queue.byteCount + byteCount <= Self.queuedByteLimit && queue.jobCount < Self.queuedJobLimit)
            else { return false }
            if let place = queue.places[ObjectIdentifier(log)] {
                queue.groups[place].jobs.append(job)
            } else {
                queue.places[ObjectIdentifier(log)] = queue.groups.count
                queue.groups.append((log, [job]))
            }
            queue.jobCount += 1
            queue.byteCount += byteCount
            return true
        }
    }

    /// Writes everything that is queued. Returns false if that was nothing.
    @discardableResult
    package func writeQueued() -> Bool {
        let groups = queue.withLock { queue in
            var groups: [(log: PartitionLog, jobs: [AppendJob])] = []
            swap(&groups, &queue.groups)
            queue.places = [:]
            queue.jobCount = 0
            queue.byteCount = 0
            return groups
        }
        for index in groups.indices {
            let log = groups[index].log
            let isAwaited = groups[index].jobs.contains { $0.acks == .all }
            log.write(groups[index].jobs)
            markDirty(log, isAwaited: isAwaited)
        }
        return !groups.isEmpty
    }

    /// Asks for a sync of `log`.
    func markDirty(_ log: PartitionLog, isAwaited: Bool) {
        let time = MonotonicTime.milliseconds() + (isAwaited ? 0 : Self.syncDelay)
        dirty.update { dirty in
            if let index = dirty.due.firstIndex(where: { $0.log === log }) {
                dirty.due[index].time = min(dirty.due[index].time, time)
            } else {
                dirty.due.append(Due(log: log, time: time))
            }
        }
    }

    /// Syncs every log that was written to, due or not. Returns false if there was none.
    @discardableResult
    package func syncDirty() -> Bool {
        let logs = dirty.withLock { dirty in
            defer { dirty.due = [] }
            return dirty.due.map(\.log)
        }
        for log in logs { log.flush() }
        return !logs.isEmpty
    }

    /// Writes and syncs what is queued, then ends the threads. Appends from here on are refused by their logs.
    func close() {
        queue.update { $0.isClosing = true }
        let all = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        // The appender first: what it writes last must still find those who sync.
        all.first?.join()
        dirty.update { $0.isClosing = true }
        for thread in all.dropFirst() { thread.join() }
        while writeQueued() || syncDirty() {}
    }

    // MARK: What the threads wait for

    /// True when there are jobs, false when there will be none any more.
    private func waitForJobs() -> Bool {
        queue.wait { queue, _ in
            if !queue.groups.isEmpty { return true }
            return queue.isClosing ? false : nil
        }
    }

    /// The next log to sync; nil when there will be none any more.
    private func nextDue() -> PartitionLog? {
        dirty.wait { dirty, patience -> PartitionLog?? in
            let now = MonotonicTime.milliseconds()
            var earliest: Int?
            for (index, due) in dirty.due.enumerated() where !dirty.inFlight.contains(ObjectIdentifier(due.log)) {
                if due.time <= now || dirty.isClosing {
                    dirty.due.remove(at: index)
                    dirty.inFlight.insert(ObjectIdentifier(due.log))
                    return .some(due.log)
                }
                earliest = min(earliest ?? due.time, due.time)
            }
            if dirty.isClosing, dirty.due.isEmpty { return .some(nil) }
            patience = earliest.map { $0 - now }
            return nil
        }
    }

    private func finished(_ log: PartitionLog) {
        dirty.update { _ = $0.inFlight.remove(ObjectIdentifier(log)) }
    }
}
