internal import Synchronization

/// The file of a segment, which is open while it is used: opened with the first call, closed again when too many are
/// (`OpenFiles`). What has been written and not synced keeps it open, for the kernel tells of a lost page only those who had
/// the file open.
final class SegmentFile: File {
    private struct State {
        var path: String
        var file: (any File)?
        /// Written to since the last sync.
        var isDirty = false
        /// Its name is about to change or to go: who reads it must go on reading these bytes.
        var isPinned = false
        /// The name belongs to something else now.
        var isRetired = false
    }

    private let files: any FileSystem
    private let mode: FileOpening
    private let openFiles: OpenFiles
    private let state: Mutex<State>
    private let isUsed = Atomic(true)

    /// A file that exists, not opened yet.
    init(_ path: String, _ mode: FileOpening, _ environment: LogEnvironment) {
        files = environment.files
        self.mode = mode == .create ? .update : mode
        openFiles = environment.openFiles
        state = Mutex(State(path: path))
    }

    /// A new, empty file.
    init(creating path: String, _ environment: LogEnvironment) throws(FileSystemError) {
        files = environment.files
        mode = .update
        openFiles = environment.openFiles
        state = Mutex(State(path: path, file: try files.open(path, .create)))
        openFiles.add(self)
    }

    /// The open file, which stays readable for who holds it whatever becomes of its name.
    func opened() throws(FileSystemError) -> any File {
        isUsed.store(true, ordering: .relaxed)
        let (file, isNew) = try state.withLock { state throws(FileSystemError) -> (any File, Bool) in
            if let file = state.file { return (file, false) }
            guard !state.isRetired else { throw FileSystemError(.notFound, "open", state.path, "it has been removed") }
            let file = try files.open(state.path, mode)
            state.file = file
            return (file, true)
        }
        if isNew { openFiles.add(self) }
        return file
    }

    /// Opens it and keeps it open: before its name goes.
    func pin() throws(FileSystemError) {
        _ = try opened()
        state.withLock { $0.isPinned = true }
        // It may have been closed between the two.
        _ = try opened()
    }

    /// Opens it and keeps it open until it has been synced: an earlier process may have written to it.
    func awaitSync() throws(FileSystemError) { _ = try dirty() }

    /// It has this name from now on.
    func moved(to path: String) {
        state.withLock { state in
            state.path = path
            state.isPinned = false
        }
    }

    /// Nobody opens it any more who has not yet.
    func retire() { state.withLock { $0.isRetired = true } }

    /// Closes it unless it was used since the last call, or must stay open. False if it is still open.
    func closeIfIdle() -> Bool {
        if isUsed.exchange(false, ordering: .relaxed) { return false }
        return state.withLock { state in
            if state.isDirty || state.isPinned { return false }
            state.file = nil
            return true
        }
    }

    // MARK: File

    /// Of no use: `opened()` gives one that stays valid.
    var descriptor: Int32? { nil }

    func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int64) throws(FileSystemError) -> Int {
        try opened().read(into: buffer, at: position)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(FileSystemError) {
        try dirty().write(bytes, at: position)
    }

    func write(_ pieces: [UnsafeRawBufferPointer], at position: Int64) throws(FileSystemError) {
        try dirty().write(pieces, at: position)
    }

    func truncate(to size: Int64) throws(FileSystemError) { try dirty().truncate(to: size) }

    func sync() throws(FileSystemError) {
        let file = try opened()
        // Before: what is written meanwhile may not be covered.
        state.withLock { $0.isDirty = false }
        do throws(FileSystemError) { try file.sync() } catch {
            state.withLock { $0.isDirty = true }
            throw error
        }
    }

    func size() throws(FileSystemError) -> Int64 { try opened().size() }

    private func dirty() throws(FileSystemError) -> any File {
        while true {
            let file = try opened()
            let isOpen = state.withLock { state in
                if state.file != nil { state.isDirty = true }
                return state.file != nil
            }
            if isOpen { return file }
        }
    }
}

/// How many segment files may be open at once. Those that have not been used for longest are closed for new ones; what must
/// stay open (`SegmentFile`) does, also beyond the limit.
final class OpenFiles: Sendable {
    private struct Slot {
        weak var file: SegmentFile?
    }

    private struct State {
        var slots: [Slot] = []
        var hand = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = max(1, limit) }

    /// More are open than should be: what was written and not synced holds them.
    var areTooMany: Bool { state.withLock { $0.slots.count > limit } }

    /// Takes note of a file that was opened.
    func add(_ file: SegmentFile) {
        state.withLock { state in
            state.slots.append(Slot(file: file))
            // Twice round: the first time takes the mark of use away.
            var steps = 2 * state.slots.count
            while state.slots.count > limit, steps > 0 {
                steps -= 1
                if state.hand >= state.slots.count { state.hand = 0 }
                let found = state.slots[state.hand].file
                if found.map({ $0 !== file && $0.closeIfIdle() }) ?? true {
                    state.slots.swapAt(state.hand, state.slots.count - 1)
                    state.slots.removeLast()
                } else {
                    state.hand += 1
                }
            }
        }
    }
}
