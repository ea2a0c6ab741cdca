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
            if let found = try find(in: segment, from: start, before: limit, { $0.timestamp >= timestamp }) { return found }
        }
        return nil
    }

    /// The first record that has the largest timestamp of all below the high watermark; nil for an empty log. Blocks.
    package func offsetOfMaxTimestamp() throws(StorageError) -> TimestampedOffset? {
        let (segments, start, limit) = view.withLock { view in
            (view.segments.map { ($0, $0.largestTimestamp) }, view.logStart, highWatermark(view))
        }
        let largest = segments.map(\.1).max() ?? -1
        for (segment, segmentLargest) in segments where segmentLargest == largest && largest >= 0 {
            if let found = try find(in: segment, from: start, before: limit, { $0.timestamp >= largest }) { return found }
        }
        // The largest may lie in what is not visible yet: then the largest of what is.
        var best: TimestampedOffset?
        for (segment, _) in segments {
            try forEachHeader(in: segment, from: start, before: limit) { header, _ in
                guard header.maxTimestamp > best?.timestamp ?? -1 else { return true }
                best = TimestampedOffset(
                    offset: header.lastOffset, timestamp: header.maxTimestamp, leaderEpoch: header.partitionLeaderEpoch)
                return true
            }
        }
        return best
    }

    /// Where `epoch` ends: the largest epoch not above it and the first offset that is not of it (KIP-279). nil if the
    /// log knows of no such epoch.
    package func endOffset(ofEpoch epoch: Int32) -> (epoch: Int32, endOffset: Int64)? {
        view.withLock { $0.epochs.end(of: epoch, logEndOffset: $0.logEnd) }
    }

    /// The first record of `segment` at or after `start` and before `limit` that matches, looked for in those batches
    /// alone whose largest timestamp could match.
    private func find(
        in segment: LogSegment, from start: Int64, before limit: Int64, _ matches: (TimestampedOffset) -> Bool
    ) throws(StorageError) -> TimestampedOffset? {
        var found: TimestampedOffset?
        var scratch = ByteWriter(capacity: 16)
        var damage: MalformedBytes?
        try forEachHeader(in: segment, from: start, before: limit) { header, position in
            let largest = TimestampedOffset(
                offset: header.lastOffset, timestamp: header.maxTimestamp, leaderEpoch: header.partitionLeaderEpoch)
            guard header.lastOffset >= start, matches(largest) else { return true }
            do {
                let bytes = try segment.file.bytes(at: position, count: header.totalByteCount)
                try bytes.withByteReader { reader throws(MalformedBytes) in
                    let batch = try BatchView(only: reader.bytes)
                    try batch.forEachRecord(scratch: &scratch) { record in
                        let candidate = TimestampedOffset(
                            offset: record.offset, timestamp: record.timestamp, leaderEpoch: header.partitionLeaderEpoch)
                        if found == nil, record.offset >= start, matches(candidate) { found = candidate }
                    }
                }
            } catch {
                damage = error as? MalformedBytes ?? MalformedBytes(reading: "batch", position: 0, problem: "\(error)")
            }
            return found == nil && damage == nil
        }
        if let damage {
            throw StorageError(.corrupt, partition: partition, "look for a timestamp in segment \(segment.baseOffset): \(damage)")
        }
        return found
    }

    /// Headers of the segment below `limit` until `body` returns false.
    private func forEachHeader(
        in segment: LogSegment, from start: Int64, before limit: Int64, _ body: (RecordBatchHeader, Int64) -> Bool
    ) throws(StorageError) {
        let end = view.withLock { _ in segment.byteCount }
        var scan = HeaderScan(segment.file, from: 0, to: end)
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
