package import Measures

/// Counts the requests of the HTTP listener by route and status.
package final class HTTPMeter: Sendable {
    package struct Label: Hashable, Sendable {
        /// Method and path of the route, `GET /subjects/{}`; `none` where there is no such route.
        package var route: String
        package var status: Int
    }

    /// A request that has been answered.
    package struct Answered: Sendable {
        package var label: Label
        /// Nanoseconds.
        package var duration: UInt64
        package var receivedBytes: Int
        package var sentBytes: Int
        package var userAgent: String?
    }

    package let durations = HistogramFamily<Label>(.duration, limit: 1000, other: Label(route: "others", status: 0))
    /// Of requests with large bodies, each step of which waits for the thread they share.
    package let waiting = Histogram(.duration)
    package let receivedBytes = Counter()
    package let sentBytes = Counter()
    package let inFlight = Gauge()
    package let connections = ConnectionMeter()
    /// Nanoseconds from which on `tell` is called.
    private let slow: UInt64
    private let tell: (@Sendable (Answered) -> Void)?

    package init(slow: UInt64 = .max, tell: (@Sendable (Answered) -> Void)? = nil) {
        self.slow = slow
        self.tell = tell
    }

    func note(_ answered: Answered) {
        inFlight.add(-1)
        durations[answered.label].observe(answered.duration)
        receivedBytes.add(answered.receivedBytes)
        sentBytes.add(answered.sentBytes)
        if answered.duration >= slow { tell?(answered) }
    }
}
