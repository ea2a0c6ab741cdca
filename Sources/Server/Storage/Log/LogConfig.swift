package import LogFormat

/// What one log is told to do. Names in comments are Kafka's topic options; times in milliseconds.
package struct LogConfig: Equatable, Sendable {
    /// `segment.bytes`
    package var segmentByteCount = 1 << 30
    /// `segment.ms`
    package var segmentAge: Int64 = 7 * 24 * 3_600_000
    /// `segment.index.bytes`
    package var indexByteCount = 10 << 20
    /// `index.interval.bytes`
    package var indexIntervalByteCount = 4096
    /// `cleanup.policy`
    package var cleanup: CleanupPolicy = .delete
    /// `retention.ms`; nil: no limit.
    package var retentionAge: Int64? = 7 * 24 * 3_600_000
    /// `retention.bytes`; nil: no limit.
    package var retentionByteCount: Int64?
    /// `delete.retention.ms`: how long tombstones stay after they were first cleaned.
    package var deleteRetention: Int64 = 24 * 3_600_000
    /// `min.cleanable.dirty.ratio`
    package var minDirtyRatio = 0.5
    /// `min.compaction.lag.ms`
    package var minCompactionLag: Int64 = 0
    /// `max.compaction.lag.ms`
    package var maxCompactionLag: Int64 = .max
    /// `message.timestamp.type`
    package var timestampType: TimestampType = .create
    /// `message.max.bytes`: the largest batch, its header included. Checked by who validates batches.
    package var maxBatchByteCount = 1_048_588
    /// `message.timestamp.before.max.ms`; checked by who validates batches.
    package var timestampBeforeMax: Int64 = .max
    /// `message.timestamp.after.max.ms`; checked by who validates batches.
    package var timestampAfterMax: Int64 = 3_600_000

    package init() {}

    /// No `cleanup.policy` at all.
    package static var keepingEverything: LogConfig {
        var config = LogConfig()
        config.cleanup = []
        return config
    }

    /// `cleanup.policy=compact`, else as everywhere.
    package static var compacted: LogConfig {
        var config = LogConfig()
        config.cleanup = .compact
        return config
    }
}

/// `cleanup.policy`: how a log loses what is old.
package struct CleanupPolicy: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Whole segments go by age and size.
    package static let delete = CleanupPolicy(rawValue: 1)
    /// The last record of every key stays.
    package static let compact = CleanupPolicy(rawValue: 2)
}
