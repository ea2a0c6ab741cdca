internal import LogFormat

/// The sparse indexes of one segment, in memory, and what is needed to go on with them.
struct SegmentIndexes: Equatable, Sendable {
    private(set) var offsets: OffsetIndex
    private(set) var times: TimeIndex
    /// Bytes appended since the last offset entry.
    private var unindexedByteCount = 0
    /// The largest timestamp so far and where it is; not yet in `times` for the most part.
    private var largest: TimeIndex.Entry?

    init(baseOffset: Int64) {
        offsets = OffsetIndex(baseOffset: baseOffset)
        times = TimeIndex(baseOffset: baseOffset)
    }

    init(offsets: OffsetIndex, times: TimeIndex) {
        self.offsets = offsets
        self.times = times
        largest = times.entries.last
    }

    /// Takes note of a batch that begins at `position`: an entry once every `interval` bytes.
    mutating func note(_ header: RecordBatchHeader, at position: Int64, interval: Int) {
        let relative = Int32(clamping: header.lastOffset - offsets.baseOffset)
        if header.maxTimestamp > largest?.timestamp ?? -1 {
            largest = TimeIndex.Entry(timestamp: header.maxTimestamp, relativeOffset: relative)
        }
        if unindexedByteCount > interval, let entry = offsets.entry(for: header, at: Int(position)), offsets.accepts(entry) {
            offsets.append(entry)
            noteLargestTimestamp()
            unindexedByteCount = 0
        }
        unindexedByteCount += header.totalByteCount
    }

    /// Forgets what it knows of `offset` and later ones; answers where the batch of the last entry left begins, 0 if there is
    /// none.
    mutating func truncate(before offset: Int64) -> Int64 {
        let position = offsets.position(before: offset - 1)
        offsets.truncate(toPosition: position + 1)
        times.truncate(toOffset: offset)
        largest = times.entries.last
        return Int64(position)
    }

    /// The last entry of a finished segment: its largest timestamp.
    mutating func noteLargestTimestamp() {
        if let largest, times.accepts(largest) { times.append(largest) }
    }

    /// The last indexed place that is at most `position` and whose batch ends before `limit`; 0 if there is none.
    func lastPosition(upTo position: Int64, before limit: Int64) -> Int64 {
        var low = 0
        var high = offsets.entries.count
        while low < high {
            let middle = (low + high) / 2
            let entry = offsets.entries[middle]
            if Int64(entry.position) <= position, offsets.baseOffset + Int64(entry.relativeOffset) < limit {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low == 0 ? 0 : Int64(offsets.entries[low - 1].position)
    }
}
