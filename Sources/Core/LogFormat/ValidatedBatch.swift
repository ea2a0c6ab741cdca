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

    /// Gives the batch its place in the log, in `bytes`: offset, leader epoch, and timestamp where that is the broker's
    /// to set. Answers the header as it now is.
    ///
    /// - Parameter now: Milliseconds since 1970-01-01 UTC.
    package func place(
        at baseOffset: Int64, leaderEpoch: Int32, now: Int64, in bytes: UnsafeMutableRawBufferPointer
    ) -> RecordBatchHeader {
        precondition(bytes.count == byteCount, "a batch is placed in the bytes that were validated")
        RecordBatch.patchOffset(baseOffset, leaderEpoch: leaderEpoch, in: bytes)
        var placed = header
        placed.baseOffset = baseOffset
        placed.partitionLeaderEpoch = leaderEpoch
        if stampsAppendTime {
            RecordBatch.stampLogAppendTime(now, in: bytes)
            placed.attributes.timestampType = .logAppend
            placed.maxTimestamp = now
        } else if let correctedMaxTimestamp {
            RecordBatch.setMaxTimestamp(correctedMaxTimestamp, in: bytes)
            placed.maxTimestamp = correctedMaxTimestamp
        } else {
            return placed
        }
        // In bounds: the header is there.
        let checksum = bytes.loadUnaligned(fromByteOffset: RecordBatchHeader.Position.checksum, as: UInt32.self)
        placed.checksum = UInt32(bigEndian: checksum)
        return placed
    }
}
