import Measures
import Testing

@Suite struct `A histogram` {
    @Test(arguments: [Histogram.Scale.duration, .bytes, .count])
    func `puts a value into the first bucket whose bound it does not pass`(_ scale: Histogram.Scale) {
        let bounds = scale.bounds
        #expect(bounds == bounds.sorted() && Set(bounds).count == bounds.count)
        for (place, bound) in bounds.enumerated() {
            let histogram = Histogram(scale)
            histogram.observe(bound)
            histogram.observe(bound + 1)
            let seen = histogram.snapshot
            let expected = bounds.indices.map { UInt64($0 < place ? 0 : $0 == place ? 1 : 2) }
            #expect(seen.cumulative == expected)
            #expect(seen.count == 2 && seen.sum == 2 * bound + 1)
        }
    }

    @Test func `counts what is beyond its bounds, and nothing for what it has not seen`() {
        let histogram = Histogram(.count)
        #expect(histogram.snapshot.count == 0)
        histogram.observe(UInt64(1) << 40)
        histogram.observe(-1)
        #expect(histogram.snapshot.count == 2)
        #expect(histogram.snapshot.cumulative.allSatisfy { $0 == 1 })
        #expect(histogram.snapshot.sum == 1 << 40)
    }

    @Test func `loses nothing that is counted at once`() async {
        let histogram = Histogram(.duration)
        await withTaskGroup(of: Void.self) { tasks in
            for _ in 0..<8 { tasks.addTask { for value in 0..<1000 { histogram.observe(value * 1_000_000) } } }
        }
        #expect(histogram.snapshot.count == 8000)
        #expect(histogram.snapshot.sum == 8 * 499_500 * 1_000_000)
    }
}

@Suite struct `A family` {
    @Test func `has a bound on its labels, and one for all beyond it`() {
        let counters = CounterFamily<String>(limit: 3, other: "others")
        for label in ["a", "b", "c", "d", "e", "a"] { counters.add(label) }
        #expect(counters.all == ["a": 2, "b": 1, "c": 1, "others": 2])
        let histograms = HistogramFamily<Int>(.count, limit: 2, other: 0)
        for label in [1, 2, 3, 4, 1] { histograms[label].observe(1) }
        #expect(histograms.all.mapValues(\.snapshot.count) == [1: 2, 2: 1, 0: 2])
    }
}
