internal import DurableState
package import GroupCoordination
internal import Synchronization

/// The last commits of a shard's groups, by partition. Bounded: what is committed beyond is not remembered until groups or their
/// offsets have gone.
final class CommitBook: Sendable {
    private struct State {
        var windows: [String: [LogPartition: CommitWindow]] = [:]
        var count = 0

        mutating func keep(_ isWanted: (LogPartition) -> Bool, of group: String) {
            guard let windows = windows[group] else { return }
            let left = windows.filter { isWanted($0.key) }
            guard left.count < windows.count else { return }
            count -= windows.count - left.count
            self.windows[group] = left.isEmpty ? nil : left
        }
    }

    /// Some 400 bytes each.
    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int = 10_000) { self.limit = limit }

    func note(_ group: String, _ partition: LogPartition, _ commit: CommitWindow.Commit) {
        state.withLock { state in
            if state.windows[group]?[partition] == nil {
                guard state.count < limit else { return }
                state.count += 1
            }
            state.windows[group, default: [:]][partition, default: CommitWindow()].note(commit)
        }
    }

    func windows(of group: String) -> [LogPartition: CommitWindow] { state.withLock { $0.windows[group] ?? [:] } }

    /// Forgets a group, or those of its partitions that are not wanted any more.
    func forget(_ group: String, except isWanted: (LogPartition) -> Bool = { _ in false }) {
        state.withLock { $0.keep(isWanted, of: group) }
    }

    /// A topic of the same name begins anew.
    func forget(topic: String) {
        state.withLock { state in
            for group in state.windows.keys { state.keep({ $0.topic != topic }, of: group) }
        }
    }
}
