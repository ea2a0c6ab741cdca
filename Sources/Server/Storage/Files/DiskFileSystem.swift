internal import Glibc

/// The machine's files, by plain system calls. Interrupted calls are repeated, but never a sync.
package struct DiskFileSystem: FileSystem {
    /// `UTIME_OMIT` of <sys/stat.h>, a macro that Swift does not see.
    private static let leaveTime = (1 << 30) - 2

    package init() {}

    package func open(_ path: String, _ mode: FileOpening) throws(FileSystemError) -> any File {
        let flags: Int32 =
            switch mode {
            case .read: O_RDONLY
            case .update: O_RDWR
            case .create: O_RDWR | O_CREAT | O_TRUNC
            }
        return DiskFile(try openDescriptor(path, flags | O_CLOEXEC), path)
    }

    package func list(_ directory: String) throws(FileSystemError) -> [String] {
        guard let stream = opendir(directory) else { throw .current("list", directory) }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            // `d_name` ends with a zero inside the entry that `readdir` keeps until its next call.
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw .current("list", directory) }
        return names
    }

    package func createDirectory(_ path: String) throws(FileSystemError) {
        guard mkdir(path, 0o755) != 0 else { return }
        guard errno == EEXIST else { throw .current("create the directory", path) }
    }

    package func rename(_ path: String, to newPath: String) throws(FileSystemError) {
        guard Glibc.rename(path, newPath) == 0 else { throw .current("rename to \(newPath)", path) }
    }

    package func remove(_ path: String) throws(FileSystemError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .current("remove", path) }
    }

    package func removeDirectory(_ path: String) throws(FileSystemError) {
        guard rmdir(path) == 0 || errno == ENOENT else { throw .current("remove the directory", path) }
    }

    package func exists(_ path: String) throws(FileSystemError) -> Bool {
        if access(path, F_OK) == 0 { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw .current("look for", path) }
        return false
    }

    package func syncDirectory(_ path: String) throws(FileSystemError) {
        let descriptor = try openDescriptor(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .current("sync the directory", path) }
    }

    package func status(of path: String) throws(FileSystemError) -> FileStatus? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw .current("look at", path)
        }
        return FileStatus(
            byteCount: Int64(status.st_size),
            modifiedAt: Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000)
    }

    package func setModificationTime(_ path: String, to milliseconds: Int64) throws(FileSystemError) {
        let time = timespec(tv_sec: Int(milliseconds / 1000), tv_nsec: Int(milliseconds % 1000) * 1_000_000)
        let times = [timespec(tv_sec: 0, tv_nsec: Self.leaveTime), time]
        guard utimensat(AT_FDCWD, path, times, 0) == 0 else { throw .current("set the time of", path) }
    }

    package func space(at path: String) throws(FileSystemError) -> VolumeSpace {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { throw .current("ask for free space at", path) }
        func bytes(_ blocks: UInt64) -> Int64 {
            let (count, isTooLarge) = blocks.multipliedReportingOverflow(by: UInt64(status.f_frsize))
            return isTooLarge ? .max : Int64(clamping: count)
        }
        return VolumeSpace(totalByteCount: bytes(UInt64(status.f_blocks)), freeByteCount: bytes(UInt64(status.f_bavail)))
    }

    package func bootID() -> String? {
        guard let file = try? open("/proc/sys/kernel/random/boot_id", .read), let bytes = try? file.bytes(at: 0, count: 64),
            let text = String(validating: bytes, as: UTF8.self), text.utf8.count > 30
        else { return nil }
        return String(text.prefix { !$0.isWhitespace })
    }

    package func lock(_ path: String) throws(FileSystemError) -> any FileLock {
        let descriptor = try openDescriptor(path, O_RDWR | O_CREAT | O_CLOEXEC)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            let failure = FileSystemError.current("lock", path)
            // Closes the descriptor on every way out.
            let holder = DiskFile(descriptor, path)
            guard isHeld else { throw failure }
            let text = try holder.bytes(at: 0, count: 32)
            let processID = Int32(String(decoding: text.prefix { $0 != 0x0a }, as: UTF8.self))
            let who = processID.map { "process \($0)" } ?? "another process"
            throw FileSystemError(.locked(processID: processID), "lock", path, "\(who) holds it")
        }
        let file = DiskFile(descriptor, path)
        try file.truncate(to: 0)
        try file.write(Array("\(getpid())\n".utf8), at: 0)
        return DiskLock(file)
    }

    private func openDescriptor(_ path: String, _ flags: Int32) throws(FileSystemError) -> Int32 {
        while true {
            let descriptor = Glibc.open(path, flags, 0o644)
            if descriptor >= 0 { return descriptor }
            guard errno == EINTR else { throw .current("open", path) }
        }
    }
}

