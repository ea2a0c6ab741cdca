internal import DurableState
internal import LogFormat
internal import Synchronization

extension PartitionLog {
    /// Raises the log's start to `offset`, or the high watermark; answers where it is then. Files stay until retention.
    func raiseStart(to offset: Int64?) throws(StorageError) -> Int64 {
        let start = try raiseViewStart(to: offset)
        writer.withLock { writer in
            // Producers and transactions that lie wholly below are over.
            writer.producers.truncate(toStart: start)
            let producers = writer.producers
            view.withLock { view in
                view.transactions.truncate(toStart: start, keeping: producers)
                view.finished = nil
            }
        }
        wakeListeners()
        return start
    }

    private func raiseViewStart(to offset: Int64?) throws(StorageError) -> Int64 {
        let result: Result<Int64, StorageError> = view.withLock { view in
            if let ending = view.ending { return .failure(ending) }
            let highWatermark = highWatermark(view)
            let target = offset ?? highWatermark
            guard target >= 0, target <= highWatermark else {
                return .failure(.offsetOutOfRange(target, logStart: view.logStart, logEnd: highWatermark, partition))
            }
            view.logStart = max(view.logStart, target)
            return .success(view.logStart)
        }
        return try result.get()
    }

    /// Begins a new segment if the active one holds anything; false if it does not.
    @discardableResult
    func rollNow() throws(StorageError) -> Bool { try rollActive { _ in true } }

    /// Closes an active segment that has been quiet for longer than a segment may live.
    func rollIfIdle() throws(StorageError) {
        let now = environment.clock.now()
        try rollActive { view in
            view.config.rollPolicy.shouldRollIdle(view.facts(of: view.segments.count - 1), now: now)
        }
    }

    @discardableResult
    private func rollActive(if isDue: (borrowing View) -> Bool) throws(StorageError) -> Bool {
        let result: Result<Bool, StorageError> = writer.withLock { writer in
            if let failure = environment.health.failure { return .failure(failure) }
            let (isDue, ending) = view.withLock { ($0.active.byteCount > 0 && isDue($0), $0.ending) }
            if let ending { return .failure(ending) }
            guard isDue else { return .success(false) }
            do throws(FileSystemError) {
                try roll(writer)
                return .success(true)
            } catch {
                return .failure(StorageError(error, partition: partition, while: "begin a new segment"))
            }
        }
        return try result.get()
    }

    /// Forgets producers that have been quiet for long.
    func expireProducers() {
        let now = environment.clock.now()
        writer.withLock { $0.producers.expire(now: now) }
    }

    /// Writes what a start would otherwise have to find out: the last thing that happens to a log. Nothing if it has not
    /// changed since that was written.
    func finish() throws(StorageError) {
        try sealRolled()
        flush()
        if let failure = environment.health.failure { throw failure }
        let producers = writer.withLock { $0.producers }
        let (base, indexes, aborted, end, isFinished) = view.withLock { view in
            view.active.indexes?.noteLargestTimestamp()
            return (view.active.baseOffset, view.active.indexes, view.active.aborted, view.logEnd, view.isFinished)
        }
        if isFinished { return }
        do throws(FileSystemError) {
            let files = SegmentFiles(environment.files, directory)
            if let indexes { try files.writeIndexes(indexes, of: base) }
            try files.writeAborted(aborted, of: base)
            try files.writeSnapshot(producers, at: end)
            try pruneSnapshots()
            try environment.files.syncDirectory(directory)
        } catch {
            throw StorageError(error, partition: partition, while: "close the log")
        }
        view.withLock { view in
            view.recoveryPoint = end
            view.finished = Finished(end: end, baseOffset: base)
        }
    }

    /// Keeps the two newest snapshots and those of segments that are there.
    func pruneSnapshots() throws(FileSystemError) {
        let bases = Set(view.withLock { $0.segments.map(\.baseOffset) })
        let snapshots = try environment.files.list(directory).compactMap { SegmentFileName($0) }
            .filter { $0.kind == .producerSnapshot }.sorted { $0.baseOffset < $1.baseOffset }
        for snapshot in snapshots.dropLast(2) where !bases.contains(snapshot.baseOffset) {
            try environment.files.remove(path("\(snapshot)"))
        }
    }

    /// Every segment as decisions see it, oldest first.
    func segmentFacts() -> [SegmentFacts] {
        view.withLock { view in view.segments.indices.map { view.facts(of: $0) } }
    }
}

extension PartitionLog.View {
    /// All that a start reads besides the segments is in its files.
    var isFinished: Bool { finished == PartitionLog.Finished(end: logEnd, baseOffset: active.baseOffset) }
}
