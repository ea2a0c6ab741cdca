package import NIOCore
import Synchronization

/// How much one connection may ask for.
package struct ConnectionLimits: Sendable {
    /// The longest frame, as in Kafka's `socket.request.max.bytes`.
    package var maxRequestBytes = 100 << 20
    /// Requests under way; beyond it nothing is read. librdkafka pipelines without a bound of its own.
    package var maxRequestsInFlight = 100
    /// Bytes of the frames under way, beyond which nothing is read; one frame may exceed it.
    package var maxBytesInFlight = 32 << 20
    /// A connection is closed after this long without traffic, as in Kafka's `connections.max.idle.ms`.
    package var idleTimeout = TimeAmount.minutes(10)
    /// Replies that the client has not taken, beyond which nothing is read until there are fewer than the lower mark.
    package var unsentBytes = (low: 256 << 10, high: 1 << 20)

    package init() {}
}

/// What all connections of a listener hold in memory of replies that their clients have not taken. At the bound those give way
/// who have
/// gone longest without taking any.
package final class UnsentReplies: Sendable {
    private struct Debtor {
        var byteCount: Int
        /// When it last took something, or began to owe.
        var since: NIODeadline
        var close: @Sendable () -> Void
    }

    private struct Held {
        var byteCount = 0
        var debtors: [ObjectIdentifier: Debtor] = [:]
    }

    package let limit: Int
    private let held = Mutex(Held())

    /// What a connection may have without being asked for it.
    static let unnoticedBytes = 16 << 10

    package init(limit: Int) { self.limit = limit }

    package var byteCount: Int { held.withLock { $0.byteCount } }

    /// Takes note of what a connection holds. Returns what is to be called, without a lock, to close those that hold too long.
    func settle(
        _ connection: ObjectIdentifier, _ byteCount: Int, at now: NIODeadline, madeProgress: Bool,
        close: @escaping @Sendable () -> Void
    ) -> [@Sendable () -> Void] {
        held.withLock { held in
            let before = held.debtors[connection]
            held.byteCount += byteCount - (before?.byteCount ?? 0)
            let since = madeProgress ? now : before?.since ?? now
            held.debtors[connection] = byteCount == 0 ? nil : Debtor(byteCount: byteCount, since: since, close: close)
            var closings: [@Sendable () -> Void] = []
            while held.byteCount > limit, let longest = held.debtors.min(by: { $0.value.since < $1.value.since }) {
                held.byteCount -= longest.value.byteCount
                held.debtors[longest.key] = nil
                closings.append(longest.value.close)
            }
            return closings
        }
    }

    func remove(_ connection: ObjectIdentifier) {
        held.withLock { held in held.byteCount -= held.debtors.removeValue(forKey: connection)?.byteCount ?? 0 }
    }
}

/// What all connections of a listener hold of requests: frames that have not arrived whole, and frames under way.
package final class RequestMemory: Sendable {
    package let limit: Int
    private let held = Atomic(0)

    /// What a connection may hold even when the account is overdrawn: ordinary requests go on.
    static let alwaysAllowed = 1 << 20

    package init(limit: Int) { self.limit = limit }

    package var byteCount: Int { held.load(ordering: .relaxed) }

    /// False if more is held than the limit allows, and this call added to it.
    func add(_ byteCount: Int) -> Bool {
        guard byteCount != 0 else { return true }
        let total = held.wrappingAdd(byteCount, ordering: .relaxed).newValue
        return byteCount < 0 || total <= limit
    }
}
