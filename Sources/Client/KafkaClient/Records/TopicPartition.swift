/// One partition of one topic.
///
/// ```swift
/// let first = TopicPartition("orders", 0)
/// print(first)                                  // orders[0]
/// ```
public struct TopicPartition: Hashable, Sendable, CustomStringConvertible {
    public var topic: String
    public var partition: Int32

    public init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    public var description: String { "\(topic)[\(partition)]" }
}

extension TopicPartition: Comparable {
    public static func < (left: TopicPartition, right: TopicPartition) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }
}

/// Where reading a partition begins.
///
/// ```swift
/// try await consumer.assign([TopicPartition("orders", 0): .last(10)])
/// ```
public enum StartOffset: Hashable, Sendable {
    /// Behind the group's committed offset; where there is none, as the consumer's `startWithoutCommit` says.
    case committed
    /// The oldest record still in the log.
    case earliest
    /// Behind the newest record: only what is written from now on.
    case latest
    case at(Int64)
    /// The last `n` offsets of the partition. In a compacted topic fewer records may be left there.
    case last(Int64)
}

/// When a record was made, or when its log took it.
public struct RecordTimestamp: Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// Given by the producer.
        case created
        /// Given by the broker (`message.timestamp.type=LogAppendTime`).
        case appended
    }

    public var kind: Kind
    /// Since 1970-01-01T00:00:00Z.
    public var milliseconds: Int64

    public init(milliseconds: Int64, kind: Kind = .created) {
        self.kind = kind
        self.milliseconds = milliseconds
    }

    public var description: String { "\(milliseconds) ms (\(kind))" }
}
