import Glibc

/// A plain file and the plain calls on it: what the log's figures are held against.
final class ScratchFile {
    private let scratch: ScratchDirectory
    private var path = ""
    private var descriptor: Int32 = -1
    private var position = 0
    private var buffer: [UInt8] = []

    init(_ scratch: ScratchDirectory) { self.scratch = scratch }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Opens a new, empty file.
    func open() throws {
        path = scratch.fresh("file")
        descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemProblem("make \(path)") }
        position = 0
    }

    func open(existing path: String) throws {
        descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemProblem("open \(path)") }
        position = 0
    }

    func append(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try append($0) }
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        guard pwrite(descriptor, bytes.baseAddress, bytes.count, position) == bytes.count else {
            throw SystemProblem("write \(path)")
        }
        position += bytes.count
    }

    func sync() throws {
        guard fdatasync(descriptor) == 0 else { throw SystemProblem("sync \(path)") }
    }

    /// Reads on by `size`, from the beginning again when the end is reached.
    func readPieces(_ count: Int, _ size: Int) throws {
        for _ in 0..<count { if try readPiece(size).isEmpty { position = 0 } }
    }

    func rewind() { position = 0 }

    /// Lives until the next call.
    func readPiece(_ size: Int) throws -> ArraySlice<UInt8> {
        if buffer.count < size { buffer = [UInt8](repeating: 0, count: size) }
        let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, size, position) }
        guard count >= 0 else { throw SystemProblem("read \(path)") }
        position += count
        return buffer[0..<count]
    }

    func remove() {
        close(descriptor)
        descriptor = -1
        unlink(path)
        // What the file system still has to do is not the next sample's.
        Glibc.sync()
    }
}
