import NIOPosix

/// Cuts bytes that come in pieces into lines.
struct LineBuffer {
    private var bytes: [UInt8] = []
    /// Where the next line begins.
    private var start = 0
    /// Up to where there is no line end.
    private var searched = 0
    let maxLineBytes: Int

    init(maxLineBytes: Int) { self.maxLineBytes = maxLineBytes }

    /// Whether the line that has begun is longer than a line may be.
    var isTooLong: Bool { bytes.count - start > maxLineBytes }

    mutating func append(_ more: [UInt8]) {
        bytes.removeFirst(start)
        (start, searched) = (0, searched - start)
        bytes += more
    }

    /// The next line, without its end; nil until there is a whole one.
    mutating func next() -> [UInt8]? {
        guard let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
            searched = bytes.count
            return nil
        }
        defer { (start, searched) = (end + 1, end + 1) }
        return Array(bytes[start..<end])
    }

    /// What stands behind the last line end; nil if nothing does.
    mutating func rest() -> [UInt8]? {
        guard start < bytes.count else { return nil }
        defer { (bytes, start, searched) = ([], 0, 0) }
        return Array(bytes[start...])
    }
}

/// The lines of standard input, one at a time: what is not asked for stays in the pipe.
struct StandardInputLines {
    private var buffer = LineBuffer(maxLineBytes: 16 << 20)
    private var isAtEnd = false

    mutating func next() async throws -> [UInt8]? {
        while true {
            if let line = buffer.next() { return line }
            if isAtEnd { return buffer.rest() }
            guard !buffer.isTooLong else {
                throw CommandFailure(.failure, "INPUT", "standard input has a line of more than \(buffer.maxLineBytes) bytes")
            }
            // On a thread of its own: a pipe may keep it waiting for as long as it likes.
            let chunk = try await NIOThreadPool.singleton.runIfActive { try Console.read(upTo: 1 << 16) }
            if chunk.isEmpty { isAtEnd = true } else { buffer.append(chunk) }
        }
    }
}
