import LogFormat
import Testing

@Suite struct `Roll policy` {
    struct Case {
        var name: String
        var segment = facts()
        var incoming = header(offset: 10, byteCount: 100, maxTimestamp: 1000)
        var now: Int64 = 1000
        var reason: RollPolicy.Reason?
    }

    static let policy = RollPolicy(segmentByteCount: 1000, segmentMilliseconds: 500, jitterMilliseconds: 100, indexByteCount: 80)

    static let cases = [
        Case(name: "room for it"),
        Case(name: "exactly full afterwards", segment: facts(byteCount: 900)),
        Case(name: "one byte too many", segment: facts(byteCount: 901), reason: .full),
        Case(
            name: "an empty segment takes what is larger than itself", segment: facts(byteCount: 0),
            incoming: header(byteCount: 5000)),
        Case(name: "at the end of its time", incoming: header(offset: 10, maxTimestamp: 1400)),
        Case(name: "past its time, by the records", incoming: header(offset: 10, maxTimestamp: 1401), reason: .aged),
        Case(name: "an old history loaded today", now: 1_700_000_000_000),
        Case(
            name: "past its time, by the clock", segment: facts(firstTimestamp: nil),
            incoming: header(offset: 10, maxTimestamp: -1),
            now: 1401, reason: .aged),
        Case(
            name: "absurd times", segment: facts(firstTimestamp: .min), incoming: header(offset: 10, maxTimestamp: .max),
            reason: .aged),
        Case(name: "offset index with one entry left", segment: facts(offsetIndex: 72)),
        Case(name: "offset index full", segment: facts(offsetIndex: 80), reason: .indexFull),
        Case(name: "time index full", segment: facts(timeIndex: 72), reason: .indexFull),
        Case(name: "the last offset in reach", incoming: header(offset: Int64(Int32.max))),
        Case(name: "an offset out of reach", incoming: header(offset: Int64(Int32.max) + 1), reason: .offsetsOutOfReach),
    ]

    @Test(arguments: cases.indices) func `a segment is closed when it must be, and no sooner`(index: Int) {
        let row = Self.cases[index]
        #expect(Self.policy.reason(toRoll: row.segment, before: row.incoming, now: row.now) == row.reason, "\(row.name)")
    }

    @Test func `a quiet segment is closed by the clock, an empty one never`() {
        #expect(!Self.policy.shouldRollIdle(Self.facts(), now: 1400))
        #expect(Self.policy.shouldRollIdle(Self.facts(), now: 1401))
        #expect(!Self.policy.shouldRollIdle(Self.facts(byteCount: 0), now: 5000))
        #expect(!RollPolicy(segmentMilliseconds: nil).shouldRollIdle(Self.facts(), now: .max))
    }

    static func facts(
        byteCount: Int = 500, firstTimestamp: Int64? = 1000, offsetIndex: Int = 0, timeIndex: Int = 0
    ) -> SegmentFacts {
        SegmentFacts(
            baseOffset: 0, nextOffset: 10, byteCount: byteCount, largestTimestamp: 1000, firstBatchTimestamp: firstTimestamp,
            modifiedAt: 1000, offsetIndexByteCount: offsetIndex, timeIndexByteCount: timeIndex)
    }
}
