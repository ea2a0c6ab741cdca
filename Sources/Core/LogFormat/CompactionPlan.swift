/// What a cleaning round of one log would cover, and whether it is worth it.
package struct CompactionPlan: Equatable, Sendable {
    /// The topic options that govern cleaning.
    package struct Settings: Equatable, Sendable {
        /// `min.cleanable.dirty.ratio`.
        package var minDirtyRatio = 0.5
        /// `min.compaction.lag.ms`.
        package var minLagMilliseconds: Int64 = 0
        /// `max.compaction.lag.ms`; nil: none.
        package var maxLagMilliseconds: Int64?
        /// `delete.retention.ms`.
        package var deleteRetentionMilliseconds: Int64 = 24 * 3_600_000
        /// `segment.bytes`: what the segments of a group may come to.
        package var segmentByteCount = 1 << 30
        /// `segment.index.bytes`.
        package var indexByteCount = 10 << 20

        package init() {}
    }

    /// First offset no cleaning has been over.
    package var firstDirtyOffset: Int64
    /// The round must not go beyond: the active segment, open transactions, records too young.
    package var firstUncleanableOffset: Int64
    package var cleanByteCount: Int
    package var dirtyByteCount: Int
    /// Dirty records have waited longer than `max.compaction.lag.ms`.
    package var isOverdue: Bool

    /// Share of the cleanable bytes that is dirty: 0 to 1. The log with the highest goes first.
    package var dirtyRatio: Double {
        let total = cleanByteCount + dirtyByteCount
        return total == 0 ? 0 : Double(dirtyByteCount) / Double(total)
    }

    package var hasDirt: Bool { firstUncleanableOffset > firstDirtyOffset && dirtyByteCount > 0 }

    /// - Parameter forced: Somebody asked for it, or tombstones are past their horizon: the ratio does not matter, and
    ///   a round over the clean part alone is worth while.
    package func isEligible(_ settings: Settings, forced: Bool = false) -> Bool {
        if forced { return hasDirt || cleanByteCount > 0 }
        return hasDirt && (isOverdue || dirtyRatio > settings.minDirtyRatio)
    }

    /// - Parameters:
    ///   - segments: Oldest first, the active one last.
    ///   - checkpoint: First dirty offset as noted after the last round; nil if there was none.
    ///   - lastStableOffset: First offset of the oldest open transaction, or the high watermark.
    ///   - now: Milliseconds since 1970-01-01 UTC.
    package static func survey(
        segments: [SegmentFacts], checkpoint: Int64?, logStartOffset: Int64, lastStableOffset: Int64, settings: Settings,
        now: Int64
    ) -> CompactionPlan {
        let logEndOffset = segments.last?.nextOffset ?? logStartOffset
        var firstDirty = checkpoint ?? logStartOffset
        // A checkpoint outside the log belongs to an earlier life of it.
        if firstDirty < logStartOffset || firstDirty > logEndOffset { firstDirty = logStartOffset }
        let closed = segments.dropLast()
        let dirty = closed.filter { $0.nextOffset > firstDirty }
        var firstUncleanable = min(lastStableOffset, segments.last?.baseOffset ?? logStartOffset)
        if settings.minLagMilliseconds > 0,
            let young = dirty.first(where: { $0.youngestTime > now - settings.minLagMilliseconds })
        {
            firstUncleanable = min(firstUncleanable, young.baseOffset)
        }
        firstUncleanable = max(firstUncleanable, firstDirty)
        var plan = CompactionPlan(
            firstDirtyOffset: firstDirty, firstUncleanableOffset: firstUncleanable, cleanByteCount: 0, dirtyByteCount: 0,
            isOverdue: false)
        for segment in closed where segment.baseOffset < firstUncleanable {
            if segment.nextOffset > firstDirty {
                plan.dirtyByteCount += segment.byteCount
            } else {
                plan.cleanByteCount += segment.byteCount
            }
        }
        if let lag = settings.maxLagMilliseconds {
            plan.isOverdue = dirty.contains {
                $0.baseOffset < firstUncleanable && ($0.firstBatchTimestamp ?? $0.modifiedAt) < now - lag
            }
        }
        return plan
    }

    /// Which segments become one: runs of neighbours whose bytes, index bytes and offsets fit into a segment. The result of
    /// each keeps the base offset of its first.
    ///
    /// - Parameters:
    ///   - segments: Oldest first; the active one may be among them and is left out.
    ///   - endOffset: End of the round: segments that begin at or after it are left out.
    package static func groups(
        _ segments: [SegmentFacts], upTo endOffset: Int64, settings: Settings
    ) -> [[SegmentFacts]] {
        var groups: [[SegmentFacts]] = []
        var size = GroupSize()
        for segment in segments.dropLast() where segment.baseOffset < endOffset {
            if let first = groups.last?.first, size.fits(segment, first: first, settings: settings) {
                groups[groups.count - 1].append(segment)
            } else {
                groups.append([segment])
                size = GroupSize()
            }
            size.add(segment)
        }
        return groups
    }

    private struct GroupSize {
        var byteCount = 0
        var offsetIndexByteCount = 0
        var timeIndexByteCount = 0

        mutating func add(_ segment: SegmentFacts) {
            byteCount += segment.byteCount
            offsetIndexByteCount += segment.offsetIndexByteCount
            timeIndexByteCount += segment.timeIndexByteCount
        }

        func fits(_ segment: SegmentFacts, first: SegmentFacts, settings: Settings) -> Bool {
            byteCount + segment.byteCount <= settings.segmentByteCount
                && offsetIndexByteCount + segment.offsetIndexByteCount <= settings.indexByteCount
                && timeIndexByteCount + segment.timeIndexByteCount <= settings.indexByteCount
                && segment.nextOffset - 1 - first.baseOffset <= Int64(Int32.max)
        }
    }
}
