/// Whole batches as they lie in one segment file, for the connection to `pread` or `sendfile`.
///
/// It keeps its file alive: what it shows stays readable when the segment is deleted or cleaned meanwhile.
package struct LogSlice: Sendable {
    package var file: any File
    package var position: Int64
    package var byteCount: Int
    /// Where to read on: the offset after the last batch, or the one asked for if there is nothing.
    package var nextOffset: Int64

    package var isEmpty: Bool { byteCount == 0 }

    /// A copy of the bytes. Blocks.
    package func bytes() throws(FileSystemError) -> [UInt8] { try file.bytes(at: position, count: byteCount) }
}

/// Where a record with a time was found.
package struct TimestampedOffset: Equatable, Sendable {
    package var offset: Int64
    /// Milliseconds since 1970-01-01 UTC.
    package var timestamp: Int64
    package var leaderEpoch: Int32

    package init(offset: Int64, timestamp: Int64, leaderEpoch: Int32) {
        self.offset = offset
        self.timestamp = timestamp
        self.leaderEpoch = leaderEpoch
    }
}
