/// One partition of one topic.
package struct LogPartition: Hashable, Sendable, CustomStringConvertible {
    package var topic: String
    package var index: Int32

    package init(topic: String, index: Int32) {
        self.topic = topic
        self.index = index
    }

    /// `topic-index`, as the partition's directory is called.
    package var description: String { "\(topic)-\(index)" }
}

/// A key and value on their way into a log. A nil value is a tombstone.
package struct NewRecord: Sendable, Equatable {
    package var key: [UInt8]?
    package var value: [UInt8]?
    /// Milliseconds since 1970-01-01 UTC; nil for when it is appended.
    package var timestamp: Int64?

    package init(key: [UInt8]?, value: [UInt8]?, timestamp: Int64? = nil) {
        self.key = key
        self.value = value
        self.timestamp = timestamp
    }
}

/// A record as it was found in a log.
package struct StoredRecord: Sendable, Equatable {
    package var partition: LogPartition
    package var offset: Int64
    /// Milliseconds since 1970-01-01 UTC.
    package var timestamp: Int64
    package var key: [UInt8]?
    package var value: [UInt8]?

    package init(partition: LogPartition, offset: Int64, timestamp: Int64, key: [UInt8]?, value: [UInt8]?) {
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
    }
}

/// A state machine's record as bytes in a log, and back.
package protocol LoggedRecord: Sendable {
    /// Where the record goes, and its bytes.
    func encoded() -> (partition: LogPartition, record: NewRecord)

    /// The record those bytes mean; nil for bytes of a kind this machine has no use for.
    /// Throws for bytes that cannot be read: the host reports and skips them.
    static func decode(_ stored: StoredRecord) throws(UnreadableRecord) -> Self?
}

/// Bytes in a state log that mean nothing to its machine.
package struct UnreadableRecord: Error, Sendable, CustomStringConvertible {
    package var partition: LogPartition
    package var offset: Int64
    package var problem: String

    package init(_ stored: StoredRecord, problem: String) {
        self.partition = stored.partition
        self.offset = stored.offset
        self.problem = problem
    }

    package var description: String { "\(partition) at offset \(offset): \(problem)" }
}
