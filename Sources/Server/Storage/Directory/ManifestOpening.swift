internal import Bytes
internal import DurableState
internal import LogFormat

/// Opens a partition as the manifest describes it: its directory is listed, its segments' sizes are compared, and no file is
/// read.
struct ManifestOpening {
    let partition: LogPartition
    let directory: String
    let environment: LogEnvironment
    let config: LogConfig

    enum Outcome {
        case log(PartitionLog)
        /// What is there is something else, in words.
        case differs(String)
    }

    func open(_ entry: DirectoryManifest.Partition) throws(FileSystemError) -> Outcome {
        if let difference = try difference(from: entry) { return .differs(difference) }
        let files = SegmentFiles(environment.files, directory)
        var segments: [LogSegment] = []
        for (index, known) in entry.segments.enumerated() {
            let isActive = index == entry.segments.count - 1
            let segment = LogSegment(
                baseOffset: known.baseOffset,
                file: SegmentFile(files.path(known.baseOffset, .log), isActive ? .update : .read, environment),
                byteCount: known.byteCount, createdAt: known.modifiedAt)
            segment.largestTimestamp = known.largestTimestamp
            segment.firstTimestamp = known.firstTimestamp < 0 ? nil : known.firstTimestamp
            if known.abortedCount > 0 {
                guard let aborted = files.readAborted(of: known.baseOffset), aborted.count == Int(known.abortedCount) else {
                    return .differs("the transaction index of segment \(known.baseOffset) does not hold \(known.abortedCount) entries")
                }
                segment.aborted = aborted
            }
            segments.append(segment)
        }
        guard let producers = producers(of: entry, files) else { return .differs("the producer snapshot cannot be read") }
        return .log(log(entry, segments, producers))
    }

    private func log(
        _ entry: DirectoryManifest.Partition, _ segments: [LogSegment], _ producers: ProducerSequences
    ) -> PartitionLog {
        var view = PartitionLog.View(
            config: config, segments: segments, epochs: entry.epochs, leaderEpoch: max(0, entry.epochs.latestEpoch),
            logStart: entry.logStart, logEnd: entry.logEnd, durableEnd: entry.logEnd, recoveryPoint: entry.logEnd,
            firstDirtyOffset: max(entry.firstDirtyOffset, entry.logStart))
        view.transactions = OpenTransactions(producers)
        view.epochsAreWritten = entry.epochsAreWritten
        view.finished = PartitionLog.Finished(end: entry.logEnd, baseOffset: view.active.baseOffset)
        return PartitionLog(
            partition: partition, topicID: entry.topicID, directory: directory, environment: environment, view: view,
            producers: producers)
    }

    /// nil if the directory holds the segments of the entry, and nothing in the middle of something.
    private func difference(from entry: DirectoryManifest.Partition) throws(FileSystemError) -> String? {
        var bases: Set<Int64> = []
        for name in try environment.files.list(directory) {
            let segment = SegmentFileName(name)
            if name.hasSuffix(".tmp") || segment?.stage == .cleaned {
                // What could not be finished, and is worth nothing.
                try environment.files.remove("\(directory)/\(name)")
                continue
            }
            guard let segment else { continue }
            if segment.stage != .live { return "\(name) is there" }
            if segment.kind == .log { bases.insert(segment.baseOffset) }
        }
        for known in entry.segments {
            let name = SegmentFileName(baseOffset: known.baseOffset, kind: .log)
            guard bases.remove(known.baseOffset) != nil, let status = try environment.files.status(of: "\(directory)/\(name)") else {
                return "\(name) is missing"
            }
            if status.byteCount != known.byteCount { return "\(name) has \(status.byteCount) bytes, it had \(known.byteCount)" }
        }
        return bases.min().map { "\(SegmentFileName(baseOffset: $0, kind: .log)) has been added" }
    }

    private func producers(of entry: DirectoryManifest.Partition, _ files: SegmentFiles) -> ProducerSequences? {
        guard let bytes = entry.producers else { return files.readSnapshot(at: entry.logEnd) }
        do throws(MalformedBytes) {
            return try bytes.withByteReader { reader throws(MalformedBytes) in try ProducerSnapshotFormat.read(reader.bytes) }
        } catch {
            return nil
        }
    }
}
