internal import Bytes
internal import DurableState
internal import LogFormat

/// Opens a partition's log as the last process left it, or, after a crash, as far as it can be believed.
struct LogRecovery {
    let partition: LogPartition
    let directory: String
    let environment: LogEnvironment
    let config: LogConfig
    /// The directory was closed in order: nothing needs to be looked at.
    let isClean: Bool
    /// Everything before was on stable storage and whole.
    let recoveryPoint: Int64
    let logStart: Int64
    let firstDirtyOffset: Int64
    /// The machine has been up since: what lies before the recovery point need not be looked at, nor what was sealed.
    var trustsDisk = false
    /// Nobody knows the recovery point: every segment is looked at, also those that were cleaned, which may end before the next begins.
    var isPointUnknown = false
    /// A new leader epoch begins although the directory was closed in order.
    var beginsEpoch = false

    /// The files of segments.
    var names: [SegmentFileName] = []
    var segments: [LogSegment] = []
    /// Segments that need no look, but have not been synced.
    var settling: [PartitionLog.SettlingSegment] = []
    /// The process died before it had synced what it wrote: not the names of new segments either, as it may be.
    var hasUnsynced = false
    /// Segments that were gone through, by base offset, and the offset from which on byte by byte.
    var recovered: [Int64: Int64] = [:]
    /// Offset after the last batch of the last segment.
    var logEnd: Int64 = 0
    private var epochs = LeaderEpochCheckpoint()
    private var epochsAreWritten = false
    /// Nothing was found beyond the recovery point.
    private var isUnchanged = false
    /// What was found amiss and done about it, in sentences.
    var reports: [String] = []

    var files: SegmentFiles { SegmentFiles(environment.files, directory) }

    init(
        partition: LogPartition, directory: String, environment: LogEnvironment, config: LogConfig, isClean: Bool,
        recoveryPoint: Int64, logStart: Int64, firstDirtyOffset: Int64
    ) {
        self.partition = partition
        self.directory = directory
        self.environment = environment
        self.config = config
        self.isClean = isClean
        self.recoveryPoint = recoveryPoint
        self.logStart = logStart
        self.firstDirtyOffset = firstDirtyOffset
    }

    mutating func open(topicID: String) throws(StorageError) -> (log: PartitionLog, reports: [String]) {
        do throws(ScanError) {
            names = try SwapResolution(files: environment.files, directory: directory).run()
            try openSegments()
            try syncNames()
            try settleEpochs()
            let producers = try replayProducers()
            try syncSettling()
            return (makeLog(topicID, producers), reports)
        } catch {
            switch error {
            case .file(let error):
                throw StorageError(error, partition: partition, while: "open the log")
            case .malformed(let error, let position):
                throw StorageError(
                    .corrupt, partition: partition,
                    "open the log: the bytes at \(position) of a segment below the recovery point are damaged: \(error.problem)")
            case .known(let damage):
                throw StorageError(.corrupt, partition: partition, "open the log: \(damage.refusal)")
            }
        }
    }

    private func makeLog(_ topicID: String, _ producers: ProducerSequences) -> PartitionLog {
        let start = max(logStart, segments[0].baseOffset)
        var view = PartitionLog.View(
            config: config, segments: segments, epochs: epochs, leaderEpoch: max(0, epochs.latestEpoch), logStart: start,
            logEnd: logEnd, durableEnd: logEnd,
            recoveryPoint: settling.first.map { max(recoveryPoint, $0.segment.baseOffset) } ?? logEnd,
            firstDirtyOffset: min(max(firstDirtyOffset, start), logEnd))
        view.transactions = OpenTransactions(producers)
        view.epochsAreWritten = epochsAreWritten
        view.settling = settling
        view.unsynced = settling.map(\.segment)
        if isUnchanged || isClean, hasFinalSnapshot {
            view.finished = PartitionLog.Finished(end: logEnd, baseOffset: view.active.baseOffset)
        }
        return PartitionLog(
            partition: partition, topicID: topicID, directory: directory, environment: environment, view: view,
            producers: producers)
    }

    // MARK: Segments

    private mutating func openSegments() throws(ScanError) {
        var bases = names.filter { $0.kind == .log && $0.stage == .live }.map(\.baseOffset).sorted()
        // A deletion that was under way: what lies wholly before the log's start is gone.
        while bases.count > 1, bases[1] <= logStart {
            try io { () throws(FileSystemError) in try files.remove(bases[0]) }
            bases.removeFirst()
        }
        for (index, base) in bases.enumerated() {
            let next = index + 1 < bases.count ? bases[index + 1] : nil
            // One that ends at the recovery point may have been the last one when that was written, and been followed by another
            // before it was finished: then its indexes are those of an earlier close.
            let needsRecovery = !isClean && (next.map { $0 >= recoveryPoint } ?? true)
            if needsRecovery, let next, let segment = try sealed(base, next: next) {
                take(segment, next: next)
                continue
            }
            if try !(needsRecovery ? recover(base, next: next) : openFinished(base, isLast: next == nil)) {
                try dropSegments(Array(bases[(index + 1)...]))
                break
            }
        }
        if segments.isEmpty || logEnd < logStart { try beginAnew() }
        try checkEnd()
    }

