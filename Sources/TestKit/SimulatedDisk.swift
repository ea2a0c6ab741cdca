import Storage

/// What `SimulatedFileSystem` keeps behind its lock.
struct SimulatedDisk {
    let root = SimulatedDirectory()
    var generator: SeededGenerator
    var changeCount = 0
    var crashAtChange: Int?
    var isCrashed = false
    /// Grows with every restart; what was opened in an earlier life is dead.
    var life = 0
    var bootCount = 0
    /// Syncs say that all is well and keep nothing.
    var lies = false
    var room: Int?
    var syncsUntilFailure: Int?
    var syncHasFailed = false
    var unreadableSuffix: String?
    var countedSuffix: String?
    var readByteCount = 0
    var syncedSuffix: String?
    var syncCount = 0
    var openFileCount = 0
    var locks: Set<String> = []

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    // MARK: Names

    func node(_ path: String) -> SimulatedEntry? {
        var entry = SimulatedEntry.directory(root)
        for name in path.split(separator: "/") {
            guard case .directory(let directory) = entry, let next = directory.current[String(name)] else { return nil }
            entry = next
        }
        return entry
    }

    func directory(_ path: String, _ operation: String) throws(FileSystemError) -> SimulatedDirectory {
        guard case .directory(let directory)? = node(path) else { throw .absent(operation, path) }
        return directory
    }

    func file(_ path: String, _ operation: String) throws(FileSystemError) -> SimulatedNode {
        guard case .file(let file)? = node(path) else { throw .absent(operation, path) }
        return file
    }

    func parent(of path: String, _ operation: String) throws(FileSystemError) -> (SimulatedDirectory, String) {
        var parts = path.split(separator: "/")
        let name = String(parts.removeLast())
        return (try directory("/" + parts.joined(separator: "/"), operation), name)
    }

    mutating func open(_ path: String, _ mode: FileOpening) throws(FileSystemError) -> SimulatedNode {
        guard mode == .create else { return try file(path, "open") }
        let (parent, name) = try parent(of: path, "create")
        try change("create", path)
        if case .file(let file)? = parent.current[name] {
            room? += file.current.count
            file.resize(to: 0)
            return file
        }
        let file = SimulatedNode()
        parent.note(.add(name, .file(file)))
        return file
    }

    mutating func rename(_ path: String, _ newPath: String) throws(FileSystemError) {
        let (parent, name) = try parent(of: path, "rename")
        let (newParent, newName) = try self.parent(of: newPath, "rename")
        precondition(parent === newParent, "the simulated disk renames inside one directory")
        guard parent.current[name] != nil else { throw .absent("rename", path) }
        try change("rename", path)
        if case .file(let file)? = parent.current[newName] { room? += file.current.count }
        parent.note(.rename(name, newName))
    }

    mutating func remove(_ path: String, _ operation: String) throws(FileSystemError) {
        guard let entry = node(path) else { return }
        let (parent, name) = try parent(of: path, operation)
        try change(operation, path)
        if case .file(let file) = entry { room? += file.current.count }
        parent.note(.remove(name))
    }

    // MARK: Bytes

    mutating func write(
        _ bytes: UnsafeRawBufferPointer, to file: SimulatedNode, at position: Int, _ path: String
    ) throws(FileSystemError) {
        do throws(FileSystemError) {
            try change("write", path)
        } catch {
            // The power went in the middle of this write.
            file.write(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)), at: position)
            throw error
        }
        let growth = max(0, position + bytes.count - file.current.count)
        if let left = room, growth > left {
            file.write(bytes.prefix(max(0, bytes.count - (growth - left))), at: position)
            room = 0
            throw FileSystemError(.noSpace, "write", path, "no space is left")
        }
        room? -= growth
        file.write(bytes[...], at: position)
    }

    mutating func sync(_ file: SimulatedNode, _ path: String) throws(FileSystemError) {
        try change("sync", path)
        if let suffix = syncedSuffix, path.hasSuffix(suffix) { syncCount += 1 }
        if lies { return }
        // After a failure the kernel calls pages clean that it never wrote.
        if syncHasFailed { return }
        if let left = syncsUntilFailure {
            guard left > 0 else {
                syncHasFailed = true
                throw FileSystemError(.inputOutput, "sync", path, "the device failed")
            }
            syncsUntilFailure = left - 1
        }
        file.durable = file.current
    }

    /// Counts a change, and ends everything at the one where the power goes.
    mutating func change(_ operation: String, _ path: String) throws(FileSystemError) {
        changeCount += 1
        if changeCount == crashAtChange {
            isCrashed = true
            throw FileSystemError(.crashed, operation, path, "the power is gone")
        }
    }

    mutating func restart() {
        root.loseUnsynced(&generator)
        bootCount += 1
        lies = false
        syncsUntilFailure = nil
        syncHasFailed = false
        unreadableSuffix = nil
        kill()
    }

    /// The process dies, the machine does not.
    mutating func kill() {
        isCrashed = false
        crashAtChange = nil
        locks = []
        openFileCount = 0
        life += 1
    }
}

