package import Measures

/// What the logs of a data directory count while they work.
package final class StorageMeter: Sendable {
    /// Writing what waits for one log, from taking its lock to the last write.
    package let appendDuration = Histogram(.duration)
    /// One sync of one log: all its files that were written to.
    package let syncDuration = Histogram(.duration)
    /// Appends with `acks=all` that shared a sync.
    package let appendsPerSync = Histogram(.count)
    /// Of what was appended.
    package let batchBytes = Histogram(.bytes)
    package let failedSyncs = Counter()
    /// Runs of the cleaner over one log.
    package let compactionDuration = Histogram(.duration)
    package let compactedBytesBefore = Counter()
    package let compactedBytesAfter = Counter()
    package let retentionDeletedBytes = Counter()
    package let retentionDeletedSegments = Counter()

    package init() {}
}

/// What went into one log, and out of it, since the process began.
package final class LogTraffic: Sendable {
    package let appendedRecords = Counter()
    package let appendedBytes = Counter()
    /// Offsets that fetches covered: fewer records where the log is compacted.
    package let fetchedRecords = Counter()
    package let fetchedBytes = Counter()

    package init() {}
}
