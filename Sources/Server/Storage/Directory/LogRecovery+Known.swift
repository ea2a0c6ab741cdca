internal import LogFormat

/// The part of a segment that was on stable storage and whole.
extension LogRecovery {
    /// The segment up to the recovery point, with what of it is damaged. nil if the recovery point is not found in it; then all of it
    /// is looked at.
    ///
    /// While the machine was up it is the index, and from its end the headers, that lead there. Else every byte is looked at: before
    /// the power went it was there, unless the disk has lied.
    func known(of base: Int64, _ file: SegmentFile, size: Int64, _ modifiedAt: Int64) throws(ScanError) -> LogSegment? {
        guard recoveryPoint > base else { return nil }
        let stored = files.storedIndexes(of: base, byteCount: size) ?? SegmentIndexes(baseOffset: base)
        if trustsDisk, let segment = walked(base, file, size: size, modifiedAt, stored) { return segment }
        return try scrubbed(base, file, size: size, modifiedAt, stored)
    }

    private func walked(
        _ base: Int64, _ file: SegmentFile, size: Int64, _ modifiedAt: Int64, _ stored: SegmentIndexes
    ) -> LogSegment? {
        var indexes = stored
        let start = indexes.truncate(before: recoveryPoint)
        let segment = LogSegment(baseOffset: base, file: file, byteCount: start, indexes: indexes, createdAt: modifiedAt)
        segment.largestTimestamp = indexes.times.entries.last?.timestamp ?? -1
        do throws(ScanError) {
            var scan = HeaderScan(file, from: 0, to: size)
            if let first = try scan.peek(), first.maxTimestamp >= 0 { segment.firstTimestamp = first.maxTimestamp }
            scan = HeaderScan(file, from: start, to: size)
            // An index entry that leads to no batch, or to another, is not believed.
            if let expected = indexes.offsets.lastOffset, try scan.peek()?.lastOffset != expected { return nil }
            var end = base
            while let header = try scan.peek(), header.nextOffset <= recoveryPoint {
                segment.note(header, interval: config.indexIntervalByteCount)
                end = header.nextOffset
                scan.step(over: header)
            }
            return end == recoveryPoint ? segment : nil
        } catch {
            // Then every byte is looked at.
            return nil
        }
    }

    private func scrubbed(
        _ base: Int64, _ file: SegmentFile, size: Int64, _ modifiedAt: Int64, _ stored: SegmentIndexes
    ) throws(ScanError) -> LogSegment? {
        let scrub = SegmentScrub(
            partition: partition, baseOffset: base, file: file, byteCount: size, endOffset: .max, index: stored.offsets,
            throttle: Throttle(bytesPerSecond: nil))
        let segment = LogSegment(baseOffset: base, file: file, indexes: SegmentIndexes(baseOffset: base), createdAt: modifiedAt)
        var end: Int64?
        let damages: [SegmentDamage]
        do throws(SegmentScrub.Ending) {
            damages = try scrub.run { header, position in
                guard header.nextOffset <= recoveryPoint else { return }
                segment.byteCount = position
                segment.note(header, interval: config.indexIntervalByteCount)
                if header.nextOffset == recoveryPoint { end = segment.byteCount }
            }
        } catch {
            guard case .file(let error) = error else { return nil }
            throw .file(error)
        }
        guard let end else { return nil }
        segment.byteCount = end
        segment.damages = damages.filter { $0.bytes.upperBound <= end }
        return segment
    }
}