final class DiskFile: File {
    /// `IOV_MAX` of Linux.
    private static let vectorLimit = 1024

    private let number: Int32
    private let path: String

    /// Takes over the descriptor.
    init(_ number: Int32, _ path: String) {
        self.number = number
        self.path = path
    }

    deinit { close(number) }

    var descriptor: Int32? { number }

    func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int64) throws(FileSystemError) -> Int {
        var filled = 0
        while filled < buffer.count {
            // In bounds: `filled` is less than the count, and what is asked for is the difference.
            let got = pread(number, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, off_t(position) + filled)
            if got == 0 { break }
            if got > 0 {
                filled += got
            } else if errno != EINTR {
                throw .current("read \(buffer.count) bytes at \(position) of", path)
            }
        }
        return filled
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(FileSystemError) {
        var written = 0
        while written < bytes.count {
            // In bounds: `written` is less than the count, and what is handed over is the difference.
            let took = pwrite(number, bytes.baseAddress.map { $0 + written }, bytes.count - written, off_t(position) + written)
            if took > 0 {
                written += took
            } else if took == 0 || errno != EINTR {
                throw .current("write \(bytes.count) bytes at \(position) of", path)
            }
        }
    }

    func write(_ pieces: [UnsafeRawBufferPointer], at position: Int64) throws(FileSystemError) {
        // `pwritev` only reads what the vector points to.
        var vector = pieces.map { iovec(iov_base: UnsafeMutableRawPointer(mutating: $0.baseAddress), iov_len: $0.count) }
        let total = pieces.reduce(0) { $0 + $1.count }
        var first = 0, written = 0
        while written < total {
            // In bounds: the vector from its first piece that is not written whole, as many as the system takes.
            let took = vector.withUnsafeBufferPointer {
                pwritev(number, $0.baseAddress.map { $0 + first }, Int32(min($0.count - first, Self.vectorLimit)), off_t(position) + written)
            }
            guard took > 0 else {
                if took < 0, errno == EINTR { continue }
                throw .current("write \(total) bytes at \(position) of", path)
            }
            written += took
            var left = took
            while first < vector.count, left >= vector[first].iov_len {
                left -= vector[first].iov_len
                first += 1
            }
            if left > 0 {
                vector[first].iov_base += left
                vector[first].iov_len -= left
            }
        }
    }

    func sync() throws(FileSystemError) {
        guard fdatasync(number) == 0 else { throw .current("sync", path) }
    }

    func size() throws(FileSystemError) -> Int64 {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .current("look at", path) }
        return Int64(status.st_size)
    }

    func truncate(to size: Int64) throws(FileSystemError) {
        while ftruncate(number, off_t(size)) != 0 {
            guard errno == EINTR else { throw .current("cut to \(size) bytes", path) }
        }
    }
}

/// The kernel gives the lock back when the descriptor is closed, also when the process dies.
private final class DiskLock: FileLock {
    private let file: DiskFile

    init(_ file: DiskFile) { self.file = file }

    func release() {
        if let descriptor = file.descriptor { flock(descriptor, LOCK_UN) }
    }
}

extension FileSystemError {
    /// What `errno` says now.
    fileprivate static func current(_ operation: String, _ path: String) -> FileSystemError {
        let number = errno
        let code: Code =
            switch number {
            case ENOSPC, EDQUOT, EFBIG: .noSpace
            case ENOENT: .notFound
            case EIO: .inputOutput
            case EMFILE, ENFILE: .tooManyFiles
            default: .other
            }
        var text = [CChar](repeating: 0, count: 128)
        // Fills the buffer and ends it with a zero, or says that it cannot.
        let isNamed = strerror_r(number, &text, text.count) == 0
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let problem = isNamed ? String(decoding: bytes, as: UTF8.self) : "error \(number)"
        return FileSystemError(code, operation, path, problem)
    }
}
