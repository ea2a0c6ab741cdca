/// What Storage asks of a disk. The real one is `DiskFileSystem`; tests bring a simulated one.
///
/// All calls block and may come from any thread. Paths are taken as they are. Nothing is promised to survive a crash
/// but what `File.sync` (a file's bytes and size) and `syncDirectory` (names) have returned for.
package protocol FileSystem: Sendable {
    /// Opens a file for reading and, but for `.read`, writing.
    func open(_ path: String, _ mode: FileOpening) throws(FileSystemError) -> any File

    /// Names in the directory, in no order, without `.` and `..`.
    func list(_ directory: String) throws(FileSystemError) -> [String]

    /// Makes one directory. It is no error if it is there already; its parent must be.
    func createDirectory(_ path: String) throws(FileSystemError)

    /// Gives a file or directory another name in one step; what had that name is replaced.
    func rename(_ path: String, to newPath: String) throws(FileSystemError)

    /// Removes the name of a file; those who have it open keep reading. It is no error if it is gone.
    func remove(_ path: String) throws(FileSystemError)

    /// Removes an empty directory. It is no error if it is gone.
    func removeDirectory(_ path: String) throws(FileSystemError)

    func exists(_ path: String) throws(FileSystemError) -> Bool

    /// Makes the creations, renames and removals in the directory durable.
    func syncDirectory(_ path: String) throws(FileSystemError)

    /// What can be told of a file without opening it; nil if there is none.
    func status(of path: String) throws(FileSystemError) -> FileStatus?

    func setModificationTime(_ path: String, to milliseconds: Int64) throws(FileSystemError)

    /// The size of the file system that holds `path`, and what it could still take.
    func space(at path: String) throws(FileSystemError) -> VolumeSpace

    /// Says which start of the machine this is: while it stays the same, the kernel has lost nothing of what it was given. nil if
    /// that cannot be told.
    func bootID() -> String?

    /// Takes the lock that only one process holds at a time, and writes into the file who has it. The lock lives as
    /// long as what is returned, or the process. Throws `.locked` with the holder's process id.
    func lock(_ path: String) throws(FileSystemError) -> any FileLock
}

/// An open file. It is closed when the last reference goes.
package protocol File: AnyObject, Sendable {
    /// Fills `buffer` from `position` on and returns how much there was: less than asked for only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int64) throws(FileSystemError) -> Int

    /// Writes all of `bytes` at `position`, growing the file if need be. After an error any part of them may be there.
    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(FileSystemError)

    /// The same with bytes that lie in pieces: they are written one behind the other, as one write.
    func write(_ pieces: [UnsafeRawBufferPointer], at position: Int64) throws(FileSystemError)

    /// Returns when all that was written, and the size, are on stable storage. Must not be tried again after an error:
    /// the kernel may have dropped the pages it could not write.
    func sync() throws(FileSystemError)

    func size() throws(FileSystemError) -> Int64

    func truncate(to size: Int64) throws(FileSystemError)

    /// The descriptor behind it, for `sendfile`; valid as long as this file is referenced. nil if there is none.
    var descriptor: Int32? { get }
}

package struct FileStatus: Equatable, Sendable {
    package var byteCount: Int64
    /// When it was last changed, in milliseconds since 1970-01-01 UTC.
    package var modifiedAt: Int64

    package init(byteCount: Int64, modifiedAt: Int64) {
        self.byteCount = byteCount
        self.modifiedAt = modifiedAt
    }
}

package enum FileOpening: Sendable {
    case read
    /// For reading and writing what exists.
    case update
    /// For reading and writing; made, or emptied if it exists.
    case create
}

/// Held until released or forgotten.
package protocol FileLock: AnyObject, Sendable {
    func release()
}

