internal import Synchronization

/// How often a value was how large, in buckets with fixed bounds. Counting takes two atomic additions and allocates nothing, from
/// any thread.
package final class Histogram: Sendable {
    /// What is counted, and between which bounds. Values are whole numbers: durations come in nanoseconds.
    package enum Scale: Sendable {
        /// 100 µs to 10 s.
        case duration
        /// 256 bytes to 16 MiB.
        case bytes
        /// 1 to 4,096.
        case count

        /// Ascending, inclusive.
        package var bounds: [UInt64] {
            switch self {
            case .duration: Self.durations
            case .bytes: Self.sizes
            case .count: Self.counts
            }
        }

        /// What a value of 1 is in the unit that is told: seconds, bytes, pieces.
        package var unit: Double { self == .duration ? 1e-9 : 1 }

        private static let durations: [UInt64] = [
            100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000,
            250_000_000,
            500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
        ]
        private static let sizes: [UInt64] = (8...24).map { 1 << $0 }
        private static let counts: [UInt64] = (0...12).map { 1 << $0 }
    }

    /// What was counted up to a moment.
    package struct Snapshot: Equatable, Sendable {
        /// How many were at most as large as each bound.
        package var cumulative: [UInt64]
        package var count: UInt64
        package var sum: UInt64
    }

    package let scale: Scale
    private let bounds: [UInt64]
    /// The last bucket in use has what is beyond all bounds.
    private let buckets = InlineArray<18, Atomic<UInt64>> { _ in Atomic(0) }
    private let sum = Atomic<UInt64>(0)

    package init(_ scale: Scale) {
        self.scale = scale
        bounds = scale.bounds
        precondition(bounds.count < buckets.count, "every bound has a bucket, and so has what is beyond")
    }

    package func observe(_ value: UInt64) {
        var place = 0
        while place < bounds.count, value > bounds[place] { place += 1 }
        buckets[place].wrappingAdd(1, ordering: .relaxed)
        sum.wrappingAdd(value, ordering: .relaxed)
    }

    package func observe(_ value: Int) { observe(UInt64(clamping: value)) }

    package var snapshot: Snapshot {
        var total: UInt64 = 0, cumulative: [UInt64] = []
        for place in 0...bounds.count {
            total += buckets[place].load(ordering: .relaxed)
            if place < bounds.count { cumulative.append(total) }
        }
        return Snapshot(cumulative: cumulative, count: total, sum: sum.load(ordering: .relaxed))
    }
}
