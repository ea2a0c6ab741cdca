internal import DurableState
internal import LogFormat
internal import Synchronization

/// What becomes of a segment that is full. Its indexes and the producers as they were at its end are written at once: from then on
/// a start need not look at it while the machine has been up. It is synced later where nobody was promised more: the kernel writes
/// what is half a minute old by itself, beside everything else, and a sync that finds that done costs next to nothing. Only then the
/// recovery point passes it, and a start after a power cut need not look at it either.
extension PartitionLog {
    /// A segment that is full, and the producers as they were at its end.
    struct RolledSegment {
        var segment: LogSegment
        var end: Int64
        var producers: ProducerSequences
        /// Milliseconds.
        var time: Int64
    }

    /// A full segment with all its files, which has not been synced.
    struct SettlingSegment {
        var segment: LogSegment
        var end: Int64
        /// When it was rolled, milliseconds.
        var time: Int64
    }

    enum Haste {
        case now
        /// When the kernel should have written it.
        case whenWritten
    }

    /// Milliseconds after which the kernel should have written a full segment: `dirty_expire_centisecs` and
    /// `dirty_writeback_centisecs` as they come, 35 seconds, and time to do it.
    package static let settlingTime: Int64 = 60_000
    /// Full segments of a log that may wait for it. They hold their files open: where too many are, none waits.
    static let settlingLimit = 8

    /// There are full segments with something left to do.
    var hasUnsealed: Bool { view.withLock { !$0.rolled.isEmpty || !$0.settling.isEmpty } }

    /// Writes the files of segments that were rolled, and syncs those that are due. What fails is tried again with the next call.
    /// Blocks.
    func sealRolled(_ haste: Haste = .now) throws(StorageError) {
        try cleaning.withLock { _ throws(StorageError) in try sealRolledUnlocked(haste) }
    }

    /// As `sealRolled`, for those who hold `cleaning`.
    func sealRolledUnlocked(_ haste: Haste = .now) throws(StorageError) {
        while let next = view.withLock({ $0.rolled.first }) {
            try checkSealing()
            try writeFiles(of: next)
            view.withLock { view in
                view.rolled.removeFirst()
                view.settling.append(SettlingSegment(segment: next.segment, end: next.end, time: next.time))
            }
        }
        while let next = view.withLock({ isDue($0.settling, haste, $0.config) ? $0.settling.first : nil }) {
            try checkSealing()
            let failure = flushing.withLock { _ in sync([next.segment], names: false) }
            if let failure { throw failure }
            view.withLock { view in
                view.settling.removeFirst()
                view.unsynced.removeAll { $0 === next.segment }
                view.recoveryPoint = max(view.recoveryPoint, next.end)
            }
        }
    }

    /// Whether the full segment that waits for longest waits no longer. Of a log that is cleaned none waits: only what lies before
    /// the recovery point is cleaned.
    private func isDue(_ settling: [SettlingSegment], _ haste: Haste, _ config: LogConfig) -> Bool {
        guard haste == .whenWritten, environment.durability == .os, !config.cleanup.contains(.compact), let first = settling.first,
            settling.count <= Self.settlingLimit, !environment.openFiles.areTooMany
        else { return true }
        // A clock that was set back must not make it wait for ever.
        return !(0..<Self.settlingTime).contains(environment.clock.now() - first.time)
    }

    private func checkSealing() throws(StorageError) {
        if let failure = environment.health.failure { throw failure }
        if let ending = view.withLock({ $0.ending }), ending.code == .deleted { throw ending }
    }

    /// The snapshot of the producers last: a start takes it for a sign that the others are there (`LogRecovery.sealed`).
    private func writeFiles(of rolled: RolledSegment) throws(StorageError) {
        let (indexes, aborted) = view.withLock { _ in (rolled.segment.indexes, rolled.segment.aborted) }
        do throws(FileSystemError) {
            let files = SegmentFiles(environment.files, directory)
            if let indexes { try files.writeIndexes(indexes, of: rolled.segment.baseOffset) }
            try files.writeAborted(aborted, of: rolled.segment.baseOffset)
            try files.writeSnapshot(rolled.producers, at: rolled.end)
            try environment.files.syncDirectory(directory)
        } catch {
            throw StorageError(error, partition: partition, while: "finish segment \(rolled.segment.baseOffset)")
        }
    }
}
