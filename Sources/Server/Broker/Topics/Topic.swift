package import KafkaWire
package import LogFormat
package import Storage
package import TopicModel

/// A topic as it is served: what the catalog says of it, and its logs. Immutable: a change makes another.
package final class Topic: Sendable {
    package let description: TopicDescription
    /// Every option's value; of those that are not set, what the broker says.
    package let config: EffectiveTopicConfig
    /// By partition index; nil for one whose files are damaged or could not be made.
    package let logs: [PartitionLog?]
    /// What its batches are held to.
    package let validation: BatchValidation

    init(_ description: TopicDescription, _ config: EffectiveTopicConfig, logs: [PartitionLog?]) {
        self.description = description
        self.config = config
        self.logs = logs
        self.validation = BatchValidation(config)
    }

    package var name: String { description.name.text }

    package func log(_ index: Int32) -> PartitionLog? {
        logs.indices.contains(Int(index)) ? logs[Int(index)] : nil
    }

    /// What a client is told of a partition without a log.
    package func problem(with index: Int32) -> ErrorCode {
        logs.indices.contains(Int(index)) ? .kafkaStorageError : .unknownTopicOrPartition
    }
}

extension BatchValidation {
    init(_ config: EffectiveTopicConfig) {
        self.init()
        messageMaxByteCount = config.maxMessageBytes
        isCompacted = config.isCompacted
        timestampType = TimestampType(config.timestampType)
        oldestMilliseconds = config.timestampBeforeMaxMilliseconds == .max ? nil : config.timestampBeforeMaxMilliseconds
        aheadMilliseconds = config.timestampAfterMaxMilliseconds == .max ? nil : config.timestampAfterMaxMilliseconds
    }
}

extension TimestampType {
    init(_ type: EffectiveTopicConfig.TimestampType) {
        switch type {
        case .createTime: self = .create
        case .logAppendTime: self = .logAppend
        }
    }
}

extension LogConfig {
    init(_ config: EffectiveTopicConfig) {
        self.init()
        segmentByteCount = config.segmentBytes
        segmentAge = config.segmentMilliseconds
        indexByteCount = config.segmentIndexBytes
        indexIntervalByteCount = config.indexIntervalBytes
        cleanup = []
        if config.isCompacted { cleanup.insert(.compact) }
        if config.deletesOldSegments { cleanup.insert(.delete) }
        retentionAge = config.retentionMilliseconds
        retentionByteCount = config.retentionBytes
        deleteRetention = config.deleteRetentionMilliseconds
        minDirtyRatio = config.minCleanableDirtyRatio
        minCompactionLag = config.minCompactionLagMilliseconds
        maxCompactionLag = config.maxCompactionLagMilliseconds
        timestampType = TimestampType(config.timestampType)
        maxBatchByteCount = config.maxMessageBytes
        timestampBeforeMax = config.timestampBeforeMaxMilliseconds
        timestampAfterMax = config.timestampAfterMaxMilliseconds
    }
}
