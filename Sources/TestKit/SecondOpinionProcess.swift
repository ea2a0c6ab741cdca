import Foundation
package import LeafDump

/// `herald-verify` at the other end of two pipes. One question at a time; ended when let go of.
package final class SecondOpinionProcess {
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    private let process = Process()
    private let questions = Pipe(), answers = Pipe()

    /// Starts the program that was built beside the test.
    package init() throws {
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("herald-verify")
        process.standardInput = questions
        process.standardOutput = answers
        try process.run()
    }

    deinit {
        try? questions.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Nil if the schema is understood, else why it is not.
    package func take(_ schema: OpinionFrame) throws -> String? {
        let answer = try ask(schema)
        return answer.kind == .refusal ? Self.text(answer) : nil
    }

    /// The leaves of data of the schema last taken.
    package func dumps(of data: [[UInt8]]) throws -> [[UInt8]] {
        let answer = try ask(OpinionFrame(.data, data))
        guard answer.kind == .dumps, answer.parts.count == data.count else { throw Failure(description: Self.text(answer)) }
        return answer.parts
    }

    private static func text(_ frame: OpinionFrame) -> String { String(decoding: frame.parts.first ?? [], as: UTF8.self) }

    private func ask(_ question: OpinionFrame) throws -> OpinionFrame {
        try questions.fileHandleForWriting.write(contentsOf: Data(question.serialized))
        let header = try read(4)
        return try OpinionFrame(parsing: try read(header.reversed().reduce(0) { $0 << 8 | Int($1) }))
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            guard let piece = try answers.fileHandleForReading.read(upToCount: count - bytes.count), !piece.isEmpty else {
                process.waitUntilExit()
                throw Failure(
                    description: "herald-verify ended with status \(process.terminationStatus) (\(process.terminationReason))")
            }
            bytes += piece
        }
        return bytes
    }
}
