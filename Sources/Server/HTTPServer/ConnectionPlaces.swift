/// Which connections there are, and which of them have no request under way, the one that has waited longest first.
///
/// At the bound a new connection takes the place of one of these; while every connection has a request under way, a new one
/// is refused. Connections that never asked for anything go before those that did: opening many costs nobody else his own.
/// Those leave a quarter of the places to them, though, or a new one would have no time to ask. Every operation takes the
/// same time, however many there are.
package struct ConnectionPlaces {
    /// A place among the connections. A ticket whose connection has had to go stands for nothing.
    package struct Ticket: Hashable, Sendable {
        fileprivate var place: Int
        fileprivate var generation: UInt32
    }

    package enum Admission: Equatable {
        /// There is room; or there is now, since the other one has to go.
        case admitted(Ticket, insteadOf: Ticket?)
        case refused
    }

    private struct Place {
        var generation: UInt32 = 0
        var isTaken = false
        var isWaiting = false
        var hasAsked = false
        /// Neighbours among those that wait.
        var before: Int?
        var after: Int?
    }

    /// Those that wait, in the order in which they began to.
    private struct Line {
        var longest: Int?
        var newest: Int?
        var count = 0
    }

    private let limit: Int
    private var places: [Place] = []
    private var free: [Int] = []
    /// Who never asked, and who did.
    private var silent = Line()
    private var kept = Line()
    package private(set) var count = 0

    package init(limit: Int) { self.limit = limit }

    /// A connection that waits for its first request.
    package mutating func enter() -> Admission {
        var displaced: Ticket?
        if count >= limit {
            let longest = kept.count == 0 || silent.count > limit / 4 ? silent.longest : kept.longest
            guard let longest else { return .refused }
            let ticket = Ticket(place: longest, generation: places[longest].generation)
            leave(ticket)
            displaced = ticket
        }
        let place = free.popLast() ?? places.count
        if place == places.count { places.append(Place()) }
        places[place].isTaken = true
        places[place].hasAsked = false
        count += 1
        queue(place)
        return .admitted(Ticket(place: place, generation: places[place].generation), insteadOf: displaced)
    }

    /// Its request has begun. False if it has had to go meanwhile.
    package mutating func begin(_ ticket: Ticket) -> Bool {
        guard stands(ticket) else { return false }
        unqueue(ticket.place)
        places[ticket.place].hasAsked = true
        return true
    }

    /// It has no request under way any more.
    package mutating func wait(_ ticket: Ticket) {
        guard stands(ticket), !places[ticket.place].isWaiting else { return }
        queue(ticket.place)
    }

    package mutating func leave(_ ticket: Ticket) {
        guard stands(ticket) else { return }
        unqueue(ticket.place)
        places[ticket.place].isTaken = false
        places[ticket.place].generation &+= 1
        free.append(ticket.place)
        count -= 1
    }

    private func stands(_ ticket: Ticket) -> Bool {
        places[ticket.place].isTaken && places[ticket.place].generation == ticket.generation
    }

    private mutating func queue(_ place: Int) {
        places[place].isWaiting = true
        change(place) { line, places in
            places[place].before = line.newest
            places[place].after = nil
            if let newest = line.newest { places[newest].after = place } else { line.longest = place }
            line.newest = place
            line.count += 1
        }
    }

    private mutating func unqueue(_ place: Int) {
        guard places[place].isWaiting else { return }
        places[place].isWaiting = false
        change(place) { line, places in
            let (before, after) = (places[place].before, places[place].after)
            if let before { places[before].after = after } else { line.longest = after }
            if let after { places[after].before = before } else { line.newest = before }
            line.count -= 1
        }
    }

    /// The line a place belongs to.
    private mutating func change(_ place: Int, _ body: (inout Line, inout [Place]) -> Void) {
        if places[place].hasAsked { body(&kept, &places) } else { body(&silent, &places) }
    }
}
