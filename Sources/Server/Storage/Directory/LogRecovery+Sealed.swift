internal import LogFormat

/// Segments that were full and had all their files when the process died, while the machine has been up: all that was written to
/// them is there. They are not looked at; those that were not synced are synced later, or now where consumers were promised that.
extension LogRecovery {
    /// The segment if it is one of these, judging by its files: the snapshot of the producers at its end was the last of them to be
    /// written, and its headers lead from its last index entry to where the next segment begins. Else nil, and it is looked at.
    func sealed(_ base: Int64, next: Int64) throws(ScanError) -> LogSegment? {
        let path = files.path(base, .log)
        guard trustsDisk, names.contains(SegmentFileName(baseOffset: next, kind: .producerSnapshot)),
            files.readSnapshot(at: next) != nil,
            let status = try io({ () throws(FileSystemError) in try environment.files.status(of: path) }),
            let indexes = files.storedIndexes(of: base, byteCount: status.byteCount)
        else { return nil }
        let file = SegmentFile(path, .update, environment)
        let segment = LogSegment(baseOffset: base, file: file, byteCount: status.byteCount, createdAt: status.modifiedAt)
        segment.largestTimestamp = indexes.times.entries.last?.timestamp ?? -1
        do throws(ScanError) {
            var scan = HeaderScan(file, from: 0, to: status.byteCount)
            if let first = try scan.peek(), first.maxTimestamp >= 0 { segment.firstTimestamp = first.maxTimestamp }
            scan.move(to: Int64(indexes.offsets.entries.last?.position ?? 0))
            if let expected = indexes.offsets.lastOffset, try scan.peek()?.lastOffset != expected { return nil }
            var end = base
            while let header = try scan.peek() {
                end = header.nextOffset
                scan.step(over: header)
            }
            return end == next ? segment : nil
        } catch {
            if case .file(let error) = error { throw .file(error) }
            // Its bytes say where.
            return nil
        }
    }

    /// Takes it as it is.
    mutating func take(_ segment: LogSegment, next: Int64) {
        segments.append(segment)
        logEnd = next
        // What lies before the recovery point has been synced.
        guard next > recoveryPoint else { return }
        hasUnsynced = true
        settling.append(PartitionLog.SettlingSegment(segment: segment, end: next, time: environment.clock.now()))
    }

    /// Where consumers see only what is on stable storage, it has to be there before they do. Else the files stay open until they
    /// are synced: only who has them open is told of pages that could not be written.
    mutating func syncSettling() throws(ScanError) {
        for settling in settling {
            try io { () throws(FileSystemError) in
                if environment.durability == .fsync { try settling.segment.file.sync() } else { try settling.segment.file.awaitSync() }
            }
        }
        if environment.durability == .fsync { settling = [] }
    }
}
