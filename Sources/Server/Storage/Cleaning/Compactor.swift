internal import Bytes
internal import Logging
internal import LogFormat
internal import DurableState
internal import Measures
internal import Synchronization

/// Cleans one log: of every key the last record stays, and offsets never move. One round covers as much of the dirty
/// part as the map of keys has room for. Blocks.
struct Compactor {
    let directory: LogDirectory
    let log: PartitionLog
    /// Nobody waits for it: it leaves the disk to others.
    var isThrottled = false

    private var environment: LogEnvironment { log.environment }
    private var files: SegmentFiles { SegmentFiles(environment.files, log.directory) }

    /// Rolls the active segment and cleans everything up to the high watermark.
    func runNow() throws(StorageError) -> CompactionOutcome {
        if environment.durability == .fsync { log.flush() }
        try log.rollNow()
        return try log.cleaning.withLock { _ throws(StorageError) in
            var outcome = CompactionOutcome()
            var isFirst = true
            while true {
                let plan = try survey()
                guard isFirst ? plan.isEligible(settings, forced: true) : plan.hasDirt else { return outcome }
                let before = plan.firstDirtyOffset
                outcome.add(try cleanRound(plan))
                // A round that got nowhere would get nowhere again.
                guard log.view.withLock({ $0.firstDirtyOffset }) > before else { return outcome }
                isFirst = false
            }
        }
    }

    /// Cleans one round if it is worth it, or tombstones are due to go.
    func runIfEligible() throws(StorageError) -> CompactionOutcome? {
        try log.cleaning.withLock { _ throws(StorageError) in
            let now = environment.clock.now()
            let isDue = log.view.withLock { view in view.nextDeleteHorizon.map { now >= $0 } ?? false }
            let plan = try survey()
            guard plan.isEligible(settings, forced: isDue) else { return nil }
            return try cleanRound(plan)
        }
    }

    /// How dirty the log is; nil if it need not be cleaned.
    func eligibleRatio() -> Double? {
        // Nothing of what is damaged is thrown away: the operator's turn comes first.
        guard log.damages.isEmpty else { return nil }
        let now = environment.clock.now()
        let isDue = log.view.withLock { view in view.nextDeleteHorizon.map { now >= $0 } ?? false }
        let plan = plan()
        return plan.isEligible(settings, forced: isDue) ? plan.dirtyRatio : nil
    }

    /// Bytes of full segments that no cleaning has been over, and that are old enough for it.
    var backlog: Int { plan().dirtyByteCount }

    private var settings: CompactionPlan.Settings {
        let config = log.config
        var settings = CompactionPlan.Settings()
        settings.minDirtyRatio = config.minDirtyRatio
        settings.minLagMilliseconds = config.minCompactionLag
        settings.maxLagMilliseconds = config.maxCompactionLag == .max ? nil : config.maxCompactionLag
        settings.deleteRetentionMilliseconds = config.deleteRetention
        settings.segmentByteCount = config.segmentByteCount
        settings.indexByteCount = config.indexByteCount
        return settings
    }

    /// What there is to clean, once the segments that are full have been finished: only what no start after a crash
    /// looks at any more may have holes.
    private func survey() throws(StorageError) -> CompactionPlan {
        try log.sealRolledUnlocked()
        try directory.writeCheckpoints()
        return plan()
    }

    private func plan() -> CompactionPlan {
        let now = environment.clock.now()
        return log.view.withLock { view in
            CompactionPlan.survey(
                segments: view.segments.indices.map { view.facts(of: $0) }, checkpoint: view.firstDirtyOffset,
                logStartOffset: view.logStart,
                lastStableOffset: min(view.transactions.lastStableOffset(log.highWatermark(view)), view.recoveryPoint),
                settings: settings(view),
                now: now)
        }
    }

    private func settings(_ view: borrowing PartitionLog.View) -> CompactionPlan.Settings {
        var settings = CompactionPlan.Settings()
        settings.minLagMilliseconds = view.config.minCompactionLag
        settings.maxLagMilliseconds = view.config.maxCompactionLag == .max ? nil : view.config.maxCompactionLag
        return settings
    }

    // MARK: One round

    /// One round, counted.
    private func cleanRound(_ plan: CompactionPlan) throws(StorageError) -> CompactionOutcome {
        let start = MonotonicTime.nanoseconds()
        let outcome = try clean(plan)
        environment.meter.compactionDuration.observe(MonotonicTime.nanoseconds() - start)
        environment.meter.compactedBytesBefore.add(Int(outcome.byteCountBefore))
        environment.meter.compactedBytesAfter.add(Int(outcome.byteCountAfter))
        return outcome
    }

