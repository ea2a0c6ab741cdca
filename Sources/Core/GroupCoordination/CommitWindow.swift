/// What is remembered of a group's commits in a partition: enough to say how it gets on (`ProgressVerdict`). It reaches back at
/// least ten commits and five minutes, once there are such: of commits that follow each other fast only some are kept.
package struct CommitWindow: Sendable, Equatable {
    package struct Commit: Hashable, Sendable {
        package var offset: Int64
        /// Milliseconds since 1970-01-01 UTC.
        package var time: Int64
        /// Records that were left to read then, or the fewest since the commit before; nil if not known.
        package var lag: Int64?

        package init(offset: Int64, time: Int64, lag: Int64?) {
            self.offset = offset
            self.time = time
            self.lag = lag
        }
    }

    /// Eleven commits that are so far apart span five minutes; the last may be nearer.
    static let capacity = 12
    /// Milliseconds.
    static let distance: Int64 = 30_000
    /// Milliseconds.
    private static let disorder: Int64 = 10_000

    /// In the order they came.
    package private(set) var commits: [Commit] = []

    package init() {}

    package mutating func note(_ commit: Commit) {
        // Of two at once the later one may be told of first. A clock that was put back is another matter.
        if let last = commits.last, (last.time - Self.disorder..<last.time).contains(commit.time) { return }
        // The last is replaced while it is near the one before; but what goes back is evidence.
        if let last = commits.last, commits.count >= 2, commit.offset >= last.offset,
            last.time - commits[commits.count - 2].time < Self.distance
        {
            var commit = commit
            if let lag = commit.lag, let before = last.lag { commit.lag = min(lag, before) }
            commits[commits.count - 1] = commit
            return
        }
        if commits.count == Self.capacity { commits.removeFirst() }
        commits.append(commit)
    }
}
