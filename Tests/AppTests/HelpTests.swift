import ArgumentParser
import Foundation
import Testing

@testable import herald

/// What `--help` says, kept as files so that a change of it is seen in review. `UPDATE_CASES=1` writes them anew.
@Suite struct `The help` {
    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Help")

    @Test(arguments: paths(Herald.self, []))
    func `is what the file says`(_ path: [String]) throws {
        let help = text(path)
        let file = Self.directory.appendingPathComponent((["herald"] + path).joined(separator: "-") + ".txt")
        if ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1" { try Data(help.utf8).write(to: file) }
        let kept = try String(contentsOf: file, encoding: .utf8)
        #expect(help == kept, "run with UPDATE_CASES=1 if the change is meant")
    }

    @Test func `documents every option`() {
        for path in paths(Herald.self, []) {
            for line in text(path).split(separator: "\n") where line.hasPrefix("  -") && !line.contains("--help") {
                let isExplained = line.dropFirst(2).contains("  ") || line.count > 25
                #expect(isExplained, "`herald \(path.joined(separator: " "))`: \(line)")
            }
        }
    }

    private func text(_ path: [String]) -> String {
        var command: any ParsableCommand.Type = Herald.self
        for name in path {
            for child in command.configuration.subcommands where child._commandName == name { command = child }
        }
        return Herald.helpMessage(for: command, columns: 110) + "\n"
    }
}

private func paths(_ command: any ParsableCommand.Type, _ path: [String]) -> [[String]] {
    [path] + command.configuration.subcommands.flatMap { paths($0, path + [$0._commandName]) }
}
