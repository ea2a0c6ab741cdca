internal import Synchronization

/// Histograms by label, made as labels come; beyond a bound all others share one. For what is counted once a request at most.
package final class HistogramFamily<Label: Hashable & Sendable>: Sendable {
    private let scale: Histogram.Scale
    private let limit: Int
    private let other: Label
    private let histograms = Mutex<[Label: Histogram]>([:])

    /// - Parameter other: what labels beyond `limit` count as.
    package init(_ scale: Histogram.Scale, limit: Int, other: Label) {
        self.scale = scale
        self.limit = limit
        self.other = other
    }

    package subscript(label: Label) -> Histogram {
        histograms.withLock { histograms in
            if let known = histograms[label] { return known }
            let label = histograms.count < limit ? label : other
            if let known = histograms[label] { return known }
            let new = Histogram(scale)
            histograms[label] = new
            return new
        }
    }

    package var all: [Label: Histogram] { histograms.withLock { $0 } }
}

/// Counters by label, under the same bound.
package final class CounterFamily<Label: Hashable & Sendable>: Sendable {
    private let limit: Int
    private let other: Label
    private let counts = Mutex<[Label: UInt64]>([:])

    package init(limit: Int, other: Label) {
        self.limit = limit
        self.other = other
    }

    package func add(_ label: Label, _ more: Int = 1) {
        counts.withLock { counts in
            let label = counts[label] != nil || counts.count < limit ? label : other
            counts[label, default: 0] += UInt64(clamping: more)
        }
    }

    package var all: [Label: UInt64] { counts.withLock { $0 } }
}
