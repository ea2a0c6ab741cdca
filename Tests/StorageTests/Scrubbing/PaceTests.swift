import Testing

@testable import Storage

@Suite struct `A pace` {
    /// Bytes at a time of day: how long they have to wait, in milliseconds.
    private struct Asker {
        var byteCount: Int
        var turn: Pace.Turn?

        init(_ byteCount: Int) { self.byteCount = byteCount }

        mutating func wait(_ pace: inout Pace, at now: Double) -> Int { pace.wait(for: byteCount, &turn, now: now) }
    }

    @Test func `lets the first go at once, and each after it when the bytes before it are paid for`() {
        var pace = Pace(bytesPerSecond: 1000)
        var first = Asker(500), second = Asker(250), third = Asker(1)
        #expect(first.wait(&pace, at: 10_000) == 0)
        #expect(second.wait(&pace, at: 10_000) == 500)
        #expect(third.wait(&pace, at: 10_100) == 650)
        #expect(second.wait(&pace, at: 10_499) == 1 && second.wait(&pace, at: 10_500) == 0)
        #expect(third.wait(&pace, at: 10_749) == 1 && third.wait(&pace, at: 10_750) == 0)
        // Nothing is saved up while nobody asks.
        var later = Asker(1000), next = Asker(1)
        #expect(later.wait(&pace, at: 60_000) == 0 && next.wait(&pace, at: 60_000) == 1000)
    }

    @Test func `without a rate makes nobody wait`() {
        var pace = Pace(bytesPerSecond: nil)
        for _ in 0..<3 {
            var asker = Asker(.max)
            #expect(asker.wait(&pace, at: 0) == 0)
        }
    }

    @Test func `that becomes faster or slower holds for those who wait already`() {
        for (rate, left) in [(10_000, 100), (100, 10_000), (1, 1_000_000)] {
            var pace = Pace(bytesPerSecond: 1000)
            var first = Asker(1000), second = Asker(1000), third = Asker(1)
            #expect(first.wait(&pace, at: 0) == 0 && second.wait(&pace, at: 0) == 1000 && third.wait(&pace, at: 0) == 2000)
            pace.change(bytesPerSecond: rate)
            // The bytes of who was let go at the old rate are forgotten; the order is that of asking again.
            #expect(second.wait(&pace, at: 200) == 0)
            #expect(third.wait(&pace, at: 200) == left)
            #expect(third.wait(&pace, at: 200 + Double(left)) == 0)
        }
    }

    @Test func `that is taken away lets those go who wait, and one that is given later holds from then on`() {
        var pace = Pace(bytesPerSecond: 1)
        var first = Asker(1000), second = Asker(1000), third = Asker(1000)
        #expect(first.wait(&pace, at: 0) == 0 && second.wait(&pace, at: 0) == 1_000_000)
        pace.change(bytesPerSecond: nil)
        #expect(second.wait(&pace, at: 1) == 0 && third.wait(&pace, at: 1) == 0)
        pace.change(bytesPerSecond: 1000)
        #expect(third.wait(&pace, at: 2) == 0 && second.wait(&pace, at: 2) == 1000)
    }

    @Test func `that is given again as it is changes nothing`() {
        var pace = Pace(bytesPerSecond: 1000)
        var first = Asker(1000), second = Asker(1)
        #expect(first.wait(&pace, at: 0) == 0 && second.wait(&pace, at: 0) == 1000)
        pace.change(bytesPerSecond: 1000)
        #expect(second.wait(&pace, at: 400) == 600)
    }
}
