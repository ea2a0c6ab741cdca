/// What decisions about a segment need to know of it.
package struct SegmentFacts: Equatable, Sendable {
    package var baseOffset: Int64
    /// Offset after its last batch: the base offset while it is empty.
    package var nextOffset: Int64
    package var byteCount: Int
    /// Milliseconds; nil without timestamps.
    package var largestTimestamp: Int64?
    /// `maxTimestamp` of its first batch, milliseconds; nil if it is empty or has none.
    package var firstBatchTimestamp: Int64?
    /// When its file was last changed, milliseconds.
    package var modifiedAt: Int64
    package var offsetIndexByteCount: Int
    package var timeIndexByteCount: Int

    package init(
        baseOffset: Int64, nextOffset: Int64, byteCount: Int, largestTimestamp: Int64?, firstBatchTimestamp: Int64?,
        modifiedAt: Int64, offsetIndexByteCount: Int = 0, timeIndexByteCount: Int = 0
    ) {
        self.baseOffset = baseOffset
        self.nextOffset = nextOffset
        self.byteCount = byteCount
        self.largestTimestamp = largestTimestamp
        self.firstBatchTimestamp = firstBatchTimestamp
        self.modifiedAt = modifiedAt
        self.offsetIndexByteCount = offsetIndexByteCount
        self.timeIndexByteCount = timeIndexByteCount
    }

    package var isEmpty: Bool { byteCount == 0 }

    /// The age of its youngest record, as far as one can tell.
    package var youngestTime: Int64 { largestTimestamp ?? modifiedAt }
}
