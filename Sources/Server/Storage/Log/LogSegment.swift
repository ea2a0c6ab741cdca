internal import LogFormat
internal import Bytes

/// One segment file and what is known about it.
///
/// The file may be read by anyone at any time up to a size taken under the lock. Everything that varies is touched only
/// under the `view` lock of the log that owns it: that makes it safe to share.
final class LogSegment: @unchecked Sendable {
    let baseOffset: Int64
    let file: SegmentFile
    var byteCount: Int64
    /// nil while they lie in their files only.
    var indexes: SegmentIndexes?
    /// They have been made from the segment itself: there is no use in making them again.
    var indexesAreOwn = false
    /// What of it is known not to be what was written, in order.
    var damages: [SegmentDamage] = []
    /// Aborted transactions whose markers lie here, in order.
    var aborted: [AbortedTransaction] = []
    /// Of all records, -1 if there is none with a timestamp.
    var largestTimestamp: Int64 = -1
    /// Of the first batch; nil if the segment is empty, has no timestamps, or has not been looked at.
    var firstTimestamp: Int64?
    /// Of the file, milliseconds.
    var modifiedAt: Int64

    init(baseOffset: Int64, file: SegmentFile, byteCount: Int64 = 0, indexes: SegmentIndexes? = nil, createdAt: Int64) {
        self.baseOffset = baseOffset
        self.file = file
        self.byteCount = byteCount
        self.indexes = indexes
        self.modifiedAt = createdAt
    }

    /// Takes note of a batch that was written at the end.
    func note(_ header: RecordBatchHeader, interval: Int) {
        indexes?.note(header, at: byteCount, interval: interval)
        if byteCount == 0, header.maxTimestamp >= 0 { firstTimestamp = header.maxTimestamp }
        largestTimestamp = max(largestTimestamp, header.maxTimestamp)
        byteCount += Int64(header.totalByteCount)
    }
}
