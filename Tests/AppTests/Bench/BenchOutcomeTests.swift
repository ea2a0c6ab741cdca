import JSONText
import Testing

@testable import herald

@Suite struct `The outcome of a benchmark` {
    private var outcome: BenchOutcome {
        var latencies = Histogram()
        for number in 1...100 { latencies.add(number * 1_000) }
        return BenchOutcome(
            name: "produce", settings: [("size", "200 B")], records: 1_000, bytes: 200_000, duration: .seconds(2),
            latencies: latencies, latencyMeaning: "to its acknowledgement")
    }

    @Test func `is read as a baseline as it was written`() throws {
        let text = JSONPrinter.pretty(.object(outcome.document(since: nil)))
        #expect(try BenchOutcome.Figures(text: text, "f") == outcome.figures)
        for text in ["", "{}", "[]", #"{"schema": "herald.bench/v1"}"#] {
            #expect(throws: CommandFailure.self) { try BenchOutcome.Figures(text: text, "f") }
        }
    }

    @Test func `is text with percentiles, and with the change since a baseline`() {
        var earlier = outcome.figures
        earlier.recordsPerSecond = 1_000
        earlier.p99 = nil
        let text = outcome.text(since: earlier)
        for part in ["1000 records, 195.3 KiB in 2.00 s", "500 records/s", "min 1.00 ms", "max 100.00 ms", "records/s -50.0%, p50 +0.0%"] {
            #expect(text.contains(part), "\(text)")
        }
    }

    @Test func `measures from stamps`() {
        var bytes = [UInt8](repeating: 9, count: 10)
        for time in [Duration.zero, .nanoseconds(1), .seconds(100_000)] {
            BenchStamp.write(time, to: &bytes)
            #expect(BenchStamp.read(bytes) == time && bytes[8] == 9)
        }
        #expect(BenchStamp.read([1, 2]) == nil)
    }
}