    /// What was on stable storage is there: a disk that loses it has lied, or somebody took files away.
    private func checkEnd() throws(ScanError) {
        guard !isClean, logEnd < recoveryPoint else { return }
        let name = SegmentFileName(baseOffset: segments[segments.count - 1].baseOffset, kind: .log)
        throw .malformed(
            MalformedBytes(
                reading: "\(name)", position: Int(segments[segments.count - 1].byteCount),
                problem: "the log ends at offset \(logEnd), but offsets up to \(recoveryPoint) were on stable storage: the disk has "
                    + "lost what it said it had kept, or files were taken away; restore them from a copy, or remove the partition"),
            at: segments[segments.count - 1].byteCount)
    }

    /// There is a snapshot of the producers at the log's end.
    private var hasFinalSnapshot: Bool {
        names.contains(SegmentFileName(baseOffset: logEnd, kind: .producerSnapshot))
    }

    /// A log without segments, or one that has less than was deleted: it goes on at its start.
    private mutating func beginAnew() throws(ScanError) {
        for segment in segments { try io { () throws(FileSystemError) in try files.remove(segment.baseOffset) } }
        settling = []
        let file = try io { () throws(FileSystemError) in
            let file = try SegmentFile(creating: files.path(logStart, .log), environment)
            try environment.files.syncDirectory(directory)
            return file
        }
        segments = [
            LogSegment(
                baseOffset: logStart, file: file, indexes: SegmentIndexes(baseOffset: logStart),
                createdAt: environment.clock.now())
        ]
        logEnd = logStart
        isUnchanged = false
    }

    /// Opens a segment that needs no look. Always true.
    private mutating func openFinished(_ base: Int64, isLast: Bool) throws(ScanError) -> Bool {
        let segment = try io { () throws(FileSystemError) in
            let path = files.path(base, .log)
            guard let status = try environment.files.status(of: path) else {
                throw FileSystemError(.notFound, "look at", path, "it is not there")
            }
            return LogSegment(
                baseOffset: base, file: SegmentFile(path, isLast ? .update : .read, environment), byteCount: status.byteCount,
                createdAt: status.modifiedAt)
        }
        var scan = HeaderScan(segment.file, from: 0, to: segment.byteCount)
        if let first = try scan.peek(), first.maxTimestamp >= 0 { segment.firstTimestamp = first.maxTimestamp }
        if isLast {
            let indexes = try files.loadIndexes(
                of: base, file: segment.file, byteCount: segment.byteCount, interval: config.indexIntervalByteCount)
            segment.indexes = indexes
            segment.largestTimestamp = indexes.times.entries.last?.timestamp ?? -1
            logEnd = base
            let start = Int64(indexes.offsets.entries.last?.position ?? 0)
            scan = HeaderScan(segment.file, from: start, to: segment.byteCount)
            while let header = try scan.peek() {
                logEnd = header.nextOffset
                scan.step(over: header)
            }
        } else if let largest = files.largestTimestamp(of: base) {
            segment.largestTimestamp = largest
        } else {
            let indexes = try files.loadIndexes(
                of: base, file: segment.file, byteCount: segment.byteCount, interval: config.indexIntervalByteCount)
            segment.indexes = indexes
            segment.largestTimestamp = indexes.times.entries.last?.timestamp ?? -1
        }
        segments.append(segment)
        return true
    }

