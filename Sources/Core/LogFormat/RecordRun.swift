/// Records that lie side by side in the unpacked block of a batch.
struct RecordRun: Sendable {
    private(set) var range: Range<Int>
    private(set) var count: Int32 = 1
    private(set) var lastOffset: Int64
    private(set) var largestTimestamp: Int64

    init(_ record: RecordGlance) {
        range = record.range
        lastOffset = record.offset
        largestTimestamp = record.timestamp
    }

    /// The one that lies behind the last.
    mutating func add(_ record: RecordGlance) {
        range = range.lowerBound..<record.range.upperBound
        count += 1
        lastOffset = record.offset
        largestTimestamp = max(largestTimestamp, record.timestamp)
    }
}
