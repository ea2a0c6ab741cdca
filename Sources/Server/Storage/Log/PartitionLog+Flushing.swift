internal import DurableState
internal import Logging
internal import LogFormat
internal import Measures
internal import Synchronization

extension PartitionLog {
    /// Puts everything written so far on stable storage, then moves the high watermark and answers those who waited.
    ///
    /// One at a time per log, so that nobody takes what another is still syncing for synced. After a failure the whole
    /// data directory takes no more writes, and everyone who waits is told.
    func flush() {
        flushing.withLock { _ in
            let (end, segments, directoryIsUnsynced) = view.withLock { view in
                defer {
                    view.unsynced = []
                    view.directoryIsUnsynced = false
                }
                return (view.logEnd, view.unsynced, view.directoryIsUnsynced)
            }
            let failure = sync(segments, names: directoryIsUnsynced)
            let (answers, listeners) = settle(upTo: end, failure)
            if !answers.isEmpty { environment.meter.appendsPerSync.observe(answers.count) }
            for answer in answers { answer.deliver() }
            for listener in listeners { listener() }
        }
    }

    /// For who holds `flushing`. The data directory has failed, if it answers anything.
    func sync(_ segments: [LogSegment], names: Bool) -> StorageError? {
        if let failure = environment.health.failure { return failure }
        let start = MonotonicTime.nanoseconds()
        defer { if !segments.isEmpty { environment.meter.syncDuration.observe(MonotonicTime.nanoseconds() - start) } }
        do throws(FileSystemError) {
            // The names first: a synced file that nobody finds is lost as well.
            if names { try environment.files.syncDirectory(directory) }
            for segment in segments { try segment.file.sync() }
            return nil
        } catch {
            let failure = environment.health.fail(error, while: "sync \(partition)")
            environment.meter.failedSyncs.add()
            environment.logger.critical("\(failure.message)")
            return failure
        }
    }

    private func settle(upTo end: Int64, _ failure: StorageError?) -> ([AppendAnswer], [@Sendable () -> Void]) {
        view.withLock { view in
            if let failure {
                defer { view.waiters = [] }
                return (view.waiters.map { AppendAnswer(completion: $0.answer.completion, result: .failure(failure)) }, [])
            }
            let isMoved = view.durableEnd < end
            view.durableEnd = max(view.durableEnd, end)
            view.transactions.settle(view.durableEnd)
            let ready = view.waiters.prefix { $0.end <= view.durableEnd }.count
            let answers = view.waiters.prefix(ready).map(\.answer)
            view.waiters.removeFirst(ready)
            let listeners = isMoved && environment.durability == .fsync ? Array(view.listeners.values) : []
            return (answers, listeners)
        }
    }
}
