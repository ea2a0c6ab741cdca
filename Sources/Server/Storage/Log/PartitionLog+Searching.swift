internal import LogFormat
internal import Bytes
internal import DurableState
internal import Synchronization

extension PartitionLog {
    /// The first record, from the log's start on, whose timestamp is at least `timestamp`; nil if there is none below
    /// the high watermark. Reads from the file and unpacks one batch: blocks.
    package func offset(forTimestamp timestamp: Int64) throws(StorageError) -> TimestampedOffset? {
        let (segments, start, limit) = view.withLock { view in
            (view.segments.map { ($0, $0.largestTimestamp) }, view.logStart, highWatermark(view))
        }
        for (segment, largest) in segments where largest >= timestamp {
            if let found = try find(in: segment, from: start, before: limit, timestamp: timestamp) { return found }
        }
        return nil
    }

    /// The first record that has the largest timestamp of all below the high watermark; nil if none has one. Blocks.
    package func offsetOfMaxTimestamp() throws(StorageError) -> TimestampedOffset? {
        let (segments, start, limit) = view.withLock { view in
            let limit = highWatermark(view)
            let visible = view.segments.indices.filter { view.segments[$0].baseOffset < limit }.map { index in
                // What lies beyond the high watermark must not count: then the headers say.
                (view.segments[index], view.facts(of: index).nextOffset <= limit ? view.segments[index].largestTimestamp : nil)
            }
            return (visible, view.logStart, limit)
        }
        var best: (segment: LogSegment, timestamp: Int64)?
        for (segment, known) in segments {
            let largest: Int64
            if let known { largest = known } else { largest = try largestTimestamp(in: segment, before: limit) }
            if largest > best?.timestamp ?? -1 { best = (segment, largest) }
        }
        guard let best else { return nil }
        return try find(in: best.segment, from: start, before: limit, timestamp: best.timestamp)
    }

    /// The first timestamp of the batch that holds `offset`, or of the next there is; nil if there is none, or none with a
    /// timestamp. Reads a header from the file: blocks.
    package func firstTimestamp(from offset: Int64) throws(StorageError) -> Int64? {
        let slice = try read(from: offset, maxBytes: 1, upTo: highWatermark)
        guard !slice.isEmpty else { return nil }
        var scan = HeaderScan(slice.file, from: slice.position, to: slice.position + Int64(slice.byteCount))
        do throws(ScanError) {
            guard let header = try scan.peek(), header.baseTimestamp >= 0 else { return nil }
            return header.baseTimestamp
        } catch {
            throw StorageError(.corrupt, partition: partition, "look for the timestamp at offset \(offset): \(error)")
        }
    }

    private func largestTimestamp(in segment: LogSegment, before limit: Int64) throws(StorageError) -> Int64 {
        // The indexes know up to their last entry, the headers after it the rest.
        try warm(segment)
        let (known, position) = view.withLock { _ -> (Int64, Int64) in
            guard let indexes = segment.indexes, let entry = indexes.times.last(before: limit) else { return (-1, 0) }
            return (entry.timestamp, Int64(indexes.offsets.position(before: indexes.times.baseOffset + Int64(entry.relativeOffset))))
        }
        var largest = known
        try forEachHeader(in: segment, from: position, before: limit) { header, _ in
            largest = max(largest, header.maxTimestamp)
            return true
        }
        return largest
    }

    /// Where `epoch` ends: the largest epoch not above it and the first offset that is not of it (KIP-279). nil if the
    /// log knows of no such epoch.
    package func endOffset(ofEpoch epoch: Int32) -> (epoch: Int32, endOffset: Int64)? {
        view.withLock { $0.epochs.end(of: epoch, logEndOffset: $0.logEnd) }
    }

    /// The first record of `segment` at or after `start` and before `limit` with at least that timestamp. The time index
    /// says where to begin; only batches whose largest timestamp could match are unpacked.
    private func find(
        in segment: LogSegment, from start: Int64, before limit: Int64, timestamp: Int64
    ) throws(StorageError) -> TimestampedOffset? {
        var found: TimestampedOffset?
        var scratch = ByteWriter(capacity: 16)
        var damage: (any Error)?
        try warm(segment)
        let position = view.withLock { _ in
            segment.indexes.map { Int64($0.offsets.position(before: $0.times.offset(before: timestamp))) } ?? 0
        }
        try forEachHeader(in: segment, from: position, before: limit) { header, position in
            guard header.lastOffset >= start, header.maxTimestamp >= timestamp else { return true }
            do {
                let bytes = try segment.file.bytes(at: position, count: header.totalByteCount)
                try bytes.withByteReader { reader throws(MalformedBytes) in
                    let batch = try BatchView(only: reader.bytes)
                    try batch.forEachRecord(scratch: &scratch) { record in
                        guard found == nil, record.offset >= start, record.timestamp >= timestamp else { return }
                        found = TimestampedOffset(
                            offset: record.offset, timestamp: record.timestamp, leaderEpoch: header.partitionLeaderEpoch)
                    }
                }
            } catch {
                damage = error
            }
            return found == nil && damage == nil
        }
        if let damage {
            throw StorageError(.corrupt, partition: partition, "look for a timestamp in segment \(segment.baseOffset): \(damage)")
        }
        return found
    }

    /// Headers of the segment from a place where a batch begins, below `limit`, until `body` returns false.
    private func forEachHeader(
        in segment: LogSegment, from position: Int64, before limit: Int64, _ body: (RecordBatchHeader, Int64) -> Bool
    ) throws(StorageError) {
        let end = view.withLock { _ in segment.byteCount }
        var scan = HeaderScan(segment.file, from: position, to: end)
        do throws(ScanError) {
            while let header = try scan.peek(), header.nextOffset <= limit {
                guard body(header, scan.position) else { return }
                scan.step(over: header)
            }
        } catch {
            throw failure(error, in: segment, while: "look for a timestamp")
        }
    }
}
