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
