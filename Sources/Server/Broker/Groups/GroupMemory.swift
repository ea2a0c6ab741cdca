import Synchronization

/// About what the members of all groups take of memory: their subscriptions and assignments, and themselves.
final class GroupMemory: Sendable {
    private let limit: Int
    private let held = Atomic(0)

    init(limit: Int) { self.limit = limit }

    /// Whether a group may take another member. Those that it has already may grow beyond.
    var hasRoom: Bool { held.load(ordering: .relaxed) < limit }

    func add(_ byteCount: Int) { held.wrappingAdd(byteCount, ordering: .relaxed) }
}
