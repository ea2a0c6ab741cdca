import Foundation
import GroupCoordination
import TestKit
import Testing

/// How groups get on, case by case: `Progress/*.case`. `UPDATE_CASES=1` rewrites the verdicts.
@Suite struct `The verdict on a group's progress` {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Progress")

    private static var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".case") }.sorted()
    }

    @Test(arguments: names)
    func `is as the case says`(name: String) throws {
        let url = Self.folder.appending(path: name)
        var file = try CaseFile(parsing: String(contentsOf: url, encoding: .utf8))
        var window = CommitWindow()
        for commit in try commits(try #require(file["commits"])) { window.note(commit) }
        let now = numbers(try #require(file["now"]))
        let verdict = ProgressVerdict(
            window, lag: try #require(now[1]), oldestUnread: now[2].map { $0 * 1000 }, now: try #require(now[0]) * 1000)
        let text = """
            \(verdict.state.name)\(verdict.why.map { ": \($0)" } ?? "")
            \(window.commits.count) commits, complete to \(Int(verdict.completeness * 100)) %
            """
        if ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1" {
            file["verdict"] = text
            try file.text.write(to: url, atomically: true, encoding: .utf8)
        }
        #expect(text == file["verdict"], "\(name); UPDATE_CASES=1 rewrites it")
        #expect(file.header("about") != nil && file.header("source") != nil)
    }

    /// The numbers of a line, nil for a dash.
    private func numbers(_ line: String) -> [Int64?] {
        line.split(separator: " ").filter { $0 == "-" || Int64($0) != nil }.map { Int64($0) }
    }

    private func commits(_ text: String) throws -> [CommitWindow.Commit] {
        // Too many for a file.
        if text.hasPrefix("each second") {
            let dips = text.hasSuffix("0 at 400 s"), slow = text.contains("every 20 s")
            return (0..<600).map { (second: Int64) in
                let lag = dips && second == 400 ? 0 : 10 + (slow ? second / 20 : second)
                return .init(offset: 100 + second, time: second * 1000, lag: lag)
            }
        }
        return try text.split(separator: "\n").map { line in
            let numbers = numbers(String(line))
            return .init(offset: try #require(numbers[1]), time: try #require(numbers[0]) * 1000, lag: numbers[2])
        }
    }

    @Test func `passes over a commit that is told of after a later one, and not over a clock that was put back`() {
        var window = CommitWindow()
        window.note(.init(offset: 10, time: 100_000, lag: 0))
        window.note(.init(offset: 8, time: 99_990, lag: 2))
        #expect(window.commits.map(\.offset) == [10])
        window.note(.init(offset: 12, time: 20_000, lag: 0))
        #expect(window.commits.map(\.offset) == [10, 12])
    }

    @Test func `of a group is the worst of its partitions'`() {
        #expect(GroupStatus([]) == .ok && GroupStatus([.ok, .ok]) == .ok)
        #expect(GroupStatus([.ok, .warn, .ok]) == .warn)
        for state in [ProgressVerdict.State.stop, .stall, .rewind] { #expect(GroupStatus([.warn, state, .ok]) == .error) }
        #expect(ProgressVerdict.State.allCases.map(\.rawValue) == [1, 2, 4, 5, 6], "Burrow's numbers")
    }
}
