internal import DurableState
internal import Logging
internal import LogFormat
internal import Measures
internal import Synchronization

/// Takes old segments away: by age, by size, and below the log's start. Blocks.
struct RetentionRunner {
    let directory: LogDirectory

    func run(_ log: PartitionLog) throws(StorageError) {
        let plan = plan(log)
        if plan.mustRollActive {
            // What is appended meanwhile goes into the old segment or the new one: so it is all looked at again.
            try log.rollNow()
        }
        if !plan.deletions.isEmpty { try removeSegments(of: log) }
    }

    private func plan(_ log: PartitionLog) -> RetentionPlan {
        let now = log.environment.clock.now()
        return log.view.withLock { view in
            let config = view.config
            let limits =
                config.cleanup.contains(.delete)
                ? RetentionPlan.Limits(milliseconds: config.retentionAge, byteCount: config.retentionByteCount.map { Int(clamping: $0) })
                : .none
            return RetentionPlan.decide(
                segments: view.segments.indices.map { view.facts(of: $0) }, limits: limits, logStartOffset: view.logStart,
                highWatermark: log.highWatermark(view), now: now)
        }
    }

    /// Removes the segments that are due, all but an active one. The log's start is durable before the first file goes, so
    /// that a crash in the middle leaves no hole behind it.
    func removeSegments(of log: PartitionLog) throws(StorageError) {
        try log.cleaning.withLock { _ throws(StorageError) in
            // What goes now need not be synced before.
            try log.sealRolledUnlocked(.whenWritten)
            let plan = plan(log)
            let bases = Set(plan.deletions.map(\.baseOffset))
            let (removed, byteCount, start) = log.view.withLock { view -> ([LogSegment], Int64, Int64) in
                let removed = view.segments.dropLast().prefix { bases.contains($0.baseOffset) }
                guard view.ending == nil, !removed.isEmpty else { return ([], 0, view.logStart) }
                let byteCount = removed.reduce(0) { $0 + $1.byteCount }
                let start = view.segments[removed.count].baseOffset
                view.logStart = max(view.logStart, start)
                view.recoveryPoint = max(view.recoveryPoint, start)
                view.firstDirtyOffset = max(view.firstDirtyOffset, start)
                let gone = Array(removed)
                view.segments.removeFirst(gone.count)
                view.settling.removeAll { settling in settling.segment.baseOffset < start }
                view.unsynced.removeAll { $0.baseOffset < start }
                return (gone, byteCount, start)
            }
            guard !removed.isEmpty else { return }
            try directory.writeCheckpoints()
            do throws(FileSystemError) {
                let files = SegmentFiles(log.environment.files, log.directory)
                for segment in removed {
                    // Who reads it goes on reading it.
                    try segment.file.pin()
                    try files.remove(segment.baseOffset)
                }
                try log.environment.files.syncDirectory(log.directory)
            } catch {
                throw StorageError(error, partition: log.partition, while: "remove segments before offset \(start)")
            }
            log.environment.meter.retentionDeletedBytes.add(Int(byteCount))
            log.environment.meter.retentionDeletedSegments.add(removed.count)
            log.environment.logger.info("\(log.partition): \(removed.count) segments removed, the log starts at \(start)")
        }
    }
}
