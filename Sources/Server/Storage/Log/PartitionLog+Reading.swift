internal import LogFormat
internal import Bytes
internal import DurableState
internal import Logging
internal import Synchronization

extension PartitionLog {
    /// Whole batches from the one that holds `offset` (or the next there is), at least one even if it is larger than
    /// `maxBytes`, none that ends beyond `limit`. An empty slice if nothing lies between `offset` and `limit`.
    ///
    /// Throws `offsetOutOfRange` for an offset before the log's start or after its end. Reads headers from the file but
    /// no records; holds no lock meanwhile.
    package func read(from offset: Int64, maxBytes: Int, upTo limit: Int64) throws(StorageError) -> LogSlice {
        var place = try locate(offset)
        while true {
            do throws(ScanError) {
                if let slice = try slice(place, from: offset, maxBytes: maxBytes, upTo: limit) { return slice }
            } catch {
                // A rotten index leads nowhere; the segment itself says where its batches are.
                if case .malformed = error, rebuildIndexes(of: place.segment) {
                    place = try locate(offset)
                    continue
                }
                throw failure(error, in: place.segment, while: "read from offset \(offset)")
            }
            // All that the segment held from `offset` on is gone, or there is nothing yet.
            guard let next = nextSegment(after: place.segment) else {
                return try nothing(from: offset, in: place)
            }
            place = next
        }
    }

    private func nothing(from offset: Int64, in place: Place) throws(StorageError) -> LogSlice {
        do throws(FileSystemError) {
            return LogSlice(file: try place.segment.file.opened(), position: place.end, byteCount: 0, nextOffset: offset)
        } catch {
            throw failure(.file(error), in: place.segment, while: "read from offset \(offset)")
        }
    }

    /// A place in a segment as it was under the lock.
    struct Place {
        var segment: LogSegment
        var position: Int64
        /// The segment's size.
        var end: Int64
        /// The offset after the segment's last.
        var endOffset: Int64
        /// The last offset of the batch at `position`, if an index says so.
        var indexed: Int64?
        var damages: [SegmentDamage]
    }

    /// Where to begin to look for `offset`.
    func locate(_ offset: Int64) throws(StorageError) -> Place {
        while true {
            let (result, cold): (Result<Place, StorageError>?, LogSegment?) = view.withLock { view in
                if let ending = view.ending, ending.code == .deleted { return (.failure(ending), nil) }
                guard offset >= view.logStart, offset <= view.logEnd else {
                    let error = StorageError.offsetOutOfRange(
                        offset, logStart: view.logStart, logEnd: view.logEnd, partition)
                    return (.failure(error), nil)
                }
                let index = view.indexOfSegment(holding: offset)
                let segment = view.segments[index]
                guard let indexes = segment.indexes else { return (nil, segment) }
                return (.success(view.place(index, at: indexes.offsets.entry(before: offset))), nil)
            }
            if let cold { try warm(cold) }
            if let result { return try result.get() }
        }
    }

    private func nextSegment(after segment: LogSegment) -> Place? {
        view.withLock { view in
            guard let index = view.segments.firstIndex(where: { $0.baseOffset > segment.baseOffset }) else { return nil }
            return view.place(index, at: nil)
        }
    }

    /// What `place`'s segment has from `offset` on; nil if that is nothing.
    private func slice(
        _ place: Place, from offset: Int64, maxBytes: Int, upTo limit: Int64
    ) throws(ScanError) -> LogSlice? {
        let file: any File
        do throws(FileSystemError) { file = try place.segment.file.opened() } catch { throw .file(error) }
        var scan = HeaderScan(file, from: place.position, to: place.end)
        let isDamaged = place.damages.contains { $0.bytes.contains(place.position) }
        if let indexed = place.indexed, !isDamaged, try scan.peek()?.lastOffset != indexed {
            throw .malformed(
                MalformedBytes(reading: "offset index", position: 0, problem: "no batch that ends with offset \(indexed) is there"),
                at: place.position)
        }
        try seek(&scan, offset, place.damages)
        guard let first = try scan.peek() else { return nil }
        let start = scan.position
        guard first.nextOffset <= limit else {
            return LogSlice(file: file, position: start, byteCount: 0, nextOffset: offset)
        }
        // What is damaged is given to nobody.
        let damage = place.damages.first { $0.bytes.lowerBound > start }
        let (end, endOffset) = damage.map { ($0.bytes.lowerBound, $0.offsets.lowerBound) } ?? (place.end, place.endOffset)
        // All of the rest, in most cases.
        if endOffset <= limit, end - start <= Int64(maxBytes) {
            return LogSlice(file: file, position: start, byteCount: Int(end - start), nextOffset: endOffset)
        }
        let skip = view.withLock { _ in
            place.segment.indexes?.lastPosition(upTo: min(start + Int64(maxBytes), end - 1), before: limit) ?? 0
        }
        var next = first.nextOffset
        if skip > start {
            scan = HeaderScan(file, from: skip, to: end)
            // All before it is within the bounds, whether it is itself or not.
            next = try scan.peek()?.baseOffset ?? next
        }
        while scan.position < end, let header = try scan.peek(), header.nextOffset <= limit {
            let total = scan.position + Int64(header.totalByteCount) - start
            guard total <= Int64(maxBytes) || scan.position == start else { break }
            scan.step(over: header)
            next = header.nextOffset
        }
        return LogSlice(file: file, position: start, byteCount: Int(scan.position - start), nextOffset: next)
    }

