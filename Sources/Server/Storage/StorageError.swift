package import DurableState
package import LogFormat

/// Why a log did not take or give records.
package struct StorageError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// The offset asked for is not in the log.
        case offsetOutOfRange(logStart: Int64, logEnd: Int64)
        /// The disk has no room. Reads go on; appends work again as soon as there is room.
        case full
        /// The disk failed: this data directory is read-only until the process is restarted.
        case storage
        /// Too much waits to be written; nothing was queued. Try again.
        case busy
        /// An earlier append of the same writer failed and it has not recovered yet (`LogEngine`).
        case fenced
        /// The partition is being deleted.
        case deleted
        /// The directory was closed.
        case closed
        case unknownPartition
        /// A partition of that name exists.
        case partitionExists
        /// The batch is larger than a segment may be.
        case batchTooLarge
        /// An idempotent producer's batch is out of turn.
        case sequence(BatchRejection)
        /// Only compacted topics are cleaned.
        case notCompacted
        /// Bytes below the recovery point are not what was written.
        case corrupt
        /// The data directory belongs to another process, or cannot be used.
        case directory
    }

    package var code: Code
    package var partition: LogPartition?
    package var message: String
    package var underlying: FileSystemError?

    package init(_ code: Code, partition: LogPartition? = nil, _ message: String, underlying: FileSystemError? = nil) {
        self.code = code
        self.partition = partition
        self.message = message
        self.underlying = underlying
    }

    package var description: String {
        partition.map { "\($0): \(message)" } ?? message
    }
}

extension StorageError {
    /// What a failed file call means to those who wanted something of the log.
    init(_ error: FileSystemError, partition: LogPartition? = nil, while doing: String) {
        self.init(
            error.code == .noSpace ? .full : .storage, partition: partition, "\(doing): \(error)", underlying: error)
    }

    static func deleted(_ partition: LogPartition) -> StorageError {
        StorageError(.deleted, partition: partition, "the partition is being deleted")
    }

    static func closed(_ partition: LogPartition) -> StorageError {
        StorageError(.closed, partition: partition, "the data directory has been closed")
    }

    static func offsetOutOfRange(_ offset: Int64, logStart: Int64, logEnd: Int64, _ partition: LogPartition) -> StorageError {
        StorageError(
            .offsetOutOfRange(logStart: logStart, logEnd: logEnd), partition: partition,
            "offset \(offset) is not in the log, which holds \(logStart) up to \(logEnd)")
    }
}
