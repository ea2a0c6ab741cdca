package import Storage
internal import Synchronization

/// A disk in memory that loses what it may lose.
///
/// What was written but not synced survives a crash in any mixture: page by page the old bytes, the new ones, zeros or
/// half a page; the file's size old, new or between. Names made, changed or removed since the last sync of their
/// directory survive each by itself, as long as what they build on did. Everything is drawn from one seed.
package final class SimulatedFileSystem: FileSystem {
    private let state: Mutex<SimulatedDisk>

    package init(seed: UInt64) { state = Mutex(SimulatedDisk(seed: seed)) }

    // MARK: Faults

    /// Changes so far: creations, writes, cuts, syncs, renames, removals.
    package var changeCount: Int { state.withLock { $0.changeCount } }

    /// The power goes at this change, counted from 1 since the start: it is done in part or not at all, and everything
    /// fails until `restart`.
    package func crash(atChange number: Int?) { state.withLock { $0.crashAtChange = number } }

    /// The power goes now.
    package func crash() { state.withLock { $0.isCrashed = true } }

    package var isCrashed: Bool { state.withLock { $0.isCrashed } }

    /// The power comes back: what was not synced is lost or torn, files opened before stay dead, locks are free.
    package func restart() { state.withLock { $0.restart() } }

    /// The process has died, now or at the change of `crash(atChange:)`: files opened before stay dead, locks are free, nothing that
    /// was written is lost.
    package func kill() { state.withLock { $0.kill() } }

    /// Until the next restart syncs say that all is well and keep nothing.
    package func lie() { state.withLock { $0.lies = true } }

    /// Room for this many bytes more; nil for no limit.
    package func limitSpace(to byteCount: Int?) { state.withLock { $0.room = byteCount } }

    /// The sync after `count` more fails, and those that follow lie: they report success for bytes that are lost.
    package func failSync(after count: Int = 0) { state.withLock { $0.syncsUntilFailure = count } }

    /// Reads of files whose path ends so fail; nil for none.
    package func failReads(of suffix: String?) { state.withLock { $0.unreadableSuffix = suffix } }

    /// Counts the bytes that are read of files whose path ends so, from now on.
    package func countReads(of suffix: String) {
        state.withLock { disk in
            disk.countedSuffix = suffix
            disk.readByteCount = 0
        }
    }

    package var readByteCount: Int { state.withLock { $0.readByteCount } }

    /// Counts the syncs of files whose path ends so, from now on.
    package func countSyncs(of suffix: String) {
        state.withLock { disk in
            disk.syncedSuffix = suffix
            disk.syncCount = 0
        }
    }

    package var syncCount: Int { state.withLock { $0.syncCount } }

    /// Files that are open.
    package var openFileCount: Int { state.withLock { $0.openFileCount } }

    /// Turns one byte of a file round, on the platter and in memory.
    package func flipByte(of path: String, at position: Int) {
        state.withLock { disk in
            guard case .file(let file)? = disk.node(path) else { return }
            file.current[position] ^= 0xff
            if position < file.durable.count { file.durable[position] ^= 0xff }
        }
    }

    // MARK: FileSystem

    package func open(_ path: String, _ mode: FileOpening) throws(FileSystemError) -> any File {
        try locked { disk throws(FileSystemError) in
            let file = SimulatedFile(self, try disk.open(path, mode), path, life: disk.life)
            disk.openFileCount += 1
            return file
        }
    }

    package func list(_ directory: String) throws(FileSystemError) -> [String] {
        try locked { disk throws(FileSystemError) in Array(try disk.directory(directory, "list").current.keys).sorted() }
    }

    package func createDirectory(_ path: String) throws(FileSystemError) {
        try locked { disk throws(FileSystemError) in
            if disk.node(path) != nil { return }
            let (parent, name) = try disk.parent(of: path, "create the directory")
            try disk.change("create the directory", path)
            parent.note(.add(name, .directory(SimulatedDirectory())))
        }
    }

    package func rename(_ path: String, to newPath: String) throws(FileSystemError) {
        try locked { disk throws(FileSystemError) in try disk.rename(path, newPath) }
    }

    package func remove(_ path: String) throws(FileSystemError) {
        try locked { disk throws(FileSystemError) in try disk.remove(path, "remove") }
    }

    package func removeDirectory(_ path: String) throws(FileSystemError) {
        try locked { disk throws(FileSystemError) in
            if case .directory(let directory)? = disk.node(path), !directory.current.isEmpty {
                throw FileSystemError(.other, "remove the directory", path, "it is not empty")
            }
            try disk.remove(path, "remove the directory")
        }
    }

    package func exists(_ path: String) throws(FileSystemError) -> Bool {
        try locked { disk throws(FileSystemError) in disk.node(path) != nil }
    }

    package func syncDirectory(_ path: String) throws(FileSystemError) {
        try locked { disk throws(FileSystemError) in
            let directory = try disk.directory(path, "sync the directory")
            try disk.change("sync the directory", path)
            if disk.lies { return }
            directory.durable = directory.current
            directory.pending = []
        }
    }

    package func status(of path: String) throws(FileSystemError) -> FileStatus? {
        try locked { disk throws(FileSystemError) in
            guard case .file(let file)? = disk.node(path) else { return nil }
            return FileStatus(byteCount: Int64(file.current.count), modifiedAt: file.modified)
        }
    }

    package func setModificationTime(_ path: String, to milliseconds: Int64) throws(FileSystemError) {
        try locked { disk throws(FileSystemError) in try disk.file(path, "set the time of").modified = milliseconds }
    }

    package func space(at path: String) throws(FileSystemError) -> VolumeSpace {
        try locked { disk throws(FileSystemError) in
            VolumeSpace(totalByteCount: 1 << 41, freeByteCount: Int64(disk.room ?? 1 << 40))
        }
    }

    package func bootID() -> String? { state.withLock { "boot \($0.bootCount)" } }

    package func lock(_ path: String) throws(FileSystemError) -> any FileLock {
        try locked { disk throws(FileSystemError) in
            if disk.locks.contains(path) {
                throw FileSystemError(.locked(processID: 4711), "lock", path, "process 4711 holds it")
            }
            disk.locks.insert(path)
            return SimulatedLock(self, path, life: disk.life)
        }
    }

    fileprivate func closed(life: Int) {
        state.withLock { disk in
            if disk.life == life { disk.openFileCount -= 1 }
        }
    }

    fileprivate func unlock(_ path: String, life: Int) {
        state.withLock { disk in
            if disk.life == life { disk.locks.remove(path) }
        }
    }

    /// Runs `body` on the disk unless the power is gone. A typed error travels through the lock as a Result.
    fileprivate func locked<R>(
        _ body: (inout SimulatedDisk) throws(FileSystemError) -> sending R
    ) throws(FileSystemError) -> R {
        let result: Result<R, FileSystemError> = state.withLock { disk in
            guard !disk.isCrashed else {
                return .failure(FileSystemError(.crashed, "use", "the disk", "the power is gone"))
            }
            do throws(FileSystemError) { return .success(try body(&disk)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

/// An open file; dead after a crash.
private final class SimulatedFile: File {
    private let disk: SimulatedFileSystem
    // Touched only under the lock of `disk`.
    nonisolated(unsafe) private let node: SimulatedNode
    private let path: String
    private let life: Int

    init(_ disk: SimulatedFileSystem, _ node: SimulatedNode, _ path: String, life: Int) {
        self.disk = disk
        self.node = node
        self.path = path
        self.life = life
    }

    deinit { disk.closed(life: life) }

    var descriptor: Int32? { nil }

    func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int64) throws(FileSystemError) -> Int {
        nonisolated(unsafe) let buffer = buffer
        return try alive { disk throws(FileSystemError) in
            if let suffix = disk.unreadableSuffix, self.path.hasSuffix(suffix) {
                throw FileSystemError(.inputOutput, "read", self.path, "the device failed")
            }
            let start = min(Int(position), self.node.current.count)
            let end = min(start + buffer.count, self.node.current.count)
            if let suffix = disk.countedSuffix, self.path.hasSuffix(suffix) { disk.readByteCount += end - start }
            // In bounds: at most `buffer.count` bytes.
            buffer.copyBytes(from: self.node.current[start..<end])
            return end - start
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(FileSystemError) {
        nonisolated(unsafe) let bytes = bytes
        try alive { disk throws(FileSystemError) in
            try disk.write(bytes, to: self.node, at: Int(position), self.path)
        }
    }

    func write(_ pieces: [UnsafeRawBufferPointer], at position: Int64) throws(FileSystemError) {
        try write(pieces.flatMap { [UInt8]($0) }, at: position)
    }

    func sync() throws(FileSystemError) {
        try alive { disk throws(FileSystemError) in try disk.sync(self.node, self.path) }
    }

    func size() throws(FileSystemError) -> Int64 {
        try alive { disk throws(FileSystemError) in Int64(self.node.current.count) }
    }

    func truncate(to size: Int64) throws(FileSystemError) {
        try alive { disk throws(FileSystemError) in
            try disk.change("cut", self.path)
            let excess = self.node.current.count - Int(size)
            if excess > 0 { disk.room? += excess }
            self.node.resize(to: Int(size))
        }
    }

    private func alive<R>(_ body: (inout SimulatedDisk) throws(FileSystemError) -> sending R) throws(FileSystemError) -> R {
        try disk.locked { state throws(FileSystemError) in
            guard state.life == self.life else {
                throw FileSystemError(.crashed, "use", self.path, "it was opened before the crash")
            }
            return try body(&state)
        }
    }
}

private final class SimulatedLock: FileLock {
    private let disk: SimulatedFileSystem
    private let path: String
    private let life: Int

    init(_ disk: SimulatedFileSystem, _ path: String, life: Int) {
        self.disk = disk
        self.path = path
        self.life = life
    }

    deinit { release() }

    func release() { disk.unlock(path, life: life) }
}