    private func clean(_ plan: CompactionPlan) throws(StorageError) -> CompactionOutcome {
        let segments = log.view.withLock { $0.segments }
        let map = try map(plan, segments)
        let config = log.config
        let producers = log.writer.withLock { $0.producers }
        var filter = CompactionFilter(
            map: map, now: environment.clock.now(), deleteRetention: config.deleteRetention, producers: producers,
            aborted: aborted(in: segments))
        var outcome = CompactionOutcome()
        outcome.rounds = 1
        let end = map.latestOffset + 1
        let groups = CompactionPlan.groups(log.segmentFacts(), upTo: end, settings: settings)
        for group in groups {
            let members = segments.filter { segment in group.contains { $0.baseOffset == segment.baseOffset } }
            outcome.byteCountBefore += members.reduce(0) { $0 + $1.byteCount }
            outcome.byteCountAfter += try clean(members, end: group[group.count - 1].nextOffset, &filter)
        }
        outcome.take(filter.tally)
        log.view.withLock { view in
            view.firstDirtyOffset = max(view.firstDirtyOffset, end)
            view.nextDeleteHorizon = filter.tally.earliestDeleteHorizon
        }
        try directory.writeCheckpoints()
        return outcome
    }

    private func aborted(in segments: [LogSegment]) -> [AbortedTransaction] {
        log.view.withLock { _ in segments.flatMap(\.aborted) }
    }

    /// Pass one: the last offset of every key in the dirty part.
    private func map(_ plan: CompactionPlan, _ segments: [LogSegment]) throws(StorageError) -> OffsetMap {
        var random = SystemRandomNumberGenerator()
        var map = OffsetMap(
            secret: (random.next(), random.next()), firstDirtyOffset: plan.firstDirtyOffset,
            byteLimit: directory.options.cleanerMemoryByteCount)
        var transactions = TransactionScan(aborted: aborted(in: segments))
        var scratch = ByteWriter(capacity: 1024)
        var isFull = false
        for (index, segment) in segments.enumerated() where segment.baseOffset < plan.firstUncleanableOffset && !isFull {
            let isOver = index + 1 < segments.count && segments[index + 1].baseOffset <= plan.firstDirtyOffset
            if isOver { continue }
            try forEachBatch(of: segment) { batch, _ throws(MalformedBytes) in
                let header = batch.header
                guard header.nextOffset <= plan.firstUncleanableOffset else { return false }
                if header.nextOffset <= plan.firstDirtyOffset { return true }
                isFull = try !map.add(batch, transactions: &transactions, scratch: &scratch)
                return !isFull
            }
        }
        return map
    }

    /// Pass two: writes what stays of some neighbouring segments into one, and puts it in their place. Answers its size.
    private func clean(
        _ members: [LogSegment], end: Int64, _ filter: inout CompactionFilter
    ) throws(StorageError) -> Int64 {
        let base = members[0].baseOffset
        let path = files.path(base, .log, .cleaned)
        let file = try io("make \(path)") { () throws(FileSystemError) in
            let file = try SegmentFile(creating: path, environment)
            try file.pin()
            return file
        }
        let cleaned = LogSegment(
            baseOffset: base, file: file, indexes: SegmentIndexes(baseOffset: base),
            createdAt: members.map(\.modifiedAt).max() ?? environment.clock.now())
        let writing = CleanedWriter(segment: cleaned, interval: log.config.indexIntervalByteCount)
        var scratch = ByteWriter(capacity: 1024)
        do {
            var isChanged = members.count > 1
            for member in members {
                try forEachBatch(of: member) { batch, _ throws(MalformedBytes) in
                    let outcome = try filter.filter(batch, scratch: &scratch)
                    if outcome != .unchanged { isChanged = true }
                    writing.take(outcome, of: batch)
                    return writing.failure == nil
                }
            }
            try writing.finish(log.partition)
            let aborted = filter.takeAborted()
            guard isChanged else {
                try io("remove \(path)") { () throws(FileSystemError) in try environment.files.remove(path) }
                return members[0].byteCount
            }
            cleaned.indexes?.noteLargestTimestamp()
            cleaned.aborted = aborted
            try swap(cleaned, for: members)
            return cleaned.byteCount
        } catch {
            // The next cleaning, or the next start, begins afresh. What cannot be removed now goes then.
            do throws(FileSystemError) { try environment.files.remove(path) } catch {
                environment.logger.warning("an unfinished segment stays until the next start: \(error)")
            }
            throw error
        }
    }

