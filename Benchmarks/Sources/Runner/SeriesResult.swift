struct SeriesResult {
    var group: String
    var title: String
    var clock: Series.Clock
    var rounds: Int
    var rows: [Row]
    var facts: [Fact]
}

/// One subject's figures: medians over the rounds.
struct Row {
    var name: String
    /// Per operation.
    var nanoseconds: Double
    var fastest: Double
    var slowest: Double
    var bytesPerOperation: Double?
    /// Per operation, of the whole process.
    var allocations: Double
    var allocationBar: Double?
    var ratios: [Ratio]

    /// In MB (10^6 bytes) per second.
    var rate: Double? { bytesPerOperation.map { $0 * 1000 / nanoseconds } }
}

/// How many times the ceiling's time.
struct Ratio {
    var ceiling: String
    var value: Double
    var bar: Double?
    var perByte: Bool

    var isMet: Bool? { bar.map { value <= $0 } }
}
