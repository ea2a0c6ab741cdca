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
        let errors = Mutex<[UInt8]>([])
        let others = DispatchGroup()
        DispatchQueue.global().async(group: others) {
            try? inPipe.fileHandleForWriting.write(contentsOf: Data(input))
            try? inPipe.fileHandleForWriting.close()
        }
        DispatchQueue.global().async(group: others) {
            let text = (try? errorPipe.fileHandleForReading.readToEnd()) ?? Data()
            errors.withLock { $0 = Array(text.prefix(64 << 10)) }
        }
        let output = try outPipe.fileHandleForReading.read(upToCount: maxBytes + 1) ?? Data()
        if output.count > maxBytes { process.terminate() }
        others.wait()
        process.waitUntilExit()
        guard output.count <= maxBytes else {
            throw CommandFailure(
                .failure, "TOO_LARGE", "\(program) \(arguments.first ?? "") answers with more than \(maxBytes) bytes")
        }
        let text = errors.withLock { String(decoding: $0, as: UTF8.self) }
        return Outcome(status: process.terminationStatus, output: Array(output), errors: text)
    }
}
