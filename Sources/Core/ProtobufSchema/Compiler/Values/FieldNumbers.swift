/// Which numbers fields may have.
enum FieldNumbers {
    static let largest: Int32 = 536_870_911
    /// Protobuf keeps these for itself.
    static let kept: ClosedRange<Int32> = 19_000...19_999
}

/// Ranges of numbers, each with its place in a list, sorted: overlaps and members are found without comparing all with all.
struct NumberRanges {
    struct Entry {
        var start: Int64
        /// Exclusive.
        var end: Int64
        var index: Int
    }

    private let sorted: [Entry]

    init(_ ranges: some Sequence<(start: Int64, end: Int64)>) {
        sorted = ranges.enumerated().map { Entry(start: $1.start, end: $1.end, index: $0) }.sorted { $0.start < $1.start }
    }

    var isEmpty: Bool { sorted.isEmpty }

    /// Two ranges with a number in common, by their indices, the earlier one first.
    var overlap: (Int, Int)? {
        guard var widest = sorted.first else { return nil }
        for entry in sorted.dropFirst() {
            // Either may be empty: an empty range has nothing in common with another.
            if entry.start < widest.end, entry.end > widest.start { return Self.ordered(widest.index, entry.index) }
            if entry.end > widest.end { widest = entry }
        }
        return nil
    }

    /// A range here and one of `other` with a number in common; neither has overlaps of its own.
    func overlap(with other: NumberRanges) -> (Int, Int)? {
        var left = 0
        var right = 0
        while left < sorted.count, right < other.sorted.count {
            let first = sorted[left]
            let second = other.sorted[right]
            if first.end > second.start, second.end > first.start { return (first.index, second.index) }
            if first.end <= second.end { left += 1 } else { right += 1 }
        }
        return nil
    }

    /// The range that holds a number, where none overlap.
    func index(containing number: Int64) -> Int? {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle].start <= number { low = middle + 1 } else { high = middle }
        }
        guard low > 0, number < sorted[low - 1].end else { return nil }
        return sorted[low - 1].index
    }

    private static func ordered(_ first: Int, _ second: Int) -> (Int, Int) { (min(first, second), max(first, second)) }
}