    /// Moves to the first batch that ends at or after `offset`, over what is damaged. Throws if the offset lies in that.
    private func seek(_ scan: inout HeaderScan, _ offset: Int64, _ damages: [SegmentDamage]) throws(ScanError) {
        while true {
            if let damage = damages.first(where: { $0.bytes.contains(scan.position) }) {
                guard damage.offsets.upperBound <= offset else { throw .known(damage) }
                scan.move(to: damage.bytes.upperBound)
                continue
            }
            guard let header = try scan.peek(), header.lastOffset < offset else { return }
            scan.step(over: header)
        }
    }

    /// Makes a segment's indexes from its headers. False if they have been made so before, or cannot be.
    private func rebuildIndexes(of segment: LogSegment) -> Bool {
        let (byteCount, interval) = view.withLock { view in
            (segment.indexesAreOwn || !segment.damages.isEmpty ? nil : segment.byteCount, view.config.indexIntervalByteCount)
        }
        guard let byteCount else { return false }
        let indexes: SegmentIndexes
        do throws(ScanError) {
            indexes = try SegmentFiles.makeIndexes(
                of: segment.baseOffset, file: segment.file, byteCount: byteCount, interval: interval)
        } catch {
            // Then it is not the index, or not it alone.
            return false
        }
        let isInstalled = view.withLock { view in
            // Something was appended meanwhile: the next reader tries again.
            guard segment.byteCount == byteCount else { return false }
            segment.indexes = indexes
            segment.indexesAreOwn = true
            view.finished = nil
            return true
        }
        guard isInstalled else { return false }
        let name = SegmentFileName(baseOffset: segment.baseOffset, kind: .offsetIndex)
        environment.logger.error("\(partition): \(name) does not fit its segment and is not used: it has been made anew from that")
        return true
    }

    /// Loads a cold segment's indexes.
    func warm(_ segment: LogSegment) throws(StorageError) {
        let (size, interval) = view.withLock { (segment.indexes == nil ? segment.byteCount : nil, $0.config.indexIntervalByteCount) }
        guard let size else { return }
        let indexes: SegmentIndexes
        do throws(ScanError) {
            indexes = try SegmentFiles(environment.files, directory).loadIndexes(
                of: segment.baseOffset, file: segment.file, byteCount: size, interval: interval)
        } catch {
            throw failure(error, in: segment, while: "load the indexes")
        }
        view.withLock { _ in
            if segment.indexes == nil { segment.indexes = indexes }
        }
    }

    /// A file that fails, or bytes in it that were not written so, as what the log's users are told.
    func failure(_ error: ScanError, in segment: LogSegment, while doing: String) -> StorageError {
        switch error {
        case .file(let error):
            // The files of a deleted partition have another name, or none.
            if let ending = view.withLock({ $0.ending }), ending.code == .deleted { return ending }
            return StorageError(error, partition: partition, while: doing)
        case .malformed(let error, let position):
            return StorageError(
                .corrupt, partition: partition,
                "\(doing): segment \(segment.baseOffset) is damaged at byte \(position): \(error.problem)")
        case .known(let damage):
            return StorageError(.corrupt, partition: partition, "\(doing): \(damage.refusal)")
        }
    }
}

extension PartitionLog.View {
    /// The last segment that begins at or before `offset`.
    func indexOfSegment(holding offset: Int64) -> Int {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].baseOffset <= offset { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    /// - Parameter entry: of the segment's index, to begin at; nil for its beginning.
    func place(_ index: Int, at entry: OffsetIndex.Entry?) -> PartitionLog.Place {
        let segment = segments[index]
        return PartitionLog.Place(
            segment: segment, position: Int64(entry?.position ?? 0), end: segment.byteCount, endOffset: endOffset(ofSegment: index),
            indexed: entry.map { segment.baseOffset + Int64($0.relativeOffset) }, damages: segment.damages)
    }

    /// The offset after the segment's last.
    func endOffset(ofSegment index: Int) -> Int64 { index + 1 < segments.count ? segments[index + 1].baseOffset : logEnd }
}
