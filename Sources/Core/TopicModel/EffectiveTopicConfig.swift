/// What a topic's options come to: the typed values of those that change something, defaults filled in.
package struct EffectiveTopicConfig: Hashable, Sendable {
    package enum TimestampType: String, Sendable {
        case createTime = "CreateTime"
        case logAppendTime = "LogAppendTime"
    }

    package var isCompacted: Bool
    /// Whether segments past their retention are dropped.
    package var deletesOldSegments: Bool
    /// Nil for no limit.
    package var retentionMilliseconds: Int64?
    /// Nil for no limit.
    package var retentionBytes: Int64?
    package var segmentBytes: Int
    package var segmentMilliseconds: Int64
    package var segmentIndexBytes: Int
    package var indexIntervalBytes: Int
    /// Of one record batch, header included.
    package var maxMessageBytes: Int
    package var deleteRetentionMilliseconds: Int64
    /// From 0 to 1.
    package var minCleanableDirtyRatio: Double
    package var minCompactionLagMilliseconds: Int64
    package var maxCompactionLagMilliseconds: Int64
    package var timestampType: TimestampType
    package var timestampBeforeMaxMilliseconds: Int64
    package var timestampAfterMaxMilliseconds: Int64

    /// - Parameters:
    ///   - overrides: Values set, by name. One this version does not understand counts as not set.
    ///   - defaults: What the broker says options are that are not set, by name.
    package init(_ overrides: [String: String] = [:], defaults: [String: String] = [:]) {
        let overrides = defaults.merging(overrides) { _, own in own }
        func integer(_ option: TopicOption) -> Int64 { option.integer(in: overrides) }
        func limit(_ option: TopicOption) -> Int64? {
            let value = integer(option)
            return value < 0 ? nil : value
        }
        let policies = TopicOption.cleanupPolicy.list(in: overrides)
        isCompacted = policies.contains("compact")
        deletesOldSegments = policies.contains("delete")
        retentionMilliseconds = limit(.retentionMs)
        retentionBytes = limit(.retentionBytes)
        segmentBytes = Int(integer(.segmentBytes))
        segmentMilliseconds = integer(.segmentMs)
        segmentIndexBytes = Int(integer(.segmentIndexBytes))
        indexIntervalBytes = Int(integer(.indexIntervalBytes))
        maxMessageBytes = Int(integer(.maxMessageBytes))
        deleteRetentionMilliseconds = integer(.deleteRetentionMs)
        minCleanableDirtyRatio = TopicOption.minCleanableDirtyRatio.fraction(in: overrides)
        minCompactionLagMilliseconds = integer(.minCompactionLagMs)
        maxCompactionLagMilliseconds = integer(.maxCompactionLagMs)
        timestampType = TimestampType(rawValue: TopicOption.timestampType.choice(in: overrides)) ?? .createTime
        timestampBeforeMaxMilliseconds = integer(.timestampBeforeMaxMs)
        timestampAfterMaxMilliseconds = integer(.timestampAfterMaxMs)
    }
}
