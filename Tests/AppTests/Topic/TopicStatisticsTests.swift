import KafkaClient
import Testing

@testable import herald

@Suite struct `What records are like` {
    private func record(_ partition: Int32, _ offset: Int64, _ key: String?, _ value: [UInt8]?, at time: Int64) -> ConsumerRecord {
        ConsumerRecord(
            topic: "t", partition: partition, offset: offset, timestamp: RecordTimestamp(milliseconds: time),
            key: key.map { Array($0.utf8) }, value: value, headers: [RecordHeader("ab", "c")])
    }

    @Test func `is counted by partition and schema`() {
        var statistics = TopicStatistics([0, 1, 2])
        statistics.add(record(0, 0, "a", [0, 0, 0, 0, 7, 1], at: 1_000))
        statistics.add(record(0, 1, "a", nil, at: 3_000))
        statistics.add(record(1, 0, nil, Array("text".utf8), at: 2_000))
        let total = statistics.total
        #expect((total.records, total.tombstones, total.withoutKey) == (3, 1, 1))
        #expect(total.bytes == 10 + 4 + 7 && statistics.largest?.place == "t[0]@0")
        #expect((total.first, total.last) == (1_000, 3_000) && statistics.rate == 1.5)
        #expect(statistics.keys.count == 1 && statistics.keys.isExact)
        #expect(statistics.skew == 2)
        #expect(statistics.writers[.tombstone] == 1 && statistics.writers[.none] == 1 && statistics.writers.count == 3)
        #expect(TopicStatistics([0]).skew == nil && TopicStatistics([0]).rate == nil)
    }

    @Test func `counts different keys about right when there are too many to keep`() {
        var count = DistinctCount(limit: 1_000)
        var state: UInt64 = 1
        for _ in 0..<100_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var hash = state
            hash = (hash ^ hash >> 30) &* 0xbf58_476d_1ce4_e5b9
            hash = (hash ^ hash >> 27) &* 0x94d0_49bb_1331_11eb
            hash ^= hash >> 31
            count.add(hash: hash)
            count.add(hash: hash)
        }
        #expect(!count.isExact && (90_000...110_000).contains(count.count), "\(count.count)")
    }

    @Test func `is read in figures of few digits`() {
        #expect([0, 1023, 1024, 1536, 1 << 30].map(ByteText.of) == ["0 B", "1023 B", "1.0 KiB", "1.5 KiB", "1.0 GiB"])
        #expect([(1.005, 2), (0.04, 1), (-1.25, 1), (3, 0)].map { DecimalText.of($0.0, digits: $0.1) } == ["1.00", "0.0", "-1.3", "3"])
    }
}
