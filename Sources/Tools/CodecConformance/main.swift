// `codec-conformance`: the codecs behind lines of JSON on standard input and output (docs/codec-conformance.md).
import ConformanceDoor
import Glibc

// A reader that goes away ends the program by the failing write, not by a signal.
signal(SIGPIPE, SIG_IGN)

switch CommandLine.arguments.dropFirst() {
case []: exit(serveLines())
default:
    StandardStream.write("usage: codec-conformance        one JSON object a line on standard input, its answer on standard output\n", to: STDERR_FILENO)
    exit(2)
}

/// Answers every line as soon as it has ended.
/// - Returns: the exit status: 0 at the end of the input, 1 if it cannot be read or answers cannot be written.
func serveLines() -> Int32 {
    let door = ConformanceDoor()
    var splitter = LineSplitter(maxLineBytes: door.limits.maxLineBytes)
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    var isWritable = true
    func answer(_ event: LineSplitter.Event) {
        guard isWritable else { return }
        let text = switch event {
        case .line(let line): door.answer(line)
        case .overlongLine: door.answerToOverlongLine()
        }
        isWritable = StandardStream.write(text + "\n", to: STDOUT_FILENO)
    }
    while isWritable {
        switch StandardStream.read(into: &buffer) {
        case 0:
            splitter.finish(answer)
            return isWritable ? 0 : 1
        case let count?: splitter.receive(buffer[..<count], answer)
        case nil: return 1
        }
    }
    return 1
}

enum StandardStream {
    /// The number of bytes read, 0 at the end, nil after a failure.
    static func read(into buffer: inout [UInt8]) -> Int? {
        while true {
            let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { return nil }
        }
    }

    /// Writes all of it, or answers false.
    @discardableResult
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { start += count } else if errno != EINTR { return false }
        }
        return true
    }
}
