import Foundation

/// One path as one commit left it.
struct FileEvent: Sendable, Equatable {
    enum Change: String, Sendable { case added = "ADDED", modified = "MODIFIED", typeChanged = "TYPE_CHANGED" }

    /// As git stores it: bytes, not text.
    var path: [UInt8]
    /// Nil when the path is gone.
    var change: Change?
    /// Nil for a binary file.
    var linesAdded: Int64?
    var linesDeleted: Int64?
    var isExecutable: Bool
}

struct Commit: Sendable, Equatable {
    var id: String
    var author: String
    /// Seconds since 1970-01-01 UTC, by the author's clock.
    var time: Int64
    var subject: String
    var files: [FileEvent]
}

/// The first-parent history as git log prints it with `--raw --numstat -z`: NUL-separated pieces, in which a commit is
/// a header, then its changes, then its line counts. Fed piece by piece, so that a history need not fit in memory.
struct GitLogParser {
    struct Malformed: Error, CustomStringConvertible {
        var piece: String
        var description: String { "git log printed something unexpected: \(piece)" }
    }

    /// What `--format` must be.
    static let format = "tformat:%x01%H%x00%aN%x00%at%x00%s"
    private static let submodule = Array("160000".utf8)
    private static let absent = Array("000000".utf8)
    private static let executable = Array("100755".utf8)

    private enum Expecting {
        case anything
        case author, time, subject
        case path(raw: [UInt8])
    }

    private var expecting = Expecting.anything
    private var commit: Commit?
    private var indexOfPath: [[UInt8]: Int] = [:]

    /// Takes the next piece; returns the commit that it shows to be complete.
    mutating func take(_ piece: ArraySlice<UInt8>) throws(Malformed) -> Commit? {
        switch expecting {
        case .author:
            commit?.author = Self.text(piece)
            expecting = .time
            return nil
        case .time:
            guard let time = Int64(Self.text(piece)) else { throw Malformed(piece: Self.text(piece)) }
            commit?.time = time
            expecting = .subject
            return nil
        case .subject:
            commit?.subject = Self.text(piece)
            expecting = .anything
            return nil
        case .path(let raw):
            try addChange(raw, path: Array(piece))
            expecting = .anything
            return nil
        case .anything:
            // Between a header and its changes git prints a newline.
            let piece = piece.drop { $0 == UInt8(ascii: "\n") }
            guard let first = piece.first else { return nil }
            if first == 1 {
                let complete = finish()
                commit = Commit(id: Self.text(piece.dropFirst()), author: "", time: 0, subject: "", files: [])
                expecting = .author
                return complete
            }
            if first == UInt8(ascii: ":") {
                expecting = .path(raw: Array(piece))
            } else {
                try addCounts(piece)
            }
            return nil
        }
    }

    /// The last commit.
    mutating func finish() -> Commit? {
        defer {
            commit = nil
            indexOfPath = [:]
        }
        return commit
    }

    /// `:old-mode new-mode old-id new-id status`
    private mutating func addChange(_ raw: [UInt8], path: [UInt8]) throws(Malformed) {
        let words = raw.dropFirst().split(separator: UInt8(ascii: " "))
        guard words.count == 5, commit != nil else { throw Malformed(piece: Self.text(raw[...])) }
        let exists: (ArraySlice<UInt8>) -> Bool = { !$0.elementsEqual(Self.absent) && !$0.elementsEqual(Self.submodule) }
        let was = exists(words[0]), isNow = exists(words[1])
        guard was || isNow else { return }
        let change: FileEvent.Change? =
            !isNow ? nil : !was ? .added : words[4].first == UInt8(ascii: "T") ? .typeChanged : .modified
        indexOfPath[path] = commit?.files.count
        commit?.files.append(
            FileEvent(path: path, change: change, isExecutable: words[1].elementsEqual(Self.executable)))
    }

    /// `added TAB deleted TAB path`, dashes for a binary file.
    private mutating func addCounts(_ piece: ArraySlice<UInt8>) throws(Malformed) {
        let words = piece.split(separator: UInt8(ascii: "\t"), maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3 else { throw Malformed(piece: Self.text(piece)) }
        // A submodule link has counts and no event.
        guard let index = indexOfPath[Array(words[2])] else { return }
        commit?.files[index].linesAdded = Int64(Self.text(words[0]))
        commit?.files[index].linesDeleted = Int64(Self.text(words[1]))
    }

    /// Names and subjects are shown to people: what is not UTF-8 in them is repaired.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
