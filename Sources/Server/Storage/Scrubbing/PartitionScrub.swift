internal import DurableState
internal import Logging
internal import LogFormat
internal import Synchronization

/// Looks at all files of one partition: what is in segments is noted as damaged, what can be made anew from them or from memory is,
/// and every finding is a line in the log. Blocks.
struct PartitionScrub {
    let log: PartitionLog
    let throttle: Throttle

    private var environment: LogEnvironment { log.environment }
    private var files: SegmentFiles { SegmentFiles(environment.files, log.directory) }

    /// One segment, the active one as far as it was written when this began. Answers the offset after it; nil if the throttle
    /// was closed.
    func segment(at offset: Int64) -> (next: Int64, byteCount: Int64)? {
        let (segment, byteCount, end, isActive) = log.view.withLock { view in
            let index = view.indexOfSegment(holding: offset)
            let segment = view.segments[index]
            return (segment, segment.byteCount, view.endOffset(ofSegment: index), segment === view.active)
        }
        guard log.view.withLock({ $0.ending == nil }), byteCount > 0 else { return (end, 0) }
        let stored = isActive ? nil : files.storedIndexes(of: segment.baseOffset, byteCount: byteCount)
        var fresh = SegmentIndexes(baseOffset: segment.baseOffset)
        var indexes = stored.map { IndexScrub($0) }
        let interval = log.config.indexIntervalByteCount
        do throws(SegmentScrub.Ending) {
            let file: any File
            do throws(FileSystemError) { file = try segment.file.opened() } catch { throw .file(error) }
            let scrub = SegmentScrub(
                partition: log.partition, baseOffset: segment.baseOffset, file: file, byteCount: byteCount, endOffset: end,
                index: log.view.withLock { _ in segment.indexes?.offsets } ?? stored?.offsets
                    ?? OffsetIndex(baseOffset: segment.baseOffset), throttle: throttle)
            let damages = try scrub.run { header, position in
                fresh.note(header, at: position, interval: interval)
                indexes?.receive(header, at: position)
            }
            log.note(damages, of: segment)
            if !isActive, damages.isEmpty { checkIndexes(of: segment, stored, indexes?.wrongFile, fresh) }
        } catch {
            switch error {
            case .stopped: return nil
            case .file(let error):
                // A sector that cannot be read is found as well.
                guard error.code != .crashed, log.view.withLock({ $0.ending == nil }) else { return nil }
                environment.logger.error("\(log.partition): the scrub cannot read segment \(segment.baseOffset): \(error)")
            }
        }
        return (end, byteCount)
    }

    /// Indexes that are missing, make no sense or say what is not so are made anew.
    private func checkIndexes(
        of segment: LogSegment, _ stored: SegmentIndexes?, _ wrongFile: SegmentFileName.Kind?, _ fresh: SegmentIndexes
    ) {
        let isSealed = log.view.withLock { view in !view.rolled.contains { $0.segment === segment } }
        guard isSealed, stored == nil || wrongFile != nil else { return }
        let name = SegmentFileName(baseOffset: segment.baseOffset, kind: wrongFile ?? .offsetIndex)
        let what = stored == nil ? "is missing or damaged, or its time index is" : "speaks of a batch that is not there"
        var fresh = fresh
        fresh.noteLargestTimestamp()
        log.cleaning.withLock { _ in
            // The cleaner may have put another segment in its place.
            guard log.view.withLock({ view in view.segments.contains { $0 === segment } }) else { return }
            do throws(FileSystemError) {
                try files.writeIndexes(fresh, of: segment.baseOffset)
                try environment.files.syncDirectory(log.directory)
                environment.logger.error("\(log.partition): \(name) \(what): both have been made anew from the segment")
            } catch {
                environment.logger.error("\(log.partition): \(name) \(what), and cannot be made anew: \(error)")
            }
            log.view.withLock { _ in segment.indexes = fresh }
        }
    }

    /// The files beside the segments.
    func others() {
        log.cleaning.withLock { _ in
            guard log.view.withLock({ $0.ending == nil }) else { return }
            do throws(FileSystemError) {
                try checkEpochs()
                try checkMetadata()
                for name in try environment.files.list(log.directory).compactMap({ SegmentFileName($0) }) where name.stage == .live {
                    switch name.kind {
                    case .producerSnapshot: try checkSnapshot(name)
                    case .transactionIndex: try checkTransactions(name)
                    default: continue
                    }
                }
            } catch {
                environment.logger.error("\(log.partition): the scrub cannot look at \(log.directory): \(error)")
            }
        }
    }

    private func checkEpochs() throws(FileSystemError) {
        let (epochs, isWritten) = log.view.withLock { ($0.epochs, $0.epochsAreWritten) }
        guard isWritten, files.readEpochs() != epochs else { return }
        try files.writeEpochs(epochs)
        report(LeaderEpochCheckpoint.fileName, "does not say what was written into it, and has been written anew")
    }

    private func checkMetadata() throws(FileSystemError) {
        let path = log.path(DirectoryNames.partitionMetadata)
        guard try environment.files.exists(path) else { return }
        let bytes = PartitionMetadata.bytes(topicID: log.topicID)
        guard try environment.files.contents(of: path) != bytes else { return }
        try environment.files.replace(path, in: log.directory, with: bytes)
        report(DirectoryNames.partitionMetadata, "does not say what was written into it, and has been written anew")
    }

    private func checkSnapshot(_ name: SegmentFileName) throws(FileSystemError) {
        guard files.readSnapshot(at: name.baseOffset) == nil, try environment.files.exists(log.path("\(name)")) else { return }
        try environment.files.remove(log.path("\(name)"))
        report("\(name)", "is damaged, and has been removed: an older one and the log say the same")
    }

    private func checkTransactions(_ name: SegmentFileName) throws(FileSystemError) {
        let known = log.view.withLock { view -> [AbortedTransaction]? in
            guard let segment = view.segments.first(where: { $0.baseOffset == name.baseOffset }) else { return nil }
            return segment === view.active || view.rolled.contains { $0.segment === segment } ? nil : segment.aborted
        }
        guard let known, files.readAborted(of: name.baseOffset) != known else { return }
        try files.writeAborted(known, of: name.baseOffset)
        try environment.files.syncDirectory(log.directory)
        report("\(name)", "does not say what was written into it, and has been written anew")
    }

    private func report(_ file: String, _ what: String) { environment.logger.error("\(log.partition): \(file) \(what)") }
}

extension PartitionLog {
    /// Takes note of what a look at the whole segment has found. What is new is said in the log.
    func note(_ damages: [SegmentDamage], of segment: LogSegment) {
        let (new, healed) = view.withLock { _ in
            defer { segment.damages = damages }
            return (damages.filter { !segment.damages.contains($0) }, damages.isEmpty && !segment.damages.isEmpty)
        }
        for damage in new { environment.logger.error("\(damage.report)") }
        if healed { environment.logger.notice("\(partition): segment \(segment.baseOffset) is whole again") }
    }

    /// What is known to be damaged.
    package var damages: [SegmentDamage] { view.withLock { $0.segments.flatMap(\.damages) } }
}