    /// Goes through a segment from the recovery point on, byte by byte, cuts it where it stops being a log, and makes what is
    /// left durable. False if later segments cannot be part of the log any more.
    private mutating func recover(_ base: Int64, next: Int64?) throws(ScanError) -> Bool {
        let path = files.path(base, .log)
        let (file, size, modifiedAt) = try io { () throws(FileSystemError) in
            let file = SegmentFile(path, .update, environment)
            return (file, try file.size(), try environment.files.modificationTime(path))
        }
        let segment = try known(of: base, file, size: size, modifiedAt) ?? unknown(base, file, modifiedAt)
        reports += segment.damages.map(\.sentence)
        let start = segment.byteCount
        let startOffset = start > 0 ? recoveryPoint : base
        var batches = RecoveryScan(
            segmentBaseOffset: base, fileByteCount: Int(size), position: Int(start), nextOffset: startOffset)
        var epochs = epochs
        let ending = try io { () throws(FileSystemError) in
            try batches.run { position, byteCount throws(FileSystemError) in
                try file.bytes(at: Int64(position), count: byteCount)
            } onBatch: { header, _ throws(FileSystemError) in
                segment.note(header, interval: config.indexIntervalByteCount)
                epochs.begin(header.partitionLeaderEpoch, at: header.baseOffset)
            }
        }
        self.epochs = epochs
        var isWhole = true
        if case .damaged(let damage) = ending {
            isWhole = false
            try cut(segment, damage, nextOffset: batches.nextOffset, size: size)
        } else if let next, isPointUnknown ? next < batches.nextOffset : next != batches.nextOffset {
            isWhole = false
            reports.append(
                "segment \(SegmentFileName(baseOffset: next, kind: .log)) begins at offset \(next) where \(batches.nextOffset) "
                    + "was expected: it was never synced and is removed; recovery keeps offsets up to \(batches.nextOffset)")
        }
        isUnchanged = isWhole && start == size && start > 0
        // Before anybody sees it. What lies before the recovery point is on stable storage.
        if start < size || start == 0 {
            hasUnsynced = true
            try io { () throws(FileSystemError) in try file.sync() }
        }
        if next != nil { try finishIndexes(of: segment) }
        logEnd = batches.nextOffset
        segments.append(segment)
        recovered[base] = startOffset
        return isWhole
    }

    /// A synced file that nobody finds is lost as well: after a power cut there would be a recovery point behind the log's end.
    private func syncNames() throws(ScanError) {
        guard hasUnsynced else { return }
        try io { () throws(FileSystemError) in try environment.files.syncDirectory(directory) }
    }

    private func unknown(_ base: Int64, _ file: SegmentFile, _ modifiedAt: Int64) -> LogSegment {
        LogSegment(baseOffset: base, file: file, indexes: SegmentIndexes(baseOffset: base), createdAt: modifiedAt)
    }

    /// What a finished segment has beside it.
    private func finishIndexes(of segment: LogSegment) throws(ScanError) {
        segment.indexes?.noteLargestTimestamp()
        guard let indexes = segment.indexes else { return }
        if files.hasStored(indexes, of: segment.baseOffset, byteCount: segment.byteCount) { return }
        try io { () throws(FileSystemError) in
            try files.writeIndexes(indexes, of: segment.baseOffset)
            try environment.files.syncDirectory(directory)
        }
    }

    private mutating func cut(
        _ segment: LogSegment, _ damage: RecoveryScan.Damage, nextOffset: Int64, size: Int64
    ) throws(ScanError) {
        let name = SegmentFileName(baseOffset: segment.baseOffset, kind: .log)
        guard nextOffset >= recoveryPoint else {
            throw .malformed(
                MalformedBytes(
                    reading: "\(name)", position: Int(segment.byteCount),
                    problem: "\(damage); offsets from \(nextOffset) to \(recoveryPoint) were on stable storage and are not cut "
                        + "off; restore \(name) from a copy, or remove the partition"),
                at: segment.byteCount)
        }
        reports.append(
            "\(name): the bytes from \(segment.byteCount) to \(size) are no batch of this log: \(damage); the tail was cut, "
                + "recovery keeps offsets up to \(nextOffset)")
        try io { () throws(FileSystemError) in try segment.file.truncate(to: segment.byteCount) }
    }

    /// Segments after one that was cut: newest first, so that a crash meanwhile leaves no hole.
    private mutating func dropSegments(_ bases: [Int64]) throws(ScanError) {
        for base in bases.reversed() {
            reports.append("segment \(SegmentFileName(baseOffset: base, kind: .log)) follows a cut and is removed")
            try io { () throws(FileSystemError) in
                try files.remove(base)
                try environment.files.syncDirectory(directory)
            }
        }
    }

    // MARK: Epochs

    /// A new epoch begins with every unclean start: clients that have read what is gone now can tell. It is written before the
    /// first append in it (`PartitionLog.makeReady`).
    private mutating func settleEpochs() throws(ScanError) {
        let stored = files.readEpochs()
        var settled = stored ?? epochs
        for entry in epochs.entries { settled.begin(entry.epoch, at: entry.startOffset) }
        settled.truncate(toEnd: logEnd)
        if !isClean || beginsEpoch || settled.latestEpoch < 0 {
            settled.begin(max(epochs.latestEpoch, stored?.latestEpoch ?? -1, settled.latestEpoch) + 1, at: logEnd)
        }
        epochs = settled
        epochsAreWritten = settled == stored
    }

    func io<R>(_ body: () throws(FileSystemError) -> R) throws(ScanError) -> R {
        do throws(FileSystemError) { return try body() } catch { throw .file(error) }
    }
}
