/// All topic options: Kafka's names, types, defaults and bounds (4.0), and what they do here.
extension TopicOption {
    package static let all: [TopicOption] = [
        cleanupPolicy, compressionType, deleteRetentionMs, fileDeleteDelayMs, flushMessages, flushMs,
        followerThrottledReplicas, indexIntervalBytes, leaderThrottledReplicas, maxCompactionLagMs, maxMessageBytes,
        timestampAfterMaxMs, timestampBeforeMaxMs, timestampType, minCleanableDirtyRatio, minCompactionLagMs,
        minInSyncReplicas, preallocate, retentionBytes, retentionMs, segmentBytes, segmentIndexBytes, segmentJitterMs,
        segmentMs, uncleanLeaderElection,
    ]

    package static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    static let cleanupPolicy = TopicOption(
        "cleanup.policy", .choices(default: ["delete"], of: ["compact", "delete"]),
        "What becomes of old records: 'delete' drops segments past their retention, 'compact' keeps the last record of each key; "
            + "without either all are kept.")
    static let compressionType = TopicOption(
        "compression.type", .choice(default: "producer", of: ["producer", "uncompressed", "gzip", "snappy", "lz4", "zstd"]),
        hasEffect: false,
        "Without effect: batches are stored as the producer compressed them, whatever is set here.")
    static let deleteRetentionMs = TopicOption(
        "delete.retention.ms", .long(default: 86_400_000, in: 0...Int64.max),
        "How long, in milliseconds, a tombstone of a compacted topic stays after it has been compacted, for readers to see.")
    static let fileDeleteDelayMs = TopicOption(
        "file.delete.delay.ms", .long(default: 60_000, in: 0...Int64.max), hasEffect: false,
        "Without effect: the files of a dropped segment are removed when its last reader is done.")
    static let flushMessages = TopicOption(
        "flush.messages", .long(default: .max, in: 1...Int64.max), hasEffect: false,
        "Without effect: when records are synced follows from herald.durability and the producer's acks.")
    static let flushMs = TopicOption(
        "flush.ms", .long(default: .max, in: 0...Int64.max), hasEffect: false,
        "Without effect: when records are synced follows from herald.durability and the producer's acks.")
    static let followerThrottledReplicas = TopicOption(
        "follower.replication.throttled.replicas", .list, hasEffect: false, "Without effect: there are no followers.")
    static let indexIntervalBytes = TopicOption(
        "index.interval.bytes", .int(default: 4096, in: 0...Int32.max),
        "About how many bytes of records lie between two entries of the offset index.")
    static let leaderThrottledReplicas = TopicOption(
        "leader.replication.throttled.replicas", .list, hasEffect: false, "Without effect: there are no followers.")
    static let maxCompactionLagMs = TopicOption(
        "max.compaction.lag.ms", .long(default: .max, in: 1...Int64.max),
        """
        How long, in milliseconds, a record may stay uncompacted at most, however little there is to clean; \
        min.compaction.lag.ms goes before it.
        """)
    static let maxMessageBytes = TopicOption(
        "max.message.bytes", .int(default: 1_048_588, in: 0...Int32.max),
        "The largest record batch that is taken, in bytes, as compressed by the producer and with its header.")
    static let timestampAfterMaxMs = TopicOption(
        "message.timestamp.after.max.ms", .long(default: 3_600_000, in: 0...Int64.max),
        "How far, in milliseconds, a record's CreateTime may be ahead of the server's clock.")
    static let timestampBeforeMaxMs = TopicOption(
        "message.timestamp.before.max.ms", .long(default: .max, in: 0...Int64.max),
        "How far, in milliseconds, a record's CreateTime may be behind the server's clock.")
    static let timestampType = TopicOption(
        "message.timestamp.type", .choice(default: "CreateTime", of: ["CreateTime", "LogAppendTime"]),
        "Whether records keep the producer's time or get the time of their append.")
    static let minCleanableDirtyRatio = TopicOption(
        "min.cleanable.dirty.ratio", .double(default: 0.5, in: 0...1),
        "The share of a compacted topic's log that must be uncompacted before it is cleaned.")
    static let minCompactionLagMs = TopicOption(
        "min.compaction.lag.ms", .long(default: 0, in: 0...Int64.max),
        "How long, in milliseconds, a record stays uncompacted at least.")
    static let minInSyncReplicas = TopicOption(
        "min.insync.replicas", .int(default: 1, in: 1...Int32.max), hasEffect: false,
        "Without effect: there is one replica, and acks=all means that it has synced.")
    static let preallocate = TopicOption(
        "preallocate", .flag(default: false), hasEffect: false, "Without effect: segment files grow as they are written.")
    static let retentionBytes = TopicOption(
        "retention.bytes", .long(default: -1, in: -1...Int64.max),
        "The size, in bytes, above which a partition's oldest segments are dropped under 'delete'; -1 for no limit.")
    static let retentionMs = TopicOption(
        "retention.ms", .long(default: 604_800_000, in: -1...Int64.max),
        "The age, in milliseconds, after which segments are dropped under 'delete'; -1 for no limit.")
    static let segmentBytes = TopicOption(
        "segment.bytes", .int(default: 1_073_741_824, in: 14...Int32.max),
        "The size, in bytes, at which a new segment file is begun.")
    static let segmentIndexBytes = TopicOption(
        "segment.index.bytes", .int(default: 10_485_760, in: 4...Int32.max),
        "The size, in bytes, a segment's offset index may reach before a new segment is begun.")
    static let segmentJitterMs = TopicOption(
        "segment.jitter.ms", .long(default: 0, in: 0...Int64.max), hasEffect: false,
        "Without effect: segments are rolled when they are due.")
    static let segmentMs = TopicOption(
        "segment.ms", .long(default: 604_800_000, in: 1...Int64.max),
        "The age, in milliseconds, at which a new segment file is begun.")
    static let uncleanLeaderElection = TopicOption(
        "unclean.leader.election.enable", .flag(default: false), hasEffect: false, "Without effect: there is one replica.")
}