extension FileSystem {
    /// When the file was last changed, in milliseconds since 1970-01-01 UTC.
    package func modificationTime(_ path: String) throws(FileSystemError) -> Int64 {
        guard let status = try status(of: path) else { throw FileSystemError(.notFound, "look at", path, "it is not there") }
        return status.modifiedAt
    }

    /// All bytes of a small file; one longer than `limit` is refused.
    package func contents(of path: String, limit: Int = 64 << 20) throws(FileSystemError) -> [UInt8] {
        let file = try open(path, .read)
        let size = try file.size()
        guard size <= limit else {
            throw FileSystemError(.other, "read", path, "it has \(size) bytes, at most \(limit) were expected")
        }
        return try file.bytes(at: 0, count: Int(size))
    }

    /// Replaces a small file as a whole: after a crash either the old bytes are there or the new ones.
    package func replace(_ path: String, in directory: String, with bytes: [UInt8]) throws(FileSystemError) {
        let temporary = path + ".tmp"
        let file = try open(temporary, .create)
        try file.write(bytes, at: 0)
        try file.sync()
        try rename(temporary, to: path)
        try syncDirectory(directory)
    }
}

extension File {
    package func write(_ bytes: [UInt8], at position: Int64) throws(FileSystemError) {
        // The pointer is only passed through to `write`, which reads inside its count.
        let result: Result<Void, FileSystemError> = bytes.withUnsafeBytes { raw in
            do throws(FileSystemError) { return .success(try write(raw, at: position)) } catch { return .failure(error) }
        }
        try result.get()
    }

    /// As `bytes`, into memory that was used before: `bytes` has as many afterwards as there were.
    func read(_ count: Int, at position: Int64, into bytes: inout [UInt8]) throws(FileSystemError) {
        if bytes.count < count { bytes.append(contentsOf: repeatElement(0, count: count - bytes.count)) }
        if bytes.count > count { bytes.removeLast(bytes.count - count) }
        var failure: FileSystemError?
        let filled = bytes.withUnsafeMutableBytes { buffer in
            // The pointer is only passed through to `read`, which fills inside its count.
            do throws(FileSystemError) { return try read(into: buffer, at: position) } catch {
                failure = error
                return 0
            }
        }
        bytes.removeLast(count - filled)
        if let failure { throw failure }
    }

    /// Up to `count` bytes from `position` on; fewer only at the end of the file.
    package func bytes(at position: Int64, count: Int) throws(FileSystemError) -> [UInt8] {
        var failure: FileSystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            // The pointer is only passed through to `read`, which fills inside its count.
            do throws(FileSystemError) {
                filled = try read(into: UnsafeMutableRawBufferPointer(buffer), at: position)
            } catch {
                failure = error
                filled = 0
            }
        }
        if let failure { throw failure }
        return bytes
    }
}

/// Why the disk refused, with what was being done and to which file.
package struct FileSystemError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// ENOSPC, EDQUOT, EFBIG.
        case noSpace
        case notFound
        /// EIO and its kin: the device failed.
        case inputOutput
        /// Too many files are open.
        case tooManyFiles
        /// Another process holds the lock; nil if it did not say which.
        case locked(processID: Int32?)
        /// Below us the power was cut: everything fails from here on. Only in simulations.
        case crashed
        case other
    }

    package var code: Code
    /// A verb: "open", "write".
    package var operation: String
    package var path: String
    package var problem: String

    package init(_ code: Code, _ operation: String, _ path: String, _ problem: String) {
        self.code = code
        self.operation = operation
        self.path = path
        self.problem = problem
    }

    package var description: String { "cannot \(operation) \(path): \(problem)" }
}

/// A file system's size, in bytes.
package struct VolumeSpace: Hashable, Sendable {
    package var totalByteCount: Int64
    /// For us: what the system keeps for its superuser is not in it.
    package var freeByteCount: Int64

    package init(totalByteCount: Int64, freeByteCount: Int64) {
        self.totalByteCount = totalByteCount
        self.freeByteCount = freeByteCount
    }
}
