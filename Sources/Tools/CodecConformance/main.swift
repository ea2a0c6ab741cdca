// `codec-conformance`: the codecs behind lines of JSON on standard input and output, or behind the pipe protocol of Google's
// Protobuf conformance suite (docs/codec-conformance.md).
import ConformanceDoor
import Glibc
import ProtobufConformance

// A reader that goes away ends the program by the failing write, not by a signal.
signal(SIGPIPE, SIG_IGN)

switch Array(CommandLine.arguments.dropFirst()) {
case []: exit(serveLines())
case ["--conformance"]: exit(serveConformance())
default:
    let usage = """
        usage: codec-conformance                  one JSON object a line on standard input, its answer on standard output
               codec-conformance --conformance    requests of Google's Protobuf conformance suite, with their lengths in front

        """
    StandardStream.write(Array(usage.utf8), to: STDERR_FILENO)
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
        let text =
            switch event {
            case .line(let line): door.answer(line)
            case .overlongLine: door.answerToOverlongLine()
            }
        isWritable = StandardStream.write(Array(text.utf8) + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
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

/// Answers requests until the runner closes its end.
/// - Returns: the exit status: 0 at the end of the input, 1 if it ends inside a request or answers cannot be written.
func serveConformance() -> Int32 {
    /// A request of the suite is some kilobytes.
    let maxRequestBytes = 256 << 20
    let testee: ConformanceTestee
    do { testee = try ConformanceTestee() } catch {
        StandardStream.write(Array("the messages of the suite do not compile: \(error)\n".utf8), to: STDERR_FILENO)
        return 1
    }
    while true {
        guard let header = StandardStream.read(count: 4) else { return 1 }
        if header.isEmpty { return 0 }
        let count = header.reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count <= maxRequestBytes, let request = StandardStream.read(count: count), request.count == count else { return 1 }
        let response = testee.respond(to: request)
        let length = (0..<4).map { UInt8(truncatingIfNeeded: response.count >> (8 * $0)) }
        guard StandardStream.write(length + response, to: STDOUT_FILENO) else { return 1 }
    }
}
