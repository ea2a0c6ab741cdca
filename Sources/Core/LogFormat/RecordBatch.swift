internal import Bytes

/// What can be said of one batch from its bytes alone.
package enum RecordBatch {
    /// Whether the stored checksum is that of the bytes from the attributes to the end of `batch`, which must be one
    /// whole batch and nothing more. False for bytes too short to be one.
    package static func checksumIsValid(_ batch: UnsafeRawBufferPointer) -> Bool {
        guard batch.count >= RecordBatchHeader.byteCount else { return false }
        // In bounds: 61 bytes are there.
        let stored = UInt32(bigEndian: batch.loadUnaligned(fromByteOffset: RecordBatchHeader.Position.checksum, as: UInt32.self))
        return stored == checksum(of: batch)
    }

    /// `batch` holds at least a whole header.
    static func checksum(of batch: UnsafeRawBufferPointer) -> UInt32 {
        CRC32C.checksum(UnsafeRawBufferPointer(rebasing: batch[RecordBatchHeader.Position.attributes...]))
    }
}
