import Foundation

/// A small C program of Benchmarks/, which does one thing and prints a line of name=value.
struct HelperProgram: Sendable {
    let path: String

    init(_ path: String) { self.path = path }

    /// Runs it, several times at once if so many sets of arguments are given, and answers each one's figures.
    func run(_ calls: [[String]]) throws -> [[String: Double]] {
        let running = try calls.map { try start($0) }
        return try running.map { process, output in
            let line = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw SystemProblem("run \(path)", found: "it ended with status \(process.terminationStatus) after '\(line)'")
            }
            return Self.figures(line)
        }
    }

    func run(_ arguments: String...) throws -> [String: Double] { try run([arguments])[0] }

    private func start(_ arguments: [String]) throws -> (Process, Pipe) {
        let process = Process(), output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        return (process, output)
    }

    private static func figures(_ line: String) -> [String: Double] {
        var figures: [String: Double] = [:]
        for word in line.split(whereSeparator: \.isWhitespace) {
            let parts = word.split(separator: "=")
            if parts.count == 2, let value = Double(parts[1]) { figures[String(parts[0])] = value }
        }
        return figures
    }
}

extension [String: Double] {
    /// A figure that the program has promised.
    func figure(_ name: String) throws -> Double {
        guard let value = self[name] else { throw SystemProblem("read a figure", found: "no \(name) in \(self)") }
        return value
    }
}
