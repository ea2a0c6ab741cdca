import HTTPServer
import TestKit
import Testing

@Suite struct `Places for connections` {
    private typealias Ticket = ConnectionPlaces.Ticket

    /// Enters, and answers the ticket and whose place it took.
    private func enter(_ places: inout ConnectionPlaces) throws -> (Ticket, insteadOf: Ticket?) {
        guard case .admitted(let ticket, let other) = places.enter() else { throw Refused() }
        return (ticket, other)
    }

    private struct Refused: Error {}

    private func begin(_ places: inout ConnectionPlaces, _ ticket: Ticket) -> Bool { places.begin(ticket) }

    @Test func `up to the bound nobody has to go`() throws {
        var places = ConnectionPlaces(limit: 3)
        for _ in 0..<3 { #expect(try enter(&places).insteadOf == nil) }
        #expect(places.count == 3)
    }

    @Test func `at the bound the one that has waited longest has to go`() throws {
        var places = ConnectionPlaces(limit: 3)
        let tickets = try (0..<3).map { _ in try enter(&places).0 }
        for ticket in tickets { #expect(begin(&places, ticket)) }
        for ticket in [tickets[1], tickets[2], tickets[0]] { places.wait(ticket) }
        #expect(try enter(&places).insteadOf == tickets[1])
        #expect(places.count == 3)
    }

    @Test func `who never asked goes before who did, but for a quarter of the places`() throws {
        var places = ConnectionPlaces(limit: 8)
        let asked = try (0..<4).map { _ in try enter(&places).0 }
        for ticket in asked {
            #expect(begin(&places, ticket))
            places.wait(ticket)
        }
        let silent = try (0..<4).map { _ in try enter(&places).0 }
        // However many come, and however long the others have waited.
        for ticket in silent { #expect(try enter(&places).insteadOf == ticket) }
        for _ in 0..<20 { #expect(!asked.contains(try #require(try enter(&places).insteadOf))) }
        // Were they fewer, one of the others would go.
        var kept = ConnectionPlaces(limit: 8)
        let all = try (0..<8).map { _ in try enter(&kept).0 }
        for ticket in all {
            #expect(begin(&kept, ticket))
            kept.wait(ticket)
        }
        for ticket in all.prefix(3) { #expect(try enter(&kept).insteadOf == ticket) }
        #expect(!all.contains(try #require(try enter(&kept).insteadOf)))
    }

    @Test func `nobody goes who has a request under way, and a new one is refused when all have`() throws {
        var places = ConnectionPlaces(limit: 2)
        let (first, _) = try enter(&places), (second, _) = try enter(&places)
        #expect(begin(&places, first))
        #expect(try enter(&places).insteadOf == second)
        #expect(!begin(&places, second))
        var full = ConnectionPlaces(limit: 1)
        let (only, _) = try enter(&full)
        #expect(begin(&full, only))
        #expect(throws: Refused.self) { try enter(&full) }
        full.wait(only)
        #expect(try enter(&full).insteadOf == only)
    }

    @Test func `one that had to go has no say over who has its place now`() throws {
        var places = ConnectionPlaces(limit: 1)
        let (first, _) = try enter(&places), (second, _) = try enter(&places)
        places.leave(first)
        places.wait(first)
        #expect(!begin(&places, first))
        #expect(places.count == 1)
        #expect(begin(&places, second))
        places.leave(second)
        places.leave(second)
        #expect(places.count == 0)
    }

    @Test(arguments: Seed.values(20)) func `whatever comes, asks and goes, simple lists say the same`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var places = ConnectionPlaces(limit: 20), silent: [Ticket] = [], kept: [Ticket] = [], busy: [Ticket] = []
        for step in 0..<2000 {
            let place: Comment = "seed \(seed), step \(step)"
            let isFull = silent.count + kept.count + busy.count == 20
            switch Int.random(in: 0..<5, using: &generator) {
            case 0, 1:
                let longest = kept.isEmpty || silent.count > 5 ? silent.first : kept.first
                switch places.enter() {
                case .refused: #expect(isFull && longest == nil, place)
                case .admitted(let ticket, let other):
                    #expect(other == (isFull ? longest : nil), place)
                    silent.removeAll { $0 == other }
                    kept.removeAll { $0 == other }
                    silent.append(ticket)
                }
            case 2:
                guard let ticket = (silent + kept).randomElement(using: &generator) else { continue }
                #expect(begin(&places, ticket), place)
                silent.removeAll { $0 == ticket }
                kept.removeAll { $0 == ticket }
                busy.append(ticket)
            case 3 where !busy.isEmpty:
                let ticket = busy.remove(at: Int.random(in: busy.indices, using: &generator))
                places.wait(ticket)
                kept.append(ticket)
            default:
                guard let ticket = (silent + kept + busy).randomElement(using: &generator), step % 3 == 0 else { continue }
                places.leave(ticket)
                silent.removeAll { $0 == ticket }
                kept.removeAll { $0 == ticket }
                busy.removeAll { $0 == ticket }
            }
            #expect(places.count == silent.count + kept.count + busy.count, place)
        }
    }
}
