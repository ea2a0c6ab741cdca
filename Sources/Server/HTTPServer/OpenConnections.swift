internal import HummingbirdCore
internal import Logging
internal import Measures
internal import NIOCore
internal import Synchronization

/// The listener's connections, held to their bound: whoever waits longest without a request makes room for a new one.
///
/// Said in the log once a minute at most, however many clients come.
final class OpenConnections: Sendable {
    typealias Ticket = ConnectionPlaces.Ticket

    private struct State {
        var places: ConnectionPlaces
        var closers: [Ticket: @Sendable () -> Void] = [:]
        var displaced = 0
        var refused = 0
        /// No line is written before it.
        var silentUntil = NIODeadline.uptimeNanoseconds(0)
    }

    private let limit: Int
    private let logger: Logger
    private let meter: ConnectionMeter
    private let state: Mutex<State>

    private static let silence = TimeAmount.minutes(1)

    init(limit: Int, logger: Logger, meter: ConnectionMeter = ConnectionMeter()) {
        self.meter = meter
        self.limit = limit
        self.logger = logger
        state = Mutex(State(places: ConnectionPlaces(limit: limit)))
    }

    /// Takes a new connection in; nil if it is to be refused.
    ///
    /// - Parameter close: Called on any thread when this connection has to make room.
    func enter(close: @escaping @Sendable () -> Void) -> Ticket? {
        let (ticket, displaced, line) = state.withLock { state -> (Ticket?, (@Sendable () -> Void)?, String?) in
            switch state.places.enter() {
            case .refused:
                state.refused += 1
                meter.refused.add()
                return (nil, nil, newLine(&state))
            case .admitted(let ticket, let other):
                state.closers[ticket] = close
                meter.taken.add()
                meter.open.set(state.places.count)
                guard let other else { return (ticket, nil, nil) }
                state.displaced += 1
                return (ticket, state.closers.removeValue(forKey: other), newLine(&state))
            }
        }
        displaced?()
        if let line { logger.warning("\(line)") }
        return ticket
    }

    /// A request has begun. False if the connection is being closed to make room.
    func begin(_ ticket: Ticket) -> Bool { state.withLock { $0.places.begin(ticket) } }

    /// All requests are answered.
    func wait(_ ticket: Ticket) { state.withLock { $0.places.wait(ticket) } }

    func leave(_ ticket: Ticket) {
        state.withLock { state in
            state.places.leave(ticket)
            state.closers[ticket] = nil
            meter.open.set(state.places.count)
        }
    }

    /// What happened at the bound since the line before, if it is time for one.
    private func newLine(_ state: inout State) -> String? {
        let now = NIODeadline.now()
        guard now >= state.silentUntil else { return nil }
        state.silentUntil = now + Self.silence
        defer { (state.displaced, state.refused) = (0, 0) }
        return
            "the bound of \(limit) HTTP connections is reached: since the last such line \(state.displaced) that had waited longest "
            + "for a request were closed for new ones, and \(state.refused) new ones refused with 503 as all others had a request "
            + "under way; more open files (ulimit -Hn) raise the bound, up to \(HTTPLimits.mostConnections)"
    }
}

/// Stops accepting while far more connections are open than the bound, as when refused ones are slow to go: the others
/// wait in the kernel's backlog until one has closed.
struct AcceptGate: AvailableConnectionsDelegate {
    private let limit: Int
    private var count = 0

    init(limit: Int) {
        // Some are on their way out.
        self.limit = limit + max(16, limit / 8)
    }

    mutating func connectionOpened() { count += 1 }

    mutating func connectionClosed() { count -= 1 }

    func isAcceptingNewConnections() -> Bool { count < limit }
}
