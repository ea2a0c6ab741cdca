internal import LogFormat
internal import Bytes

/// The files of a partition's directory by their meaning: indexes, producer snapshots, leader epochs.
struct SegmentFiles {
    private let files: any FileSystem
    private let directory: String

    init(_ files: any FileSystem, _ directory: String) {
        self.files = files
        self.directory = directory
    }

    func path(_ baseOffset: Int64, _ kind: SegmentFileName.Kind, _ stage: SegmentFileName.Stage = .live) -> String {
        "\(directory)/\(SegmentFileName(baseOffset: baseOffset, kind: kind, stage: stage))"
    }

    // MARK: Indexes

    /// Reads the indexes of a finished segment; rebuilds them from its headers if they are missing or make no sense.
    func loadIndexes(
        of baseOffset: Int64, file: any File, byteCount: Int64, interval: Int
    ) throws(ScanError) -> SegmentIndexes {
        if let stored = storedIndexes(of: baseOffset, byteCount: byteCount) { return stored }
        return try Self.makeIndexes(of: baseOffset, file: file, byteCount: byteCount, interval: interval)
    }

    /// The indexes of a finished segment as its headers have it.
    static func makeIndexes(
        of baseOffset: Int64, file: any File, byteCount: Int64, interval: Int
    ) throws(ScanError) -> SegmentIndexes {
        var indexes = SegmentIndexes(baseOffset: baseOffset)
        var scan = HeaderScan(file, from: 0, to: byteCount)
        while let header = try scan.peek() {
            indexes.note(header, at: scan.position, interval: interval)
            scan.step(over: header)
        }
        indexes.noteLargestTimestamp()
        return indexes
    }

    /// nil if they cannot be used, for whatever reason: the segment itself says the same, only slower.
    func storedIndexes(of baseOffset: Int64, byteCount: Int64) -> SegmentIndexes? {
        do {
            let offsets = try files.contents(of: path(baseOffset, .offsetIndex))
            let times = try files.contents(of: path(baseOffset, .timeIndex))
            return try offsets.withUnsafeBytes { offsets in
                try times.withUnsafeBytes { times in
                    SegmentIndexes(
                        offsets: try OffsetIndexFormat.read(
                            offsets, baseOffset: baseOffset, segmentByteCount: Int(byteCount)),
                        times: try TimeIndexFormat.read(times, baseOffset: baseOffset))
                }
            }
        } catch {
            return nil
        }
    }

    /// Whether its files say just what `indexes` say.
    func hasStored(_ indexes: SegmentIndexes, of baseOffset: Int64, byteCount: Int64) -> Bool {
        guard let stored = storedIndexes(of: baseOffset, byteCount: byteCount) else { return false }
        return stored.offsets == indexes.offsets && stored.times == indexes.times
    }

    /// The largest timestamp of a finished segment, from the end of its time index; nil if that cannot be read.
    func largestTimestamp(of baseOffset: Int64) -> Int64? {
        do {
            let file = try files.open(path(baseOffset, .timeIndex), .read)
            let size = try file.size()
            let entryByteCount = Int64(TimeIndexFormat.entryByteCount)
            guard size.isMultiple(of: entryByteCount) else { return nil }
            if size == 0 { return -1 }
            let bytes = try file.bytes(at: size - entryByteCount, count: Int(entryByteCount))
            return try bytes.withByteReader { reader throws(MalformedBytes) in try reader.readInteger(Int64.self) }
        } catch {
            return nil
        }
    }

    /// Writes both files and syncs them. They count only when the directory has been synced too.
    func writeIndexes(_ indexes: SegmentIndexes, of baseOffset: Int64) throws(FileSystemError) {
        var writer = ByteWriter(capacity: indexes.offsets.byteCount)
        for entry in indexes.offsets.entries { OffsetIndexFormat.write(entry, to: &writer) }
        try writeWhole(path(baseOffset, .offsetIndex), writer.array())
        writer.removeAll()
        for entry in indexes.times.entries { TimeIndexFormat.write(entry, to: &writer) }
        try writeWhole(path(baseOffset, .timeIndex), writer.array())
    }

    /// Writes the transaction index of a segment that needs one, and syncs it.
    func writeAborted(
        _ aborted: [AbortedTransaction], of baseOffset: Int64, stage: SegmentFileName.Stage = .live
    ) throws(FileSystemError) {
        if !aborted.isEmpty { try writeWhole(path(baseOffset, .transactionIndex, stage), TransactionIndexFormat.write(aborted)) }
    }

    /// Nil if there is no file, or none that can be read.
    func readAborted(of baseOffset: Int64) -> [AbortedTransaction]? {
        do {
            let bytes = try files.contents(of: path(baseOffset, .transactionIndex))
            return try bytes.withUnsafeBytes { try TransactionIndexFormat.read($0) }
        } catch {
            return nil
        }
    }

    // MARK: Producers and epochs

    func writeSnapshot(_ producers: ProducerSequences, at offset: Int64) throws(FileSystemError) {
        try writeWhole(path(offset, .producerSnapshot), ProducerSnapshotFormat.write(producers))
    }

    /// nil if it is missing or damaged: an older one and more of the log do as well.
    func readSnapshot(at offset: Int64) -> ProducerSequences? {
        do {
            let bytes = try files.contents(of: path(offset, .producerSnapshot))
            return try bytes.withUnsafeBytes { try ProducerSnapshotFormat.read($0) }
        } catch {
            return nil
        }
    }

    func writeEpochs(_ epochs: LeaderEpochCheckpoint) throws(FileSystemError) {
        try files.replace("\(directory)/\(LeaderEpochCheckpoint.fileName)", in: directory, with: epochs.bytes())
    }

    /// nil if there is none, or none that can be read.
    func readEpochs() -> LeaderEpochCheckpoint? {
        do {
            return try LeaderEpochCheckpoint(reading: try files.contents(of: "\(directory)/\(LeaderEpochCheckpoint.fileName)"))
        } catch {
            return nil
        }
    }

    /// Before a segment's data changes: an index that speaks of other data would mislead.
    func removeIndexes(_ baseOffset: Int64) throws(FileSystemError) {
        for kind in [SegmentFileName.Kind.offsetIndex, .timeIndex, .transactionIndex] {
            try files.remove(path(baseOffset, kind))
        }
    }

    /// Removes all files that belong to the segment, the data first: an index alone means nothing.
    func remove(_ baseOffset: Int64) throws(FileSystemError) {
        for kind in SegmentFileName.Kind.allCases { try files.remove(path(baseOffset, kind)) }
    }

    private func writeWhole(_ path: String, _ bytes: [UInt8]) throws(FileSystemError) {
        // Beside and renamed: a file of that name is whole or absent.
        let file = try files.open(path + ".tmp", .create)
        try file.write(bytes, at: 0)
        try file.sync()
        try files.rename(path + ".tmp", to: path)
    }
}
