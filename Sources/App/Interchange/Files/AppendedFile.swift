import Foundation

/// A file that is written at its end, or standard output. Bytes wait in memory until there are enough of them.
final class AppendedFile {
    private let path: String
    /// Nil for standard output.
    private let handle: FileHandle?
    private var waiting: [UInt8] = []
    private(set) var byteCount: Int

    private static let chunkBytes = 256 << 10

    /// - Parameters:
    ///   - path: `-` is standard output.
    ///   - length: what of the file is kept; what stands behind it was written by an export that was interrupted.
    init(_ path: String, keeping length: Int) throws {
        self.path = path
        byteCount = length
        if path == "-" {
            handle = nil
            return
        }
        if length == 0 { try Self.make(path) }
        do {
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            try handle.truncate(atOffset: UInt64(length))
            try handle.seekToEnd()
            self.handle = handle
        } catch {
            throw Self.failure(path, error)
        }
    }

    func write(_ bytes: [UInt8]) throws {
        waiting += bytes
        byteCount += bytes.count
        if waiting.count >= Self.chunkBytes { try flush() }
    }

    /// On the disk when it returns.
    func checkpoint() throws -> Int {
        try flush()
        if handle != nil { try Self.sync(path) }
        return byteCount
    }

    private func flush() throws {
        defer { waiting.removeAll(keepingCapacity: true) }
        guard let handle else { return try Console.write(waiting) }
        do { try handle.write(contentsOf: waiting) } catch { throw Self.failure(path, error) }
    }

    // MARK: Files by their paths

    private static func make(_ path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil) else {
            throw CommandFailure(.failure, "FILE", "cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }

    static func sync(_ path: String) throws {
        do { try FileHandle(forUpdating: URL(fileURLWithPath: path)).synchronize() } catch { throw failure(path, error) }
    }

    static func truncate(_ path: String, to length: Int) throws {
        do { try FileHandle(forUpdating: URL(fileURLWithPath: path)).truncate(atOffset: UInt64(length)) } catch {
            throw failure(path, error)
        }
    }

    /// Nil if there is no such file.
    static func length(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size].flatMap { ($0 as? NSNumber)?.intValue }
    }

    private static func failure(_ path: String, _ error: any Error) -> CommandFailure {
        CommandFailure(.failure, "FILE", "cannot write \(path): \(error.localizedDescription)")
    }
}
