import Foundation
import LeafDump

/// `herald-verify` at the other end of two pipes: libavro and protobuf-c in a process of their own, with as much memory as it was
/// given and as much time as a question has. One question at a time; ended when let go of.
final class VerifyWorker {
    /// It is not there any more, or was ended because it did not answer.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    static let program = "herald-verify"

    private let process = Process()
    private let questions = Pipe(), answers = Pipe()
    private let timeout: Duration
    private var isOver = false

    /// Starts the program that stands beside this one.
    init(memoryMiB: Int = 1024, timeout: Duration = .seconds(30)) throws {
        self.timeout = timeout
        let here = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        process.executableURL = here.appendingPathComponent(Self.program)
        process.arguments = [String(memoryMiB)]
        process.standardInput = questions
        process.standardOutput = answers
        do { try process.run() } catch {
            throw CommandFailure(
                .failure, "PROGRAM", "\(Self.program) cannot be started: \(error.localizedDescription)", at: here.path,
                help: "it is built and installed beside herald: swift build --product \(Self.program)")
        }
        // A worker that does not read must not keep us longer than its time.
        let descriptor = questions.fileHandleForWriting.fileDescriptor
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    deinit { end() }

    /// The answer, which may be a refusal. After a failure there is none to be had any more.
    func ask(_ question: OpinionFrame) throws -> OpinionFrame {
        guard !isOver else { throw Failure(description: "\(Self.program) has ended") }
        let deadline = ContinuousClock.now + timeout
        do {
            try write(question.serialized, deadline)
            let header = try read(4, deadline)
            let count = header.reversed().reduce(0) { $0 << 8 | Int($1) }
            guard count <= OpinionFrame.maxBytes else {
                throw Failure(description: "\(Self.program) answers with \(count) bytes")
            }
            return try OpinionFrame(parsing: try read(count, deadline))
        } catch {
            end()
            throw error
        }
    }

    /// What it says it cannot do is thrown, in the words of the library.
    func demand(_ question: OpinionFrame) throws -> [[UInt8]] {
        let answer = try ask(question)
        guard answer.kind == .dumps else { throw Failure(description: answer.text) }
        return answer.parts
    }

    private func end() {
        guard !isOver else { return }
        isOver = true
        // Fails only if it is closed already.
        try? questions.fileHandleForWriting.close()
        // What it was told is written when it has read the end of its input; its output ends with it, or with its time.
        let deadline = ContinuousClock.now + .seconds(5)
        while (try? read(1, deadline)) != nil {}
        process.waitUntilExit()
    }

    // MARK: Pipes

    private func write(_ bytes: [UInt8], _ deadline: ContinuousClock.Instant) throws {
        let descriptor = questions.fileHandleForWriting.fileDescriptor
        var rest = bytes[...]
        while !rest.isEmpty {
            try wait(for: Int16(POLLOUT), of: descriptor, deadline)
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR, errno != EAGAIN {
                throw Failure(description: obituary())
            }
        }
    }

    private func read(_ count: Int, _ deadline: ContinuousClock.Instant) throws -> [UInt8] {
        let descriptor = answers.fileHandleForReading.fileDescriptor
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            try wait(for: Int16(POLLIN), of: descriptor, deadline)
            var received = 0
            let piece = [UInt8](unsafeUninitializedCapacity: min(count - bytes.count, 1 << 16)) { buffer, initializedCount in
                // At most the buffer's own size is asked for.
                received = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                initializedCount = max(received, 0)
            }
            if received > 0 {
                bytes += piece
            } else if received == 0 || errno != EINTR {
                throw Failure(description: obituary())
            }
        }
        return bytes
    }

    private func wait(for event: Int16, of descriptor: Int32, _ deadline: ContinuousClock.Instant) throws {
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else {
                kill(process.processIdentifier, SIGKILL)
                throw Failure(description: "\(Self.program) did not answer within \(timeout)")
            }
            let (seconds, fraction) = left.components
            var waiting = pollfd(fd: descriptor, events: event, revents: 0)
            let status = poll(&waiting, 1, Int32(clamping: seconds * 1000 + fraction / 1_000_000_000_000_000 + 1))
            if status > 0 { return }
            if status < 0, errno != EINTR { throw Failure(description: "polling failed: \(String(cString: strerror(errno)))") }
        }
    }

    /// How it ended: it has closed its pipes, so it is about to.
    private func obituary() -> String {
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal
            ? "\(Self.program) was ended by signal \(process.terminationStatus)"
            : "\(Self.program) ended with status \(process.terminationStatus)"
    }
}

extension OpinionFrame {
    /// A refusal's sentence.
    var text: String { String(decoding: parts.first ?? [], as: UTF8.self) }
}
