internal import Bytes

/// Changes and checks on the bytes of one batch where they lie.
///
/// Offset and leader epoch stand before the checksum's range, so the broker assigns them without touching a record
/// and without computing anything.
package enum RecordBatch {
    /// Gives the batch its place in the log: bytes 0-7 and 12-15, nothing else.
    ///
    /// `batch` holds at least a whole header.
    package static func patchOffset(_ baseOffset: Int64, leaderEpoch: Int32, in batch: UnsafeMutableRawBufferPointer) {
        precondition(batch.count >= RecordBatchHeader.byteCount, "a batch has a header")
        store(baseOffset, at: 0, in: batch)
        store(leaderEpoch, at: RecordBatchHeader.Position.partitionLeaderEpoch, in: batch)
    }

    /// Whether the stored checksum is that of the bytes from the attributes to the end of `batch`, which must be one
    /// whole batch and nothing more. False for bytes too short to be one.
    package static func checksumIsValid(_ batch: UnsafeRawBufferPointer) -> Bool {
        guard batch.count >= RecordBatchHeader.byteCount else { return false }
        // In bounds: 61 bytes are there.
        let stored = UInt32(bigEndian: batch.loadUnaligned(fromByteOffset: RecordBatchHeader.Position.checksum, as: UInt32.self))
        return stored == checksum(of: batch)
    }

    /// Makes `time` (milliseconds) the timestamp of every record, as `message.timestamp.type=LogAppendTime` wants it:
    /// the type bit, `maxTimestamp` and the checksum. Base timestamp and deltas stay.
    package static func stampLogAppendTime(_ time: Int64, in batch: UnsafeMutableRawBufferPointer) {
        precondition(batch.count >= RecordBatchHeader.byteCount, "a batch has a header")
        // In bounds: 61 bytes are there.
        let raw = batch.loadUnaligned(fromByteOffset: RecordBatchHeader.Position.attributes, as: Int16.self)
        var attributes = BatchAttributes(rawValue: Int16(bigEndian: raw))
        attributes.timestampType = .logAppend
        store(attributes.rawValue, at: RecordBatchHeader.Position.attributes, in: batch)
        setMaxTimestamp(time, in: batch)
    }

    /// Corrects what a client said about its records' timestamps, and the checksum with it.
    package static func setMaxTimestamp(_ time: Int64, in batch: UnsafeMutableRawBufferPointer) {
        precondition(batch.count >= RecordBatchHeader.byteCount, "a batch has a header")
        store(time, at: RecordBatchHeader.Position.maxTimestamp, in: batch)
        store(checksum(of: UnsafeRawBufferPointer(batch)), at: RecordBatchHeader.Position.checksum, in: batch)
    }

    /// `batch` holds at least a whole header.
    static func checksum(of batch: UnsafeRawBufferPointer) -> UInt32 {
        CRC32C.checksum(UnsafeRawBufferPointer(rebasing: batch[RecordBatchHeader.Position.attributes...]))
    }

    /// Callers have shown that 61 bytes are there; every position used lies inside them.
    private static func store<T: FixedWidthInteger & BitwiseCopyable>(
        _ value: T, at position: Int, in batch: UnsafeMutableRawBufferPointer
    ) {
        batch.storeBytes(of: value.bigEndian, toByteOffset: position, as: T.self)
    }
}
