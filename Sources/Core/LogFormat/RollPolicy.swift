/// When a new segment is begun before a batch is appended.
package struct RollPolicy: Equatable, Sendable {
    /// `segment.bytes`.
    package var segmentByteCount: Int
    /// `segment.ms`, and not above `max.compaction.lag.ms` in compacted topics. nil: never by age.
    package var segmentMilliseconds: Int64?
    /// Taken off the age, so that the segments of many partitions do not roll at once. Milliseconds.
    package var jitterMilliseconds: Int64
    /// `segment.index.bytes`.
    package var indexByteCount: Int

    package init(
        segmentByteCount: Int = 1 << 30, segmentMilliseconds: Int64? = 7 * 24 * 3_600_000, jitterMilliseconds: Int64 = 0,
        indexByteCount: Int = 10 << 20
    ) {
        self.segmentByteCount = segmentByteCount
        self.segmentMilliseconds = segmentMilliseconds
        self.jitterMilliseconds = jitterMilliseconds
        self.indexByteCount = indexByteCount
    }

    package enum Reason: Equatable, Sendable {
        case full
        case aged
        case indexFull
        /// The batch's last offset lies more than 2^31-1 beyond the base offset.
        case offsetsOutOfReach
    }

    /// Why `incoming` must not go into `active`, if so. An empty segment takes any batch: a new one would be no better.
    ///
    /// - Parameters:
    ///   - incoming: Header with its offsets assigned.
    ///   - now: Milliseconds since 1970-01-01 UTC.
    package func reason(toRoll active: SegmentFacts, before incoming: RecordBatchHeader, now: Int64) -> Reason? {
        if active.isEmpty { return nil }
        if incoming.totalByteCount > segmentByteCount - active.byteCount { return .full }
        if incoming.lastOffset - active.baseOffset > Int64(Int32.max) { return .offsetsOutOfReach }
        if active.offsetIndexByteCount > indexByteCount - OffsetIndexFormat.entryByteCount
            || active.timeIndexByteCount > indexByteCount - TimeIndexFormat.entryByteCount
        {
            return .indexFull
        }
        return isAged(active, before: incoming, now: now) ? .aged : nil
    }

    /// Whether the active segment should be closed though nothing comes: else a quiet topic would never be cleaned.
    package func shouldRollIdle(_ active: SegmentFacts, now: Int64) -> Bool {
        !active.isEmpty && exceeds(from: active.modifiedAt, to: now)
    }

    /// Records' time against records' time where there is one, so that loading an old history does not begin a segment
    /// with every batch; else the clock against the file's.
    private func isAged(_ active: SegmentFacts, before incoming: RecordBatchHeader, now: Int64) -> Bool {
        guard let first = active.firstBatchTimestamp, incoming.maxTimestamp >= 0 else {
            return exceeds(from: active.modifiedAt, to: now)
        }
        return exceeds(from: first, to: incoming.maxTimestamp)
    }

    private func exceeds(from first: Int64, to time: Int64) -> Bool {
        guard let segmentMilliseconds else { return false }
        // A producer's timestamp may be anything: a difference that overflows is more than any limit.
        let (age, overflow) = time.subtractingReportingOverflow(first)
        return overflow ? time > first : age > segmentMilliseconds - jitterMilliseconds
    }
}
