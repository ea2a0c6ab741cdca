internal import Bytes
internal import DurableState
internal import LogFormat

/// Goes through a segment and finds all that is not as it was written, without stopping at the first of it. Changes nothing.
struct SegmentScrub {
    private static let windowByteCount = 256 << 10

    enum Ending: Error {
        case file(FileSystemError)
        /// The throttle was closed.
        case stopped
    }

    let partition: LogPartition
    let baseOffset: Int64
    let file: any File
    let byteCount: Int64
    /// The offset after its last.
    let endOffset: Int64
    /// Where to go on behind a batch whose length cannot be believed.
    let index: OffsetIndex
    let throttle: Throttle

    /// - Parameter onBatch: Gets every batch that is whole, and its place.
    func run(onBatch: (RecordBatchHeader, Int64) -> Void) throws(Ending) -> [SegmentDamage] {
        var found: [SegmentDamage] = []
        var position: Int64 = 0, next = baseOffset
        var last: (position: Int64, offset: Int64)?
        while position < byteCount {
            var before = next
            var scan = RecoveryScan(
                segmentBaseOffset: baseOffset, fileByteCount: Int(byteCount), position: Int(position), nextOffset: next)
            let ending = try scan.run(windowByteCount: Self.windowByteCount) { position, count throws(Ending) in
                guard throttle.take(count) else { throw .stopped }
                return try read(Int64(position), count)
            } onBatch: { header, place throws(Ending) in
                onBatch(header, Int64(place))
                last = (Int64(place), before)
                before = header.nextOffset
            }
            guard case .damaged(let damage) = ending else {
                if let last, before > endOffset { found.append(displaced(last, until: byteCount, endOffset)) }
                break
            }
            if let last, let following = try followingOfDisplaced(damage, at: Int64(scan.validByteCount)) {
                found.append(displaced(last, until: Int64(scan.validByteCount), following))
                (position, next) = (Int64(scan.validByteCount), following)
                continue
            }
            let whole = try self.damage(damage, at: Int64(scan.validByteCount), from: scan.nextOffset)
            found.append(whole)
            (position, next) = (whole.bytes.upperBound, whole.offsets.upperBound)
        }
        return found
    }

    /// The checksum does not cover a batch's own offset. Where one does not follow the last, that of the last may be the wrong
    /// one: it is if the batch that follows fits. Answers this one's offset then.
    private func followingOfDisplaced(_ damage: RecoveryScan.Damage, at position: Int64) throws(Ending) -> Int64? {
        guard case .offsets(let expected, let found) = damage, found < expected, let header = try header(at: position) else {
            return nil
        }
        let end = position + Int64(header.totalByteCount)
        let following = end == byteCount ? endOffset : try self.header(at: end)?.baseOffset
        return following == header.nextOffset ? found : nil
    }

    private func displaced(_ batch: (position: Int64, offset: Int64), until end: Int64, _ next: Int64) -> SegmentDamage {
        SegmentDamage(
            partition: partition, file: "\(SegmentFileName(baseOffset: baseOffset, kind: .log))", bytes: batch.position..<end,
            offsets: batch.offset..<max(batch.offset + 1, next),
            problem: "the batch says it has offsets beyond \(next), where the next one begins")
    }

    private func damage(_ damage: RecoveryScan.Damage, at position: Int64, from offset: Int64) throws(Ending) -> SegmentDamage {
        let (end, problem) = try extent(of: damage, at: position)
        let following = end < byteCount ? try header(at: end)?.baseOffset : nil
        return SegmentDamage(
            partition: partition, file: "\(SegmentFileName(baseOffset: baseOffset, kind: .log))", bytes: position..<end,
            offsets: offset..<max(offset + 1, following ?? endOffset), problem: problem)
    }

    /// Where what is damaged ends, and what it is in words.
    private func extent(of damage: RecoveryScan.Damage, at position: Int64) throws(Ending) -> (end: Int64, problem: String) {
        var problem = "\(damage)"
        if let header = try header(at: position), Int64(header.totalByteCount) <= byteCount - position {
            let end = position + Int64(header.totalByteCount)
            if case .checksum = damage {
                let skipped = RecordBatchHeader.Position.attributes
                let found = CRC32C.checksum(try read(position + Int64(skipped), header.totalByteCount - skipped))
                problem = "the batch has the CRC-32C \(String(found, radix: 16)), "
                    + "it was written with \(String(header.checksum, radix: 16))"
            }
            // Its length is good if a batch begins behind it.
            if end == byteCount { return (end, problem) }
            if let next = try self.header(at: end), next.baseOffset > header.baseOffset { return (end, problem) }
        }
        for entry in index.entries(after: Int(position)) {
            guard let header = try header(at: Int64(entry.position)) else { continue }
            if header.lastOffset == baseOffset + Int64(entry.relativeOffset) { return (Int64(entry.position), problem) }
        }
        return (byteCount, problem)
    }

    /// nil for bytes that are none.
    private func header(at position: Int64) throws(Ending) -> RecordBatchHeader? {
        let bytes = try read(position, RecordBatchHeader.byteCount)
        do throws(MalformedBytes) {
            return try bytes.withByteReader { reader throws(MalformedBytes) in try RecordBatchHeader(reading: &reader) }
        } catch {
            return nil
        }
    }

    private func read(_ position: Int64, _ count: Int) throws(Ending) -> [UInt8] {
        do throws(FileSystemError) { return try file.bytes(at: position, count: count) } catch { throw .file(error) }
    }
}

/// Holds the stored indexes of a segment against its batches, as they are met.
struct IndexScrub {
    private let baseOffset: Int64
    private let offsets: [OffsetIndex.Entry]
    private let times: [TimeIndex.Entry]
    private var offsetIndex = 0
    private var timeIndex = 0
    private var largestTimestamp: Int64 = -1

    init(_ stored: SegmentIndexes) {
        baseOffset = stored.offsets.baseOffset
        offsets = stored.offsets.entries
        times = stored.times.entries
    }

    /// Entries that speak of this batch are passed if they are right.
    mutating func receive(_ header: RecordBatchHeader, at position: Int64) {
        if offsetIndex < offsets.count, Int64(offsets[offsetIndex].position) == position,
            baseOffset + Int64(offsets[offsetIndex].relativeOffset) == header.lastOffset
        {
            offsetIndex += 1
        }
        while timeIndex < times.count, baseOffset + Int64(times[timeIndex].relativeOffset) == header.lastOffset,
            times[timeIndex].timestamp == header.maxTimestamp, header.maxTimestamp > largestTimestamp
        {
            timeIndex += 1
        }
        largestTimestamp = max(largestTimestamp, header.maxTimestamp)
    }

    /// Which file has an entry that speaks of no batch; nil if neither has.
    var wrongFile: SegmentFileName.Kind? {
        if offsetIndex < offsets.count { return .offsetIndex }
        return timeIndex < times.count ? .timeIndex : nil
    }
}
