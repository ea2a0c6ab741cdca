import Measures
import Testing

@Suite struct `Offsets that are handed out` {
    struct Case {
        var handed: [Range<Int64>]
        var count: UInt64
        var repeated: UInt64
    }

    @Test(arguments: [
        Case(handed: [], count: 0, repeated: 0),
        Case(handed: [5..<5], count: 0, repeated: 0),
        Case(handed: [7..<10, 10..<12], count: 5, repeated: 0),
        // Whoever begins later, or leaves something out, repeats nothing.
        Case(handed: [0..<10, 50..<60], count: 20, repeated: 0),
        Case(handed: [0..<10, 0..<10], count: 20, repeated: 10),
        Case(handed: [0..<10, 8..<12], count: 14, repeated: 2),
        // Counted against the highest ever, not against the last.
        Case(handed: [0..<10, 2..<4, 4..<6], count: 14, repeated: 4),
        // Below where it began.
        Case(handed: [10..<20, 0..<10], count: 20, repeated: 10),
        Case(handed: [0..<(.max)], count: UInt64(Int64.max), repeated: 0),
    ])
    func `count what is handed out, and what of it lies before the highest by then`(_ row: Case) {
        var deliveries = Deliveries()
        for offsets in row.handed { deliveries.hand(offsets) }
        #expect(deliveries.count == row.count && deliveries.repeatedCount == row.repeated)
    }
}
