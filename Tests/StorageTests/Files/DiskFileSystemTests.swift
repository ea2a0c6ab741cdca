import Glibc
import Storage
import Testing

/// An empty directory of its own, gone when the value is.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/herald-storage-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        path = try #require(made)
    }

    deinit { Self.remove(path) }

    private static func remove(_ path: String) {
        let files = DiskFileSystem()
        for name in (try? files.list(path)) ?? [] {
            if (try? files.list("\(path)/\(name)")) != nil {
                remove("\(path)/\(name)")
            } else {
                try? files.remove("\(path)/\(name)")
            }
        }
        try? files.removeDirectory(path)
    }
}

@Suite struct `Disk file system` {
    private let directory: TemporaryDirectory
    private let files = DiskFileSystem()

    init() throws { directory = try TemporaryDirectory() }

    @Test func `reads back what was written, short only at the end`() throws {
        let file = try files.open("\(directory.path)/a", .create)
        try file.write([1, 2, 3, 4], at: 0)
        try file.write([9], at: 6)
        try file.sync()
        #expect(try file.size() == 7)
        #expect(try file.bytes(at: 2, count: 100) == [3, 4, 0, 0, 9])
        try file.truncate(to: 3)
        #expect(try file.bytes(at: 0, count: 100) == [1, 2, 3])
    }

    @Test func `an open file outlives its name`() throws {
        let path = "\(directory.path)/a"
        let file = try files.open(path, .create)
        try file.write([5], at: 0)
        try files.remove(path)
        #expect(try file.bytes(at: 0, count: 1) == [5])
        #expect(try !files.exists(path))
        try files.remove(path)
    }

    @Test func `a missing file is said to be missing`() {
        let error = #expect(throws: FileSystemError.self) { try files.open("\(directory.path)/none", .update) }
        #expect(error?.code == .notFound)
        #expect(error?.description == "cannot open \(directory.path)/none: No such file or directory")
    }

    @Test func `names, times and room`() throws {
        let path = "\(directory.path)/a"
        try files.createDirectory("\(directory.path)/d")
        try files.createDirectory("\(directory.path)/d")
        _ = try files.open(path, .create)
        try files.setModificationTime(path, to: 1_234_567_891)
        #expect(try files.modificationTime(path) == 1_234_567_891)
        try files.rename(path, to: "\(directory.path)/b")
        try files.syncDirectory(directory.path)
        #expect(try files.list(directory.path).sorted() == ["b", "d"])
        let space = try files.space(at: directory.path)
        #expect(space.freeByteCount > 0 && space.totalByteCount >= space.freeByteCount)
        try files.removeDirectory("\(directory.path)/d")
    }

    @Test func `a lock is held once and names its holder`() throws {
        let lock = try files.lock("\(directory.path)/.lock")
        let error = #expect(throws: FileSystemError.self) { try files.lock("\(directory.path)/.lock") }
        #expect(error?.code == .locked(processID: getpid()))
        lock.release()
        _ = try files.lock("\(directory.path)/.lock")
    }
}
