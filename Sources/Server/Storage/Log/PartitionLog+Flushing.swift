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
            var failure = environment.health.failure
            let start = MonotonicTime.nanoseconds()
            if failure == nil {
                do throws(FileSystemError) {
                    // The names first: a synced file that nobody finds is lost as well.
                    if directoryIsUnsynced { try environment.files.syncDirectory(directory) }
                    for segment in segments { try segment.file.sync() }
                } catch {
                    failure = environment.health.fail(error, while: "sync \(partition)")
                    environment.meter.failedSyncs.add()
                    environment.logger.critical("\(failure?.message ?? error.description)")
                }
            }
            if !segments.isEmpty { environment.meter.syncDuration.observe(MonotonicTime.nanoseconds() - start) }
            let (answers, listeners) = settle(upTo: end, failure)
            if !answers.isEmpty { environment.meter.appendsPerSync.observe(answers.count) }
            for answer in answers { answer.deliver() }
            for listener in listeners { listener() }
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

    /// Finishes segments that were rolled: synced, with indexes, the producers' state beside them; from then on a start
    /// after a crash need not look at them. What fails is tried again with the next call. Blocks.
    func sealRolled() throws(StorageError) {
        try cleaning.withLock { _ throws(StorageError) in try sealRolledUnlocked() }
    }

    /// As `sealRolled`, for those who hold `cleaning`.
    func sealRolledUnlocked() throws(StorageError) {
        while let next = view.withLock({ $0.rolled.first }) {
            flush()
            if let failure = environment.health.failure { throw failure }
            if let ending = view.withLock({ $0.ending }), ending.code == .deleted { throw ending }
            let indexes = view.withLock { _ in next.segment.indexes }
            do throws(FileSystemError) {
                let files = SegmentFiles(environment.files, directory)
                if let indexes { try files.writeIndexes(indexes, of: next.segment.baseOffset) }
                try files.writeAborted(view.withLock { _ in next.segment.aborted }, of: next.segment.baseOffset)
                try files.writeSnapshot(next.producers, at: next.end)
                try environment.files.syncDirectory(directory)
            } catch {
                throw StorageError(error, partition: partition, while: "finish segment \(next.segment.baseOffset)")
            }
            view.withLock { view in
                view.rolled.removeFirst()
                view.recoveryPoint = max(view.recoveryPoint, next.end)
            }
        }
    }
}
