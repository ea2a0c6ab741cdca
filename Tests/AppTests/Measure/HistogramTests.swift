import Testing

@testable import herald

@Suite struct `A histogram` {
    @Test func `knows small numbers exactly and others within a thirty-second`() {
        var histogram = Histogram()
        for number in 0...1_000 { histogram.add(number) }
        #expect(histogram.count == 1_001 && histogram.least == 0 && histogram.most == 1_000 && histogram.mean == 500)
        #expect(histogram.percentile(1) == 10 && histogram.percentile(0) == 0 && histogram.percentile(100) == 1_000)
        for (percent, exact) in [(50.0, 500), (90, 900), (99, 990), (99.9, 999)] {
            let found = histogram.percentile(percent) ?? -1
            #expect(found >= exact && found <= exact + exact / 32 + 1, "\(percent): \(found)")
        }
    }

    @Test func `takes every number there is`() {
        for number in [0, 1, 63, 64, 65, 127, 128, 1 << 20, 1 << 40 + 12_345, Int.max - 1, Int.max] {
            var histogram = Histogram()
            histogram.add(number)
            #expect(histogram.percentile(50) == number, "\(number)")
        }
        var histogram = Histogram()
        #expect(histogram.percentile(50) == nil && histogram.mean == nil)
        histogram.add(-5)
        #expect(histogram.percentile(50) == 0)
    }

    @Test func `groups by powers of two`() {
        var histogram = Histogram()
        for number in [0, 1, 2, 3, 100, 127, 128] { histogram.add(number) }
        #expect(histogram.byPowerOfTwo.map { "\($0.upTo): \($0.count)" } == ["0: 1", "1: 1", "3: 2", "127: 2", "255: 1"])
    }
}
