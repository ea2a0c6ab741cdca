import Glibc

/// Standard input and output without buffers of their own.
enum StandardStream {
    /// The number of bytes read, 0 at the end, nil after a failure.
    static func read(into buffer: inout [UInt8]) -> Int? {
        while true {
            let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { return nil }
        }
    }

    /// `count` bytes; none if the input has ended before the first, nil if it ends or fails later.
    static func read(count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: min(count, 64 << 10))
        // Memory grows as bytes arrive, not as a length claims.
        while bytes.count < count {
            if piece.count > count - bytes.count { piece.removeLast(piece.count - (count - bytes.count)) }
            guard let got = read(into: &piece) else { return nil }
            if got == 0 { return bytes.isEmpty ? [] : nil }
            bytes += piece[..<got]
        }
        return bytes
    }

    /// Writes all of it, or answers false.
    @discardableResult
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { start += count } else if errno != EINTR { return false }
        }
        return true
    }
}