    /// Whole batches of the segment, until `body` returns false or the log ends.
    private func forEachBatch(
        of segment: LogSegment, _ body: (BatchView, Int64) throws(MalformedBytes) -> Bool
    ) throws(StorageError) {
        let reading = BatchReading(file: segment.file, end: log.view.withLock { _ in segment.byteCount })
        do throws(ScanError) {
            try reading.forEach(from: 0) { batch, position throws(MalformedBytes) in
                guard !environment.health.isClosing, log.view.withLock({ $0.ending == nil && $0.config.cleanup.contains(.compact) }) else {
                    return false
                }
                if isThrottled, !directory.cleaning.take(batch.bytes.count) { return false }
                return try body(batch, position)
            }
        } catch {
            throw log.failure(error, in: segment, while: "clean the log")
        }
        if let ending = log.view.withLock({ $0.ending }) { throw ending }
        guard log.config.cleanup.contains(.compact) else {
            throw StorageError(.notCompacted, partition: log.partition, "cleanup.policy has lost 'compact' while the log was cleaned")
        }
        if environment.health.isClosing { throw .closed(log.partition) }
    }

    /// Puts a cleaned segment in the place of those it was made from. After the rename to `.swap` a crash finishes what is
    /// left to do; before it, nothing has happened. Every step is durable before the next.
    private func swap(_ cleaned: LogSegment, for members: [LogSegment]) throws(StorageError) {
        let fileSystem = environment.files
        let base = cleaned.baseOffset
        let swapPath = files.path(base, .log, .swap)
        try io("put a cleaned segment in place") { () throws(FileSystemError) in
            // Who reads them goes on reading them.
            for member in members { try member.file.pin() }
            try cleaned.file.sync()
            // Before the data it belongs to: what of it lies behind the round still holds what was aborted.
            try files.writeAborted(cleaned.aborted, of: base, stage: .swap)
            try fileSystem.setModificationTime(files.path(base, .log, .cleaned), to: cleaned.modifiedAt)
            try fileSystem.syncDirectory(log.directory)
            try fileSystem.rename(files.path(base, .log, .cleaned), to: swapPath)
            try fileSystem.syncDirectory(log.directory)
        }
        log.view.withLock { view in
            let bases = Set(members.map(\.baseOffset))
            guard let index = view.segments.firstIndex(where: { $0.baseOffset == base }) else { return }
            view.segments.removeAll { bases.contains($0.baseOffset) }
            view.segments.insert(cleaned, at: index)
        }
        let indexes = log.view.withLock { _ in cleaned.indexes }
        try io("put a cleaned segment in place") { () throws(FileSystemError) in
            for member in members.dropFirst() { try files.remove(member.baseOffset) }
            try files.removeIndexes(base)
            try fileSystem.syncDirectory(log.directory)
            try fileSystem.rename(swapPath, to: files.path(base, .log))
            cleaned.file.moved(to: files.path(base, .log))
            try fileSystem.syncDirectory(log.directory)
            if !cleaned.aborted.isEmpty {
                try fileSystem.rename(files.path(base, .transactionIndex, .swap), to: files.path(base, .transactionIndex))
            }
            if let indexes { try files.writeIndexes(indexes, of: base) }
            try fileSystem.syncDirectory(log.directory)
        }
    }

    private func io<R>(_ doing: String, _ body: () throws(FileSystemError) -> R) throws(StorageError) -> R {
        do throws(FileSystemError) { return try body() } catch {
            throw StorageError(error, partition: log.partition, while: doing)
        }
    }
}

/// What one call of the cleaner did.
package struct CompactionOutcome: Equatable, Sendable {
    package var rounds = 0
    package var recordsRead = 0
    package var recordsKept = 0
    package var tombstonesDropped = 0
    package var byteCountBefore: Int64 = 0
    package var byteCountAfter: Int64 = 0

    package init() {}

    mutating func add(_ other: CompactionOutcome) {
        rounds += other.rounds
        recordsRead += other.recordsRead
        recordsKept += other.recordsKept
        tombstonesDropped += other.tombstonesDropped
        byteCountBefore += other.byteCountBefore
        byteCountAfter += other.byteCountAfter
    }

    mutating func take(_ tally: CompactionFilter.Tally) {
        recordsRead += tally.recordsRead
        recordsKept += tally.recordsKept
        tombstonesDropped += tally.tombstonesDropped
    }
}
