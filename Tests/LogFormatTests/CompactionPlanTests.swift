import LogFormat
import Testing

@Suite struct `Compaction plan` {
    /// Offsets 0, 10, 20, 30 (closed) and 40 (active); 100 bytes each; times 100, 200, …
    static let segments = (0..<5 as Range<Int64>).map { facts($0 * 10, time: 100 + $0 * 100) }

    struct Case {
        var name: String
        var checkpoint: Int64?
        var logStart: Int64 = 0
        var lastStable: Int64 = 50
        var minLag: Int64 = 0
        var maxLag: Int64?
        var range: [Int64]
        var clean: Int
        var dirty: Int
        var eligible: Bool
    }

    static let cases = [
        Case(name: "never cleaned", range: [0, 40], clean: 0, dirty: 400, eligible: true),
        Case(name: "half clean is not dirty enough", checkpoint: 20, range: [20, 40], clean: 200, dirty: 200, eligible: false),
        Case(name: "more than half", checkpoint: 10, range: [10, 40], clean: 100, dirty: 300, eligible: true),
        Case(name: "all clean", checkpoint: 40, range: [40, 40], clean: 400, dirty: 0, eligible: false),
        Case(
            name: "a checkpoint below the log's start", checkpoint: 5, logStart: 20, range: [20, 40], clean: 200, dirty: 200,
            eligible: false),
        Case(name: "a checkpoint beyond the log's end", checkpoint: 51, range: [0, 40], clean: 0, dirty: 400, eligible: true),
        Case(name: "an open transaction", lastStable: 20, range: [0, 20], clean: 0, dirty: 200, eligible: true),
        Case(
            name: "an open transaction in the clean part", checkpoint: 30, lastStable: 20, range: [30, 30], clean: 300, dirty: 0,
            eligible: false),
        Case(name: "too young from 20 on", minLag: 701, range: [0, 20], clean: 0, dirty: 200, eligible: true),
        Case(
            name: "overdue though hardly dirty", checkpoint: 30, maxLag: 599, range: [30, 40], clean: 300, dirty: 100,
            eligible: true),
        Case(name: "not overdue yet", checkpoint: 30, maxLag: 600, range: [30, 40], clean: 300, dirty: 100, eligible: false),
        // Lags that contradict each other: a topic's own, and a default of the broker's that was changed later.
        Case(
            name: "overdue, but too young to be cleaned", checkpoint: 30, minLag: 701, maxLag: 100, range: [30, 30], clean: 300,
            dirty: 0, eligible: false),
        Case(
            name: "overdue, and old enough up to 20", checkpoint: 10, minLag: 701, maxLag: 100, range: [10, 20], clean: 100,
            dirty: 100, eligible: true),
    ]

    @Test(arguments: cases.indices) func `a round covers what may be cleaned, if it is worth it`(index: Int) {
        let row = Self.cases[index]
        var settings = CompactionPlan.Settings()
        settings.minLagMilliseconds = row.minLag
        settings.maxLagMilliseconds = row.maxLag
        let plan = CompactionPlan.survey(
            segments: Self.segments, checkpoint: row.checkpoint, logStartOffset: row.logStart, lastStableOffset: row.lastStable,
            settings: settings, now: 1000)
        #expect([plan.firstDirtyOffset, plan.firstUncleanableOffset] == row.range, "\(row.name)")
        #expect(plan.cleanByteCount == row.clean && plan.dirtyByteCount == row.dirty, "\(row.name)")
        #expect(plan.isEligible(settings) == row.eligible, "\(row.name)")
        #expect(plan.isEligible(settings, forced: true), "\(row.name)")
    }

    @Test func `the active segment alone leaves nothing to do, even by force`() {
        let plan = CompactionPlan.survey(
            segments: [Self.facts(0, time: 1)], checkpoint: nil, logStartOffset: 0, lastStableOffset: 10, settings: .init(),
            now: 1000)
        #expect(plan.dirtyRatio == 0 && !plan.isEligible(.init(), forced: true))
    }

    @Test func `neighbours are grouped while they fit into a segment`() {
        var settings = CompactionPlan.Settings()
        settings.segmentByteCount = 250
        #expect(groups(Self.segments, 40, settings) == [[0, 10], [20, 30]])
        settings.segmentByteCount = 50
        #expect(groups(Self.segments, 40, settings) == [[0], [10], [20], [30]], "a segment larger than the limit stands alone")
        settings = .init()
        #expect(groups(Self.segments, 40, settings) == [[0, 10, 20, 30]])
        #expect(groups(Self.segments, 25, settings) == [[0, 10, 20]], "the segment in which the round ends belongs to it")
        #expect(groups(Self.segments, 20, settings) == [[0, 10]])
        settings.indexByteCount = 24
        #expect(groups(Self.segments, 40, settings) == [[0, 10, 20], [30]])
    }

    @Test func `a group does not outreach its index`() {
        let far = Int64(Int32.max)
        let segments = [
            Self.facts(0, time: 1), Self.facts(far - 9, time: 2), Self.facts(far + 1, time: 3), Self.facts(far + 11, time: 4),
        ]
        #expect(groups(segments, .max, .init()) == [[0, far - 9], [far + 1]])
    }

    private func groups(_ segments: [SegmentFacts], _ end: Int64, _ settings: CompactionPlan.Settings) -> [[Int64]] {
        CompactionPlan.groups(segments, upTo: end, settings: settings).map { $0.map(\.baseOffset) }
    }

    static func facts(_ offset: Int64, time: Int64) -> SegmentFacts {
        SegmentFacts(
            baseOffset: offset, nextOffset: offset + 10, byteCount: 100, largestTimestamp: time, firstBatchTimestamp: time,
            modifiedAt: time, offsetIndexByteCount: 8, timeIndexByteCount: 8)
    }
}
