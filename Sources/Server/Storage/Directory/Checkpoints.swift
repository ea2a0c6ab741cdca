internal import Bytes
internal import DurableState
internal import Logging
internal import LogFormat
internal import Synchronization

/// The files of a data directory that say, per partition, from where on recovery must look, where the log starts, and how
/// far the cleaner has come.
final class Checkpoints: Sendable {
    struct Points {
        var offsets: [OffsetCheckpoint.File: OffsetCheckpoint] = [:]

        func knows(_ partition: LogPartition) -> Bool { offsets[.recoveryPoint]?.offsets[partition.checkpointed] != nil }
        func recoveryPoint(_ partition: LogPartition) -> Int64 { offset(.recoveryPoint, partition) }
        func logStart(_ partition: LogPartition) -> Int64 { offset(.logStart, partition) }
        func firstDirty(_ partition: LogPartition) -> Int64 { offset(.cleaner, partition) }

        func offset(_ file: OffsetCheckpoint.File, _ partition: LogPartition) -> Int64 {
            offsets[file]?.offsets[partition.checkpointed] ?? 0
        }
    }

    private static let kinds: [OffsetCheckpoint.File] = [.recoveryPoint, .logStart, .cleaner]

    private let files: any FileSystem
    private let directory: String
    private struct State {
        /// What the files hold, as far as known.
        var written: [OffsetCheckpoint.File: OffsetCheckpoint] = [:]
        /// Of partitions that could not be opened: what is known of them must not be forgotten.
        var kept: [LogPartition: [OffsetCheckpoint.File: Int64]] = [:]
    }

    /// Held while the files are written.
    private let state = Mutex(State())

    init(files: any FileSystem, directory: String) {
        self.files = files
        self.directory = directory
    }

    /// A file that is missing or makes no sense counts as empty: then everything is looked at, and nothing is lost but
    /// what `DeleteRecords` had hidden inside the first segment.
    func read(_ logger: Logger) throws(FileSystemError) -> Points {
        var points = Points()
        for kind in Self.kinds {
            let path = path(kind)
            guard try files.exists(path) else { continue }
            let bytes = try files.contents(of: path)
            do throws(MalformedBytes) { points.offsets[kind] = try OffsetCheckpoint(reading: bytes) } catch {
                logger.error("the checkpoint \(path) is damaged and counts as empty: \(error); \(Self.loss(of: kind))")
            }
        }
        return points
    }

    private static func loss(of kind: OffsetCheckpoint.File) -> String {
        switch kind {
        case .recoveryPoint: "every partition is looked at as a whole"
        case .logStart: "records that were deleted inside a segment show again"
        case .cleaner: "compacted topics are cleaned from their start on"
        case .highWatermark, .scrub: "nothing else rests on it"
        }
    }

    /// Writes anew what does not say what was written into it.
    func scrub(_ logger: Logger) {
        state.withLock { state in
            for (kind, written) in state.written {
                do throws(FileSystemError) {
                    if try files.exists(path(kind)), try files.contents(of: path(kind)) == written.bytes() { continue }
                    try files.replace(path(kind), in: directory, with: written.bytes())
                    logger.error("the checkpoint \(path(kind)) did not say what was written into it, and has been written anew")
                } catch {
                    if error.code != .crashed { logger.error("the checkpoint \(path(kind)) cannot be looked at: \(error)") }
                }
            }
        }
    }

    /// Where the scrub goes on; nil for a round that begins. A file that makes no sense is no reason not to begin.
    func readScrub() -> (partition: LogPartition, offset: Int64)? {
        guard let bytes = try? files.contents(of: path(.scrub)), let read = try? OffsetCheckpoint(reading: bytes),
            let (partition, offset) = read.offsets.first
        else { return nil }
        return (LogPartition(topic: partition.topic, index: partition.index), offset)
    }

    func writeScrub(_ position: (partition: LogPartition, offset: Int64)?) throws(FileSystemError) {
        var checkpoint = OffsetCheckpoint()
        if let position { checkpoint.offsets[position.partition.checkpointed] = position.offset }
        try files.replace(path(.scrub), in: directory, with: checkpoint.bytes())
    }

    /// Writes the files whose offsets have changed. Blocks.
    func write(_ logs: [PartitionLog]) throws(FileSystemError) {
        let result: Result<Void, FileSystemError> = state.withLock { state in
            // Taken under this lock: of two calls the later one writes the later offsets.
            var now: [OffsetCheckpoint.File: OffsetCheckpoint] = [:]
            for kind in Self.kinds { now[kind] = OffsetCheckpoint() }
            for (partition, offsets) in state.kept {
                for (kind, offset) in offsets { now[kind]?.offsets[partition.checkpointed] = offset }
            }
            for log in logs {
                let key = log.partition.checkpointed
                log.view.withLock { view in
                    now[.recoveryPoint]?.offsets[key] = view.recoveryPoint
                    now[.logStart]?.offsets[key] = view.logStart
                    now[.cleaner]?.offsets[key] = view.firstDirtyOffset
                }
            }
            do throws(FileSystemError) {
                for kind in Self.kinds where state.written[kind] != now[kind] {
                    guard let checkpoint = now[kind] else { continue }
                    try files.replace(path(kind), in: directory, with: checkpoint.bytes())
                    state.written[kind] = checkpoint
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// Goes on writing what `points` says of a partition that is there but not open.
    func keep(_ partition: LogPartition, _ points: Points) {
        state.withLock { state in
            for kind in Self.kinds { state.kept[partition, default: [:]][kind] = points.offset(kind, partition) }
        }
    }

    /// The partition is deleted.
    func forget(_ partition: LogPartition) {
        state.withLock { state in state.kept[partition] = nil }
    }

    private func path(_ kind: OffsetCheckpoint.File) -> String { "\(directory)/\(kind.rawValue)" }
}

extension LogPartition {
    var checkpointed: OffsetCheckpoint.Partition { OffsetCheckpoint.Partition(topic: topic, index: index) }
}
