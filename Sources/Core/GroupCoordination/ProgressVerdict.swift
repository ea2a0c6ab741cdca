/// How a group gets on in a partition, judged by its commits. Names, numbers and the order of the rules are Burrow's, so that
/// alerts which know it read it; what differs is that no rule but the one of going back judges less than five minutes, and that a
/// group which had caught up within the last five has not stopped.
package struct ProgressVerdict: Sendable, Equatable {
    package enum State: Int, Sendable, CaseIterable {
        case ok = 1
        /// It commits, and falls behind all the time.
        case warn = 2
        /// It no longer commits, and records wait.
        case stop = 4
        /// It commits the same offset again and again, and records wait.
        case stall = 5
        /// It went back, and is not where it was.
        case rewind = 6

        package var name: String {
            switch self {
            case .ok: "OK"
            case .warn: "WARN"
            case .stop: "STOP"
            case .stall: "STALL"
            case .rewind: "REWIND"
            }
        }
    }

    package var state: State
    /// A sentence; nil where all is well.
    package var why: String?
    /// How much of a whole window there was to judge by, from 0 to 1.
    package var completeness: Double

    /// Milliseconds that a judgement looks back at least.
    static let shortest: Int64 = 300_000
    private static let wholeCount = 10

    /// - Parameters:
    ///   - lag: Records between what is committed and the end, now.
    ///   - oldestUnread: When the first of them came; nil if not known. Milliseconds since 1970-01-01 UTC, as `now`.
    package init(_ window: CommitWindow, lag: Int64, oldestUnread: Int64?, now: Int64) {
        let commits = window.commits
        completeness = min(1, Double(commits.count) / Double(Self.wholeCount))
        (state, why) = (.ok, nil)
        guard let first = commits.first, let last = commits.last, lag > 0 else { return }
        let span = last.time - first.time, silence = now - last.time
        let hadCaughtUp = oldestUnread.map { now - $0 <= Self.shortest } ?? false
        if commits.count >= 2, silence > max(span, Self.shortest), !hadCaughtUp {
            state = .stop
            why = """
                has not committed for \(Self.say(silence)), after commits over \(Self.say(span)), and \(Self.records(lag))
                """
            return
        }
        if let (from, to) = Self.setback(commits) {
            state = .rewind
            why = """
                went back from offset \(from.offset) to \(to.offset) \(Self.say(now - to.time)) ago and has not come to \
                \(from.offset) again
                """
            return
        }
        guard commits.count >= 2, span >= Self.shortest, !commits.contains(where: { $0.lag.map { $0 <= 0 } ?? false }) else {
            return
        }
        if commits.allSatisfy({ $0.offset == first.offset }) {
            state = .stall
            why = "has committed nothing but offset \(first.offset) for \(Self.say(span)), and \(Self.records(lag))"
            return
        }
        let lags = commits.compactMap(\.lag)
        guard lags.count >= 2, zip(lags, lags.dropFirst()).allSatisfy({ $0 <= $1 }) else { return }
        state = .warn
        why = "falls behind: what was left to read has not become less in \(Self.say(span)), from \(lags[0]) records to \(lag)"
    }

    /// The first step back, unless what it went back from was reached again.
    private static func setback(
        _ commits: [CommitWindow.Commit]
    ) -> (from: CommitWindow.Commit, to: CommitWindow.Commit)? {
        guard let place = commits.indices.dropFirst().first(where: { commits[$0].offset < commits[$0 - 1].offset }) else {
            return nil
        }
        let from = commits[place - 1]
        return commits[place...].contains { $0.offset >= from.offset } ? nil : (from, commits[place])
    }

    private static func records(_ lag: Int64) -> String { lag == 1 ? "1 record waits" : "\(lag) records wait" }

    private static func say(_ milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        return switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        default: "\(seconds / 86_400) days"
        }
    }
}

/// How a group gets on altogether: as in the partition where it is worst.
package enum GroupStatus: Int, Sendable {
    case ok = 1
    case warn = 2
    case error = 3

    package init(_ states: some Sequence<ProgressVerdict.State>) {
        self = states.reduce(.ok) { worst, state in
            switch state {
            case .ok: worst
            case .warn: worst == .ok ? .warn : worst
            case .stop, .stall, .rewind: .error
            }
        }
    }

    package var name: String {
        switch self {
        case .ok: "OK"
        case .warn: "WARN"
        case .error: "ERR"
        }
    }
}
