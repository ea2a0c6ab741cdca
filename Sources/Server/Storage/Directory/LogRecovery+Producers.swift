internal import Bytes
internal import LogFormat

/// Producers, and the transactions they had open or have aborted.
extension LogRecovery {
    /// The newest snapshot that can be read, and what was appended after it. Segments get the transactions that were aborted in
    /// them: from their files, or, if they were recovered, as they are met again: of the files of such a one any may be missing.
    mutating func replayProducers() throws(ScanError) -> ProducerSequences {
        let (replayed, known) = try newestSnapshot(upTo: recovered.values.min() ?? logEnd)
        for segment in segments {
            let start = recovered[segment.baseOffset] ?? .max
            segment.aborted = start == segment.baseOffset ? [] : try storedAborted(of: segment).filter { $0.lastOffset < start }
        }
        var producers = known
        for (index, segment) in segments.enumerated() where end(ofSegment: index) > replayed {
            try replay(segment, from: replayed, into: &producers) { aborted in
                if let start = recovered[segment.baseOffset], aborted.lastOffset >= start { segment.aborted.append(aborted) }
            }
        }
        try writeAborted()
        return producers
    }

    /// Of what was recovered: the next start does not look there again.
    private func writeAborted() throws(ScanError) {
        for segment in segments where recovered[segment.baseOffset] != nil {
            let name = SegmentFileName(baseOffset: segment.baseOffset, kind: .transactionIndex)
            let isThere = names.contains(name)
            if segment.aborted.isEmpty, !isThere { continue }
            if isThere, files.readAborted(of: segment.baseOffset) == segment.aborted { continue }
            try io { () throws(FileSystemError) in
                if segment.aborted.isEmpty {
                    try environment.files.remove(files.path(segment.baseOffset, .transactionIndex))
                } else {
                    try files.writeAborted(segment.aborted, of: segment.baseOffset)
                }
                try environment.files.syncDirectory(directory)
            }
        }
    }

    /// What the segment's file says. One that is damaged is made anew: without it data that was aborted would be shown.
    private mutating func storedAborted(of segment: LogSegment) throws(ScanError) -> [AbortedTransaction] {
        let base = segment.baseOffset
        let name = SegmentFileName(baseOffset: base, kind: .transactionIndex)
        guard names.contains(name) else { return [] }
        if let stored = files.readAborted(of: base) { return stored }
        reports.append("\(name) is damaged and made anew from its segment")
        var (replayed, producers) = try newestSnapshot(upTo: base)
        var found: [AbortedTransaction] = []
        for (index, earlier) in segments.enumerated() where end(ofSegment: index) > replayed && earlier.baseOffset <= base {
            try replay(earlier, from: replayed, into: &producers) { if earlier === segment { found.append($0) } }
        }
        try io { () throws(FileSystemError) in try files.writeAborted(found, of: base) }
        return found
    }

    private func end(ofSegment index: Int) -> Int64 { index + 1 < segments.count ? segments[index + 1].baseOffset : logEnd }

    /// The producers at an offset, which is the log's start if there is no snapshot.
    private func newestSnapshot(upTo limit: Int64) throws(ScanError) -> (offset: Int64, producers: ProducerSequences) {
        let snapshots = names.filter { $0.kind == .producerSnapshot && $0.stage == .live }.map(\.baseOffset).sorted()
        let stale = snapshots.filter { $0 > logEnd }
        if !stale.isEmpty {
            // For certain: they must not come back when the log has grown past them with other batches.
            try io { () throws(FileSystemError) in
                for offset in stale { try environment.files.remove(files.path(offset, .producerSnapshot)) }
                try environment.files.syncDirectory(directory)
            }
        }
        for offset in snapshots.reversed() where offset <= limit {
            if let known = files.readSnapshot(at: offset) { return (offset, known) }
        }
        return (segments[0].baseOffset, ProducerSequences())
    }

    /// Takes the headers from `offset` on into `producers`; `onAbort` gets the transactions that were aborted there, in order.
    private func replay(
        _ segment: LogSegment, from offset: Int64, into producers: inout ProducerSequences, onAbort: (AbortedTransaction) -> Void
    ) throws(ScanError) {
        var transactions = OpenTransactions(producers)
        let start = Int64(segment.indexes?.offsets.position(before: offset) ?? 0)
        var scan = HeaderScan(segment.file, from: start, to: segment.byteCount)
        while let header = try scan.peek() {
            defer { scan.step(over: header) }
            guard header.baseOffset >= offset else { continue }
            producers.apply(header, at: max(header.maxTimestamp, segment.modifiedAt))
            guard header.isTransactional, header.recordCount > 0 else { continue }
            guard header.isControl else {
                transactions.begin(header.producerID, at: header.baseOffset)
                continue
            }
            guard let firstOffset = transactions.end(header.producerID, marker: header.baseOffset),
                try isAbort(header, at: scan.position, in: segment)
            else { continue }
            onAbort(
                AbortedTransaction(
                    producerID: header.producerID, firstOffset: firstOffset, lastOffset: header.baseOffset,
                    lastStableOffset: transactions.stableOffset(afterMarker: header.baseOffset)))
        }
    }

    private func isAbort(_ header: RecordBatchHeader, at position: Int64, in segment: LogSegment) throws(ScanError) -> Bool {
        let bytes = try io { () throws(FileSystemError) in try segment.file.bytes(at: position, count: header.totalByteCount) }
        var scratch = ByteWriter(capacity: 64)
        do throws(MalformedBytes) {
            return try bytes.withByteReader { reader throws(MalformedBytes) in
                try ControlRecordType(firstOf: BatchView(only: reader.bytes), scratch: &scratch) == .abort
            }
        } catch {
            throw .malformed(error, at: position)
        }
    }
}
