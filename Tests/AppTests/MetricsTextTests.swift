import Logging
import Measures
import Testing

@testable import herald

@Suite struct `Metrics in text` {
    @Test func `have cumulative buckets, a sum and a count`() {
        let histogram = Measures.Histogram(.count)
        for value in [1, 3, 5000] { histogram.observe(value) }
        var text = PrometheusText()
        text.family("x", .histogram, "Help with \\ and\na line.")
        text.samples("x", [("l", "a \"b\"\n")], histogram)
        let lines = text.text.split(separator: "\n").map(String.init)
        #expect(lines[0] == #"# HELP x Help with \\ and\na line."#)
        #expect(lines[1] == "# TYPE x histogram")
        #expect(lines[2] == #"x_bucket{l="a \"b\"\n",le="1"} 1"#)
        #expect(lines[3] == #"x_bucket{l="a \"b\"\n",le="2"} 1"#)
        #expect(lines[4] == #"x_bucket{l="a \"b\"\n",le="4"} 2"#)
        #expect(
            lines.suffix(3) == [
                #"x_bucket{l="a \"b\"\n",le="+Inf"} 3"#, #"x_sum{l="a \"b\"\n"} 5004"#, #"x_count{l="a \"b\"\n"} 3"#,
            ])
    }

    @Test func `say durations in seconds, and leave out what has labels and was never seen`() {
        let histogram = Measures.Histogram(.duration)
        var text = PrometheusText()
        text.samples("d", [("l", "a")], histogram)
        #expect(text.text.isEmpty)
        histogram.observe(1_500_000)
        text.samples("d", [("l", "a")], histogram)
        #expect(text.text.contains("d_bucket{l=\"a\",le=\"0.0025\"} 1\n"))
        #expect(text.text.contains("d_sum{l=\"a\"} 0.0015\n"))
    }
}

@Suite struct `A log line in JSON` {
    @Test func `is an object with numbers as numbers`() {
        let line = JSONLogHandler.line(
            .warning, "slow \"request\"\n", ["duration_ms": "12.5", "client": "1e3", "topic": "-", "level": "mine"],
            label: "herald",
            at: 1_700_000_000_123)
        #expect(
            line
                == #"{"time":"2023-11-14T22:13:20.123Z","level":"warning","logger":"herald","message":"slow \"request\"\n","client":"1e3","duration_ms":12.5,"topic":"-"}"#
        )
    }
}
