internal import LogFormat
internal import Bytes
internal import DurableState
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
            if let slice = try slice(place, from: offset, maxBytes: maxBytes, upTo: limit) { return slice }
            // All that the segment held from `offset` on is gone, or there is nothing yet.
            guard let next = nextSegment(after: place.segment) else {
                return LogSlice(file: place.segment.file, position: place.end, byteCount: 0, nextOffset: offset)
            }
            place = next
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
                let position = Int64(indexes.offsets.position(before: offset))
                return (.success(view.place(index, at: position)), nil)
            }
            if let cold { try warm(cold) }
            if let result { return try result.get() }
        }
    }

    private func nextSegment(after segment: LogSegment) -> Place? {
        view.withLock { view in
            guard let index = view.segments.firstIndex(where: { $0.baseOffset > segment.baseOffset }) else { return nil }
            return view.place(index, at: 0)
        }
    }

    /// What `place`'s segment has from `offset` on; nil if that is nothing.
    private func slice(
        _ place: Place, from offset: Int64, maxBytes: Int, upTo limit: Int64
    ) throws(StorageError) -> LogSlice? {
        var scan = HeaderScan(place.segment.file, from: place.position, to: place.end)
        do throws(ScanError) {
            while let header = try scan.peek(), header.lastOffset < offset { scan.step(over: header) }
            guard let first = try scan.peek() else { return nil }
            let start = scan.position
            guard first.nextOffset <= limit else {
                return LogSlice(file: place.segment.file, position: start, byteCount: 0, nextOffset: offset)
            }
            // All of the rest, in most cases.
            if place.endOffset <= limit, place.end - start <= Int64(maxBytes) {
                return LogSlice(
                    file: place.segment.file, position: start, byteCount: Int(place.end - start), nextOffset: place.endOffset)
            }
            let skip = view.withLock { _ in
                place.segment.indexes?.lastPosition(upTo: start + Int64(maxBytes), before: limit) ?? 0
            }
            var next = first.nextOffset
            if skip > start {
                scan = HeaderScan(place.segment.file, from: skip, to: place.end)
                // All before it is within the bounds, whether it is itself or not.
                next = try scan.peek()?.baseOffset ?? next
            }
            while let header = try scan.peek(), header.nextOffset <= limit {
                let total = scan.position + Int64(header.totalByteCount) - start
                guard total <= Int64(maxBytes) || scan.position == start else { break }
                scan.step(over: header)
                next = header.nextOffset
            }
            return LogSlice(file: place.segment.file, position: start, byteCount: Int(scan.position - start), nextOffset: next)
        } catch {
            throw failure(error, in: place.segment, while: "read from offset \(offset)")
        }
    }

    /// Loads a cold segment's indexes.
    func warm(_ segment: LogSegment) throws(StorageError) {
        let (size, interval) = view.withLock { ($0.isActive(segment) ? nil : segment.byteCount, $0.config.indexIntervalByteCount) }
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
            return StorageError(error, partition: partition, while: doing)
        case .malformed(let error, let position):
            return StorageError(
                .corrupt, partition: partition,
                "\(doing): segment \(segment.baseOffset) is damaged at byte \(position): \(error.problem)")
        }
    }
}

extension PartitionLog.View {
    func isActive(_ segment: LogSegment) -> Bool { active === segment }

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

    func place(_ index: Int, at position: Int64) -> PartitionLog.Place {
        let segment = segments[index]
        let endOffset = index + 1 < segments.count ? segments[index + 1].baseOffset : logEnd
        return PartitionLog.Place(segment: segment, position: position, end: segment.byteCount, endOffset: endOffset)
    }
}
