internal import Bytes

/// Proof that a batch was looked at and may be appended: only `BatchValidation` makes one.
///
/// Belongs to the bytes that were looked at; it keeps facts, not bytes.
package struct ValidatedBatch: Equatable, Sendable {
    /// As sent: offset and leader epoch are not the log's yet.
    package let header: RecordBatchHeader
    /// What `maxTimestamp` must become, if the records say otherwise than the header.
    let correctedMaxTimestamp: Int64?
    /// The topic's timestamps are those of appending.
    let stampsAppendTime: Bool

    package var recordCount: Int { Int(header.recordCount) }
    package var byteCount: Int { header.totalByteCount }

    /// The header that the batch has in the log: with its offset, leader epoch, and timestamp where that is the broker's to set.
    /// The bytes after it stay as they were sent; so it is written in the place of the one that was sent, before them.
    ///
    /// Offset and leader epoch stand before the checksum's range, so that mostly nothing is computed.
    ///
    /// - Parameters:
    ///   - now: Milliseconds since 1970-01-01 UTC.
    ///   - bytes: Those that were validated.
    package func placed(at baseOffset: Int64, leaderEpoch: Int32, now: Int64, _ bytes: UnsafeRawBufferPointer) -> RecordBatchHeader {
        precondition(bytes.count == byteCount, "a batch is placed with the bytes that were validated")
        var placed = header
        placed.baseOffset = baseOffset
        placed.partitionLeaderEpoch = leaderEpoch
        if stampsAppendTime {
            placed.attributes.timestampType = .logAppend
            placed.maxTimestamp = now
        } else if let correctedMaxTimestamp {
            placed.maxTimestamp = correctedMaxTimestamp
        } else {
            return placed
        }
        // In bounds: validated bytes begin with a header.
        placed.checksum = placed.checksum(before: UnsafeRawBufferPointer(rebasing: bytes[RecordBatchHeader.byteCount...]))
        return placed
    }
}
