package import Broker

/// The order of one connection: requests in, replies out in the same order however they finish, and how many may be under way.
///
/// Pure: no channel, no clock. Its owner begins a slot for each request, reports what became of it, and performs the effects that
/// `next` returns until there are none.
package struct ConnectionState {
    package enum Effect {
        case write(Reply)
        /// Close once everything written is sent. The sentence says why; nil when we are shutting down.
        case close(reason: String?)
    }

    private enum Phase {
        /// Requests come and go.
        case open
        /// No more requests; closes when those under way are answered.
        case draining
        /// Nothing comes or goes any more.
        case closed
    }

    private struct Place {
        var byteCount: Int
        /// Whether no request begins until this one is finished.
        var holdsOthers: Bool
        var outcome: ReplyOutcome?
    }

    package let maxRequests: Int
    package let maxBytes: Int
    private var phase = Phase.open
    /// Begun and not yet handed out by `next`, oldest first.
    private var places: [Place] = []
    private var firstSlot: UInt64 = 0
    /// Requests under way that none may overtake.
    private var holderCount = 0
    /// The frames of requests under way, together.
    package private(set) var byteCount = 0

    /// A request is taken while fewer than `maxRequests` are under way, and their frames have less than `maxBytes`; so one frame
    /// may go beyond.
    package init(maxRequests: Int, maxBytes: Int) {
        self.maxRequests = maxRequests
        self.maxBytes = maxBytes
    }

    package var requestCount: Int { places.count }

    /// Whether the next request may begin. While not, nothing more is read from the socket.
    package var takesRequests: Bool { phase == .open && holderCount == 0 && places.count < maxRequests && byteCount < maxBytes }

    /// Whether requests may still begin, but for the bounds.
    package var isOpen: Bool { phase == .open }

    package var isClosed: Bool { phase == .closed }

    /// Gives a request its place in the order. One that `holdsOthers` lets none begin until it is finished.
    package mutating func begin(byteCount: Int, holdsOthers: Bool = false) -> UInt64 {
        precondition(phase == .open, "requests begin while the connection is open")
        places.append(Place(byteCount: byteCount, holdsOthers: holdsOthers))
        if holdsOthers { holderCount += 1 }
        self.byteCount += byteCount
        return firstSlot + UInt64(places.count - 1)
    }

    /// Reports what became of a request. After the connection has closed this is forgotten.
    package mutating func finish(_ slot: UInt64, _ outcome: ReplyOutcome) {
        guard phase != .closed, slot >= firstSlot else { return }
        let index = Int(slot - firstSlot)
        precondition(index < places.count && places[index].outcome == nil, "a request that has begun is finished once")
        places[index].outcome = outcome
        if places[index].holdsOthers { holderCount -= 1 }
    }

    /// Takes no more requests, answers those under way, and then closes.
    package mutating func drain() {
        if phase == .open { phase = .draining }
    }

    /// The socket has closed: what is under way is forgotten.
    package mutating func abandon() {
        phase = .closed
        places.removeAll()
        holderCount = 0
        byteCount = 0
    }

    /// What to do next; nil if there is nothing until something finishes.
    package mutating func next() -> Effect? {
        while phase != .closed {
            guard let oldest = places.first else {
                guard phase == .draining else { return nil }
                phase = .closed
                return .close(reason: nil)
            }
            guard let outcome = oldest.outcome else { return nil }
            places.removeFirst()
            firstSlot += 1
            byteCount -= oldest.byteCount
            switch outcome {
            case .reply(let reply): return .write(reply)
            case .nothing: continue
            case .close(let reason):
                abandon()
                return .close(reason: reason)
            }
        }
        return nil
    }
}
