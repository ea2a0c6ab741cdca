import Foundation
import Synchronization

/// One run of another program, from its start to its end. Blocks.
enum ProgramRun {
    struct Outcome {
        var status: Int32
        var output: [UInt8]
        var errors: String
    }

    /// - Parameters:
    ///   - input: what the program reads from its standard input.
    ///   - maxBytes: of its output; a program that writes more is ended.
    /// - Throws: Also if a program that says it succeeded did not take its whole input: its answer is of a part.
    static func run(_ program: String, _ arguments: [String], input: [UInt8] = [], maxBytes: Int) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"]) { _, new in new }
        let (inPipe, outPipe, errorPipe) = (Pipe(), Pipe(), Pipe())
        process.standardInput = inPipe
        process.standardOutput = outPipe
        process.standardError = errorPipe
        try process.run()
        // All three at once: a program that waits for one of them to be read must not keep the others waiting.
        let errors = Mutex<[UInt8]>([]), unread = Mutex<(any Error)?>(nil)
        let others = DispatchGroup()
        DispatchQueue.global().async(group: others) {
            do {
                if !input.isEmpty { try inPipe.fileHandleForWriting.write(contentsOf: Data(input)) }
                try inPipe.fileHandleForWriting.close()
            } catch {
                unread.withLock { $0 = error }
            }
        }
        DispatchQueue.global().async(group: others) {
            do {
                let text = try errorPipe.fileHandleForReading.readToEnd() ?? Data()
                errors.withLock { $0 = Array(text.prefix(64 << 10)) }
            } catch {
                errors.withLock { $0 = Array("what it wrote to standard error cannot be read: \(error)".utf8) }
            }
        }
        let output = try outPipe.fileHandleForReading.read(upToCount: maxBytes + 1) ?? Data()
        if output.count > maxBytes { process.terminate() }
        others.wait()
        process.waitUntilExit()
        guard output.count <= maxBytes else {
            throw CommandFailure(
                .failure, "TOO_LARGE", "\(program) \(arguments.first ?? "") answers with more than \(maxBytes) bytes")
        }
        if process.terminationStatus == 0, let failure = unread.withLock({ $0 }) {
            throw CommandFailure(
                .failure, "PROGRAM",
                "\(program) \(arguments.first ?? "") ended before it had read all that it was told: \(failure)")
        }
        let text = errors.withLock { String(decoding: $0, as: UTF8.self) }
        return Outcome(status: process.terminationStatus, output: Array(output), errors: text)
    }
}
