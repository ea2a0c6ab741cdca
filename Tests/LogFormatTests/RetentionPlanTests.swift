import LogFormat
import Testing

@Suite struct `Retention plan` {
    struct Case {
        var name: String
        var segments = four
        var milliseconds: Int64?
        var byteCount: Int?
        var logStart: Int64 = 0
        var highWatermark: Int64 = 40
        var now: Int64 = 1000
        var reasons: [RetentionPlan.Reason]
        var newStart: Int64
        var rolls = false
    }

    /// Offsets 0, 10, 20 and 30 on; 100 bytes each; youngest records of 100, 200, 300 and 400 ms.
    static let four = (0..<4 as Range<Int64>).map { facts($0 * 10, time: 100 + $0 * 100) }

    static let cases = [
        Case(name: "no limits", reasons: [], newStart: 0),
        Case(name: "two too old", milliseconds: 700, reasons: [.age, .age], newStart: 20),
        Case(name: "exactly at its age stays", milliseconds: 900, reasons: [], newStart: 0),
        Case(
            name: "a young segment guards the older ones behind it",
            segments: [facts(0, time: 5000)] + four.dropFirst(), milliseconds: 100, reasons: [], newStart: 0),
        Case(
            name: "without timestamps the file's age counts", segments: [facts(0, time: nil, modifiedAt: 200)] + four.dropFirst(),
            milliseconds: 750, reasons: [.age, .age], newStart: 20),
        Case(
            name: "everything too old: the active one is rolled first", milliseconds: 10, reasons: [.age, .age, .age, .age],
            newStart: 40, rolls: true),
        Case(
            name: "an empty active one stays", segments: four + [facts(40, time: nil, byteCount: 0)], milliseconds: 10,
            reasons: [.age, .age, .age, .age], newStart: 40),
        Case(
            name: "nothing above the high watermark goes", milliseconds: 10, highWatermark: 25, reasons: [.age, .age],
            newStart: 20),
        Case(name: "by size, down to the limit", byteCount: 200, reasons: [.size, .size], newStart: 20),
        Case(name: "by size, never below the limit", byteCount: 201, reasons: [.size], newStart: 10),
        Case(name: "a size of zero", byteCount: 0, reasons: [.size, .size, .size, .size], newStart: 40, rolls: true),
        Case(
            name: "below the log's start, whatever the limits", logStart: 25, reasons: [.belowLogStart, .belowLogStart],
            newStart: 25),
        Case(
            name: "reasons follow each other", milliseconds: 750, byteCount: 100, logStart: 10,
            reasons: [.belowLogStart, .age, .size],
            newStart: 30),
        Case(name: "for ever is a large number of milliseconds", milliseconds: .max, reasons: [], newStart: 0),
        Case(name: "no segments", segments: [], milliseconds: 1, logStart: 7, reasons: [], newStart: 7),
    ]

    @Test(arguments: cases.indices) func `segments go oldest first, for a reason`(index: Int) {
        let row = Self.cases[index]
        let plan = RetentionPlan.decide(
            segments: row.segments, limits: .init(milliseconds: row.milliseconds, byteCount: row.byteCount),
            logStartOffset: row.logStart, highWatermark: row.highWatermark, now: row.now)
        #expect(plan.deletions.map(\.reason) == row.reasons, "\(row.name)")
        #expect(plan.deletions.map(\.baseOffset) == row.segments.prefix(plan.deletions.count).map(\.baseOffset), "\(row.name)")
        #expect(plan.logStartOffset == row.newStart && plan.mustRollActive == row.rolls, "\(row.name)")
    }

    static func facts(_ offset: Int64, time: Int64?, modifiedAt: Int64 = 0, byteCount: Int = 100) -> SegmentFacts {
        SegmentFacts(
            baseOffset: offset, nextOffset: byteCount == 0 ? offset : offset + 10, byteCount: byteCount, largestTimestamp: time,
            firstBatchTimestamp: time, modifiedAt: modifiedAt)
    }
}
