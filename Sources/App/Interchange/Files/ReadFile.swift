import Foundation

/// A file that is read once from its beginning, or standard input.
final class ReadFile {
    private let handle: FileHandle?
    private var buffer: [UInt8] = []
    private var start = 0
    private(set) var position = 0

    private static let chunkBytes = 256 << 10

    /// - Parameter path: `-` is standard input.
    init(_ path: String) throws {
        do { handle = path == "-" ? nil : try FileHandle(forReadingFrom: URL(fileURLWithPath: path)) } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw CommandFailure(
                isThere ? .failure : .notFound, "FILE",
                "cannot read \(path): \(isThere ? error.localizedDescription : "there is no such file")")
        }
    }

    /// At least a byte, or none at the end.
    func read(upTo count: Int) throws -> [UInt8] {
        if start == buffer.count { (buffer, start) = (try chunk(), 0) }
        let bytes = Array(buffer[start...].prefix(count))
        start += bytes.count
        position += bytes.count
        return bytes
    }

    /// Nil at the end, in front of the first byte. Throws `InterchangeProblem` within.
    func read(exactly count: Int) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let piece = try read(upTo: count - bytes.count)
            if piece.isEmpty {
                if bytes.isEmpty { return nil }
                throw InterchangeProblem("the file ends after \(bytes.count) of \(count) bytes, at byte \(position)")
            }
            bytes += piece
        }
        return bytes
    }

    /// The first bytes, which stay to be read.
    func peek(_ count: Int) throws -> [UInt8] {
        while buffer.count - start < count {
            let more = try chunk()
            if more.isEmpty { break }
            buffer = Array(buffer[start...]) + more
            start = 0
        }
        return Array(buffer[start...].prefix(count))
    }

    private func chunk() throws -> [UInt8] {
        guard let handle else { return try Console.read(upTo: Self.chunkBytes) }
        do { return Array(try handle.read(upToCount: Self.chunkBytes) ?? Data()) } catch {
            throw InterchangeProblem("reading failed: \(error.localizedDescription)")
        }
    }
}