enum SimulatedEntry {
    case file(SimulatedNode)
    case directory(SimulatedDirectory)
}

/// A file's bytes as seen, and as the platter has them.
final class SimulatedNode {
    static let pageByteCount = 512

    var current: [UInt8] = []
    var durable: [UInt8] = []
    var modified: Int64 = 0

    func write(_ bytes: Slice<UnsafeRawBufferPointer>, at position: Int) {
        if current.count < position + bytes.count { resize(to: position + bytes.count) }
        current.replaceSubrange(position..<(position + bytes.count), with: bytes)
    }

    func resize(to size: Int) {
        if size < current.count {
            current.removeLast(current.count - size)
        } else {
            current.append(contentsOf: repeatElement(0, count: size - current.count))
        }
    }

    func loseUnsynced(_ generator: inout SeededGenerator) {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: break
        case 1: durable = current
        default: tear(&generator)
        }
        current = durable
    }

    private func tear(_ generator: inout SeededGenerator) {
        let shorter = min(current.count, durable.count)
        let longer = max(current.count, durable.count)
        let size =
            [shorter, longer, Int.random(in: shorter...longer, using: &generator)].randomElement(using: &generator) ?? shorter
        var torn = [UInt8](repeating: 0, count: size)
        var start = 0
        while start < size {
            let end = min(start + Self.pageByteCount, size)
            let cut = Int.random(in: start...end, using: &generator)
            for index in start..<end {
                let old = index < durable.count ? durable[index] : 0
                let new = index < current.count ? current[index] : 0
                torn[index] = index < cut ? new : old
            }
            // Whole pages more often than torn ones.
            if generator.oneIn(2) { for index in start..<min(end, current.count) { torn[index] = current[index] } }
            start = end
        }
        durable = torn
    }
}

/// Names as seen, as the platter has them, and the way from these to those.
final class SimulatedDirectory {
    enum Change {
        case add(String, SimulatedEntry)
        case remove(String)
        case rename(String, String)

        var names: [String] {
            switch self {
            case .add(let name, _), .remove(let name): [name]
            case .rename(let name, let newName): [name, newName]
            }
        }
    }

    var current: [String: SimulatedEntry] = [:]
    var durable: [String: SimulatedEntry] = [:]
    var pending: [Change] = []

    func note(_ change: Change) {
        Self.apply(change, to: &current)
        pending.append(change)
    }

    /// Each change since the last sync survives by chance, unless an earlier one of the same name did not.
    func loseUnsynced(_ generator: inout SeededGenerator) {
        var lost: Set<String> = []
        let mostly = generator.oneIn(2)
        for change in pending {
            let survives = mostly ? !generator.oneIn(4) : generator.oneIn(2)
            if survives, lost.isDisjoint(with: change.names) {
                Self.apply(change, to: &durable)
            } else {
                lost.formUnion(change.names)
            }
        }
        pending = []
        current = durable
        // By name, so that the same seed tears the same bytes.
        for name in current.keys.sorted() {
            switch current[name] {
            case .file(let file)?: file.loseUnsynced(&generator)
            case .directory(let directory)?: directory.loseUnsynced(&generator)
            case nil: break
            }
        }
    }

    private static func apply(_ change: Change, to names: inout [String: SimulatedEntry]) {
        switch change {
        case .add(let name, let entry): names[name] = entry
        case .remove(let name): names[name] = nil
        case .rename(let name, let newName): names[newName] = names.removeValue(forKey: name)
        }
    }
}

extension FileSystemError {
    fileprivate static func absent(_ operation: String, _ path: String) -> FileSystemError {
        FileSystemError(.notFound, operation, path, "no such file or directory")
    }
}
