/// Which transactions of a partition have no visible end yet: what the last stable offset follows from.
///
/// A transaction is open from its first batch to its marker, and unsettled until the high watermark has passed the marker:
/// who reads only what is committed must not come to data whose marker could still be lost.
package struct OpenTransactions: Equatable, Sendable {
    private struct Ended: Equatable {
        var firstOffset: Int64
        var marker: Int64
    }

    /// First offset by producer id.
    private var open: [Int64: Int64] = [:]
    /// In the order of their markers.
    private var unsettled: [Ended] = []
    /// Of `open`; kept, for it is asked for with every fetch.
    private var firstOpen: Int64?

    package init() {}

    /// As they are after a replay: what is in a log then is durable.
    package init(_ producers: ProducerSequences) {
        open = producers.producers.compactMapValues(\.transactionStart)
        firstOpen = open.values.min()
    }

    package func isOpen(_ producerID: Int64) -> Bool { open[producerID] != nil }

    package mutating func begin(_ producerID: Int64, at offset: Int64) {
        guard open[producerID] == nil else { return }
        open[producerID] = offset
        firstOpen = min(firstOpen ?? offset, offset)
    }

    /// Answers the transaction's first offset; nil if there is none.
    @discardableResult
    package mutating func end(_ producerID: Int64, marker: Int64) -> Int64? {
        guard let firstOffset = open.removeValue(forKey: producerID) else { return nil }
        unsettled.append(Ended(firstOffset: firstOffset, marker: marker))
        if firstOffset == firstOpen { firstOpen = open.values.min() }
        return firstOffset
    }

    /// Forgets ended transactions whose markers lie below the high watermark.
    package mutating func settle(_ highWatermark: Int64) {
        let settled = unsettled.prefix { $0.marker < highWatermark }.count
        unsettled.removeFirst(settled)
    }

    /// The log now begins at `startOffset`. A transaction that reaches beyond it goes on there.
    package mutating func truncate(toStart startOffset: Int64, keeping producers: ProducerSequences) {
        open = open.filter { producers.producers[$0.key]?.transactionStart != nil }.mapValues { max($0, startOffset) }
        firstOpen = open.values.min()
    }

    /// Below it nothing is open when a transaction has ended with `marker`.
    package func stableOffset(afterMarker marker: Int64) -> Int64 { firstOpen ?? marker + 1 }

    /// Readers of what is committed may see what lies before: the first offset of the first transaction that is open, or
    /// whose marker the high watermark has not passed; else the high watermark.
    package func lastStableOffset(_ highWatermark: Int64) -> Int64 {
        let ended = unsettled.lazy.filter { $0.marker >= highWatermark }.map(\.firstOffset).min()
        return min(highWatermark, firstOpen ?? .max, ended ?? .max)
    }
}
