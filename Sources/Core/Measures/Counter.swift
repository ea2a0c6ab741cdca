internal import Synchronization

/// A number that only grows. Counting takes one atomic addition, from any thread.
package final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    package init() {}

    package func add(_ more: Int = 1) { count.wrappingAdd(UInt64(clamping: more), ordering: .relaxed) }

    package var value: UInt64 { count.load(ordering: .relaxed) }
}

/// A number that goes up and down.
package final class Gauge: Sendable {
    private let count = Atomic<Int>(0)

    package init() {}

    package func add(_ more: Int) { count.wrappingAdd(more, ordering: .relaxed) }

    package func set(_ new: Int) { count.store(new, ordering: .relaxed) }

    package var value: Int { count.load(ordering: .relaxed) }
}

/// A listener's connections.
package final class ConnectionMeter: Sendable {
    package let open = Gauge()
    package let taken = Counter()
    /// Because there were as many as may be.
    package let refused = Counter()

    package init() {}
}
