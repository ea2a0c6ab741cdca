import Foundation

/// A part of the history by position on the first-parent line.
enum HistoryPart: String, Sendable, CaseIterable { case all, older, newer }

/// Runs git and hands out commits, oldest first, as fast as they are asked for.
struct GitHistory {
    struct GitFailed: Error, CustomStringConvertible {
        var command: String
        var said: String
        var description: String { "\(command): \(said)" }
    }

    var repository: String

    func commitCount() throws -> Int {
        let output = try run(["rev-list", "--first-parent", "--count", "HEAD"])
        return Int(output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }

    /// Calls `body` with every commit of `part`. The older part has the odd commit.
    func forEachCommit(_ part: HistoryPart, _ body: (Commit) async throws -> Void) async throws {
        let newer = try commitCount() / 2
        let range: [String] =
            switch part {
            case .all: []
            case .older: ["--skip=\(newer)"]
            case .newer: ["--max-count=\(newer)"]
            }
        let process = Process(), output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            command([
                "log", "--first-parent", "-m", "--reverse", "--no-renames", "--raw", "--numstat", "-z", "--no-abbrev",
                "--no-ext-diff", "--no-textconv", "--format=\(GitLogParser.format)",
            ] + range)
        process.standardOutput = output
        try process.run()
        var parser = GitLogParser(), rest: [UInt8] = []
        while let block = try output.fileHandleForReading.read(upToCount: 1 << 16), !block.isEmpty {
            rest += block
            var start = 0
            while let end = rest[start...].firstIndex(of: 0) {
                if let commit = try parser.take(rest[start..<end]) { try await body(commit) }
                start = end + 1
            }
            rest.removeFirst(start)
        }
        if let commit = try parser.take(rest[...]) { try await body(commit) }
        if let commit = parser.finish() { try await body(commit) }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw GitFailed(command: "git log of \(repository)", said: "ended with \(process.terminationStatus)")
        }
    }

    /// Settings of the machine must not change what git prints.
    private func command(_ arguments: [String]) -> [String] {
        ["git", "-c", "log.showSignature=false", "-c", "log.diffMerges=separate", "-c", "diff.ignoreSubmodules=none"]
            + ["-c", "i18n.logOutputEncoding=UTF-8", "-C", repository] + arguments
    }

    private func run(_ arguments: [String]) throws -> String {
        let process = Process(), output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command(arguments)
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw GitFailed(command: "git \(arguments.joined(separator: " "))", said: "ended with \(process.terminationStatus)")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
