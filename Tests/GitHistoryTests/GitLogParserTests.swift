import Testing

@testable import git_history

@Suite struct `Reading git's log` {
    private let absent = "0000000000000000000000000000000000000000"
    private let blob = "1111111111111111111111111111111111111111"

    /// The commits in NUL-separated pieces.
    private func commits(_ pieces: [String]) throws -> [Commit] {
        var parser = GitLogParser(), found: [Commit] = []
        for piece in pieces {
            if let commit = try parser.take(Array(piece.utf8)[...]) { found.append(commit) }
        }
        if let last = parser.finish() { found.append(last) }
        return found
    }

    private func header(_ id: String) -> [String] { ["\u{1}\(id)", "A U Thor", "1600000000", "a subject"] }

    private func change(_ old: String, _ new: String, _ status: String, _ path: String) -> [String] {
        [":\(old) \(new) \(absent) \(blob) \(status)", path]
    }

    @Test func `a commit has its header, its changes and their counts, whatever is in their paths`() throws {
        let pieces =
            header("c1") + ["\n" + change("000000", "100644", "A", "x")[0], "plain"]
            + change("100644", "100755", "M", "tab\tand\nnewline") + change("100644", "120000", "T", "link")
            + ["3\t0\tplain", "1\t2\ttab\tand\nnewline", "-\t-\tlink"]
        let commit = try #require(try commits(pieces).first)
        #expect(commit.id == "c1" && commit.author == "A U Thor" && commit.time == 1_600_000_000 && commit.subject == "a subject")
        #expect(
            commit.files == [
                FileEvent(path: Array("plain".utf8), change: .added, linesAdded: 3, linesDeleted: 0, isExecutable: false),
                FileEvent(
                    path: Array("tab\tand\nnewline".utf8), change: .modified, linesAdded: 1, linesDeleted: 2, isExecutable: true),
                FileEvent(path: Array("link".utf8), change: .typeChanged, isExecutable: false),
            ])
    }

    @Test func `a deleted file is an event without a change`() throws {
        let commit = try #require(try commits(header("c") + change("100644", "000000", "D", "gone") + ["0\t9\tgone"]).first)
        #expect(commit.files.map(\.change) == [nil])
    }

    @Test func `submodule links are left out, and a file that becomes one is gone`() throws {
        let pieces =
            header("c") + change("000000", "160000", "A", "sub") + change("160000", "160000", "M", "sub2")
            + change("100644", "160000", "T", "was-file") + change("160000", "100644", "T", "now-file")
            + change("160000", "000000", "D", "sub3") + ["1\t0\tsub", "1\t1\tsub2", "1\t9\twas-file", "9\t1\tnow-file"]
        let files = try #require(try commits(pieces).first).files
        #expect(files.map { String(decoding: $0.path, as: UTF8.self) } == ["was-file", "now-file"])
        #expect(files.map(\.change) == [nil, .added])
    }

    @Test func `commits follow one another, those without changes too`() throws {
        let pieces = header("one") + change("000000", "100644", "A", "a") + ["1\t0\ta"] + header("empty") + header("three")
        #expect(try commits(pieces).map(\.id) == ["one", "empty", "three"])
        #expect(try commits([]).isEmpty)
    }

    @Test func `what git would not print is refused with what it was`() {
        for pieces in [["nonsense"], header("c") + [":1 2", "path"], ["\u{1}c", "author", "no time", "subject"]] {
            #expect(throws: GitLogParser.Malformed.self) { try commits(pieces) }
        }
    }
}
