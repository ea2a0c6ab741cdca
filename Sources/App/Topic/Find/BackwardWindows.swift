import KafkaClient

/// Reads partitions from their ends: windows that are read forwards, each before the last one.
struct BackwardWindows {
    /// What is not in a window yet.
    private(set) var rest: [TopicPartition: Range<Int64>]
    private var size: Int64

    private static let firstSize: Int64 = 1_000
    private static let largestSize: Int64 = 500_000

    init(_ parts: [TopicPartition: Range<Int64>]) {
        rest = parts
        size = Self.firstSize
    }

    var isAtStart: Bool { rest.values.allSatisfy(\.isEmpty) }

    /// The next windows, larger ones each time, with no more than `budget` offsets in all. Empty at the start of all
    /// partitions, and when the budget has no offset for any.
    mutating func next(budget: Int64) -> [TopicPartition: Range<Int64>] {
        let open = rest.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
        var windows: [TopicPartition: Range<Int64>] = [:], left = budget
        for (index, (partition, part)) in open.enumerated() {
            let count = min(size, Int64(part.count), left / Int64(open.count - index))
            guard count > 0 else { continue }
            let start = part.upperBound - count
            windows[partition] = start..<part.upperBound
            rest[partition] = part.lowerBound..<start
            left -= count
        }
        size = min(size * 4, Self.largestSize)
        return windows
    }

    /// What was read and not used up to before these offsets is to be read again.
    mutating func giveBack(_ ends: [TopicPartition: Int64]) {
        for (partition, end) in ends {
            guard let part = rest[partition] else { continue }
            rest[partition] = part.lowerBound..<max(part.upperBound, end)
        }
    }

    /// Where each partition goes on: before this offset.
    var cursor: PartitionOffsets {
        PartitionOffsets(Dictionary(rest.map { ($0.key.partition, $0.value.upperBound) }, uniquingKeysWith: { $1 }))
    }
}
