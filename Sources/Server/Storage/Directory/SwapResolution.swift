internal import DurableState
internal import LogFormat

/// Brings a partition's files out of the middle of something: a cleaning, a deletion, a file being replaced.
struct SwapResolution {
    let files: any FileSystem
    let directory: String

    /// Unfinished files go, a cleaned segment that was complete takes its place. Doing it twice does no harm, so a crash
    /// in the middle of it does none either.
    ///
    /// Answers the files of segments that are there then.
    func run() throws(ScanError) -> [SegmentFileName] {
        let names: [SegmentFileName]
        do throws(FileSystemError) { names = try removeUnfinished() } catch { throw .file(error) }
        guard names.contains(where: { $0.stage == .swap }) else { return names }
        let swaps = names.filter { $0.kind == .log && $0.stage == .swap }.sorted { $0.baseOffset < $1.baseOffset }
        for swap in swaps { try finish(swap, among: names) }
        do throws(FileSystemError) {
            try adoptTransactionIndexes(names)
            return try files.list(directory).compactMap { SegmentFileName($0) }
        } catch {
            throw .file(error)
        }
    }

    /// A transaction index that was written for a cleaned segment. If the segment did not get as far as its own swap, it names
    /// what is there all the same: a cleaning leaves out only transactions that nothing is left of.
    private func adoptTransactionIndexes(_ names: [SegmentFileName]) throws(FileSystemError) {
        let indexes = names.filter { $0.kind == .transactionIndex && $0.stage == .swap }
        for index in indexes {
            let path = SegmentFiles(files, directory).path(index.baseOffset, .transactionIndex)
            try files.rename("\(directory)/\(index)", to: path)
        }
        if !indexes.isEmpty { try files.syncDirectory(directory) }
    }

    /// Answers the names that are left.
    private func removeUnfinished() throws(FileSystemError) -> [SegmentFileName] {
        var left: [SegmentFileName] = []
        var isChanged = false
        for name in try files.list(directory) {
            let segment = SegmentFileName(name)
            if name.hasSuffix(".tmp") || segment?.stage == .cleaned || segment?.stage == .deleted {
                try files.remove("\(directory)/\(name)")
                isChanged = true
            } else if let segment {
                left.append(segment)
            }
        }
        if isChanged { try files.syncDirectory(directory) }
        return left
    }

    /// Removes what the cleaned segment was made from, then gives it the name of the first of these.
    ///
    /// Segments that were emptied wholly at its end are not told from those that follow; they stay, hold nothing that the
    /// rest of the log does not supersede, and are cleaned again.
    private func finish(_ swap: SegmentFileName, among names: [SegmentFileName]) throws(ScanError) {
        let segments = SegmentFiles(files, directory)
        let end = try endOffset(of: swap)
        do throws(FileSystemError) {
            for name in names where name.kind == .log && name.stage == .live {
                if name.baseOffset > swap.baseOffset, name.baseOffset < end { try segments.remove(name.baseOffset) }
            }
            try segments.removeIndexes(swap.baseOffset)
            try files.syncDirectory(directory)
            try files.rename("\(directory)/\(swap)", to: segments.path(swap.baseOffset, .log))
            try files.syncDirectory(directory)
        } catch {
            throw .file(error)
        }
    }

    private func endOffset(of swap: SegmentFileName) throws(ScanError) -> Int64 {
        let file: any File
        let size: Int64
        do throws(FileSystemError) {
            file = try files.open("\(directory)/\(swap)", .read)
            size = try file.size()
        } catch {
            throw .file(error)
        }
        var end = swap.baseOffset
        var scan = HeaderScan(file, from: 0, to: size)
        while let header = try scan.peek() {
            end = header.nextOffset
            scan.step(over: header)
        }
        return end
    }
}
