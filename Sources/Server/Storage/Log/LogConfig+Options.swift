internal import LogFormat

extension LogConfig {
    /// Takes a topic option by its Kafka name. Returns false, and changes nothing, if the name is not one that concerns
    /// the log or the value cannot be.
    package mutating func set(_ name: String, to value: String) -> Bool {
        switch name {
        case "segment.bytes": setCount(\.segmentByteCount, value, atLeast: 1024)
        case "segment.index.bytes": setCount(\.indexByteCount, value, atLeast: 64)
        case "index.interval.bytes": setCount(\.indexIntervalByteCount, value, atLeast: 0)
        case "max.message.bytes": setCount(\.maxBatchByteCount, value, atLeast: 0)
        case "segment.ms": setTime(\.segmentAge, value)
        case "delete.retention.ms": setTime(\.deleteRetention, value)
        case "min.compaction.lag.ms": setTime(\.minCompactionLag, value)
        case "max.compaction.lag.ms": setTime(\.maxCompactionLag, value)
        case "message.timestamp.before.max.ms": setTime(\.timestampBeforeMax, value)
        case "message.timestamp.after.max.ms": setTime(\.timestampAfterMax, value)
        case "retention.ms": setLimit(\.retentionAge, value)
        case "retention.bytes": setLimit(\.retentionByteCount, value)
        case "min.cleanable.dirty.ratio": setRatio(value)
        case "cleanup.policy": setCleanup(value)
        case "message.timestamp.type": setTimestampType(value)
        default: false
        }
    }

    private mutating func setCount(_ field: WritableKeyPath<LogConfig, Int>, _ value: String, atLeast least: Int) -> Bool {
        guard let number = Int(value), number >= least, number <= Int(Int32.max) else { return false }
        self[keyPath: field] = number
        return true
    }

    private mutating func setTime(_ field: WritableKeyPath<LogConfig, Int64>, _ value: String) -> Bool {
        guard let number = Int64(value), number >= 0 else { return false }
        self[keyPath: field] = number
        return true
    }

    /// -1 means no limit.
    private mutating func setLimit(_ field: WritableKeyPath<LogConfig, Int64?>, _ value: String) -> Bool {
        guard let number = Int64(value), number >= -1 else { return false }
        self[keyPath: field] = number == -1 ? nil : number
        return true
    }

    private mutating func setRatio(_ value: String) -> Bool {
        guard let ratio = Double(value), (0...1).contains(ratio) else { return false }
        minDirtyRatio = ratio
        return true
    }

    private mutating func setCleanup(_ value: String) -> Bool {
        var policy: CleanupPolicy = []
        for word in value.split(separator: ",") {
            switch word {
            case "delete": policy.insert(.delete)
            case "compact": policy.insert(.compact)
            default: return false
            }
        }
        cleanup = policy
        return true
    }

    private mutating func setTimestampType(_ value: String) -> Bool {
        switch value {
        case "CreateTime": timestampType = .create
        case "LogAppendTime": timestampType = .logAppend
        default: return false
        }
        return true
    }
}
