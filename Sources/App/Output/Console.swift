import Foundation

/// The reader of standard output has gone: nothing more to say, and nothing wrong.
struct BrokenPipe: Error {}

/// The two streams: answers on standard output, all else on standard error.
enum Console {
    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    static var inputIsTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// What standard input has next, at least a byte, or nothing at its end. Blocks.
    static func read(upTo count: Int) throws -> [UInt8] {
        while true {
            var received = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
                // At most the buffer's own size is asked for.
                received = Glibc.read(STDIN_FILENO, buffer.baseAddress, buffer.count)
                initializedCount = max(received, 0)
            }
            if received >= 0 { return bytes }
            guard errno == EINTR else {
                throw CommandFailure(.failure, "INPUT", "reading standard input failed: \(String(cString: strerror(errno)))")
            }
        }
    }

    static func line(_ text: String) throws { try write(text + "\n") }

    static func write(_ text: String) throws { try write(Array(text.utf8)) }

    /// Writes all of it, however often the kernel takes a part.
    static func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EPIPE {
                throw BrokenPipe()
            } else if errno != EINTR {
                throw CommandFailure(.failure, "OUTPUT", "writing to standard output failed: \(String(cString: strerror(errno)))")
            }
        }
    }

    /// A line for people. If standard error is gone there is nobody left to tell.
    static func error(_ text: String) {
        var rest = Array((text + "\n").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return
            }
        }
    }
}
