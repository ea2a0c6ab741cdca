package import Bytes

/// A transaction that was aborted, as the `.txnindex` file of a segment lists it.
package struct AbortedTransaction: Equatable, Sendable {
    package var producerID: Int64
    package var firstOffset: Int64
    /// Of its marker.
    package var lastOffset: Int64
    /// When the marker was appended: below it nothing was open. Of the same log, a later entry's is not lower.
    package var lastStableOffset: Int64

    package init(producerID: Int64, firstOffset: Int64, lastOffset: Int64, lastStableOffset: Int64 = 0) {
        self.producerID = producerID
        self.firstOffset = firstOffset
        self.lastOffset = lastOffset
        self.lastStableOffset = lastStableOffset
    }
}

/// Which batches compaction may discard because their transaction was aborted, and which markers because no data
/// of their transaction is left. Fed with batch after batch in order.
package struct TransactionScan: Sendable {
    /// Ordered by first offset; the rest still lies ahead.
    private var aborted: ArraySlice<AbortedTransaction>
    /// Producers inside an aborted transaction; true once data of it has been seen.
    private var ongoingAborted: [Int64: Bool] = [:]
    /// Producers inside another transaction of which data has been seen.
    private var ongoingCommitted: Set<Int64> = []

    /// - Parameter aborted: Every aborted transaction that touches the range to be scanned.
    package init(aborted: [AbortedTransaction] = []) {
        self.aborted = aborted.sorted { $0.firstOffset < $1.firstOffset }[...]
    }

    /// Whether the batch is data of an aborted transaction, or a marker whose transaction has no data left.
    package mutating func receive(_ batch: BatchView, scratch: inout ByteWriter) throws(MalformedBytes) -> Bool {
        let header = batch.header
        guard header.isTransactional || header.isControl else { return false }
        while let next = aborted.first, next.firstOffset <= header.lastOffset {
            ongoingAborted[next.producerID] = false
            aborted.removeFirst()
        }
        if header.isControl { return try receiveMarker(batch, scratch: &scratch) }
        if ongoingAborted[header.producerID] != nil {
            ongoingAborted[header.producerID] = true
            return true
        }
        ongoingCommitted.insert(header.producerID)
        return false
    }

    private mutating func receiveMarker(_ batch: BatchView, scratch: inout ByteWriter) throws(MalformedBytes) -> Bool {
        switch try ControlRecordType(firstOf: batch, scratch: &scratch) {
        // A marker that was emptied stands for its producer's epoch alone.
        case nil: return true
        case .abort:
            let sawData = ongoingAborted.removeValue(forKey: batch.header.producerID) ?? false
            return !sawData
        case .commit:
            return ongoingCommitted.remove(batch.header.producerID) == nil
        case .other:
            return false
        }
    }
}

/// What a control batch's only record means: its key is version i16 and type i16.
package enum ControlRecordType: Equatable, Sendable {
    case abort
    case commit
    /// Written by clusters of several brokers; never by us.
    case other(Int16)

    /// nil for a batch without records.
    package init?(firstOf batch: BatchView, scratch: inout ByteWriter) throws(MalformedBytes) {
        let type: Int16? = try batch.withRecords(scratch: &scratch) { cursor throws(MalformedBytes) in
            guard let record = try cursor.next() else { return nil }
            guard let key = record.key else {
                throw MalformedBytes(reading: "control record", position: 0, problem: "has no key")
            }
            var reader = ByteReader(key)
            try reader.skip(2, reading: "control record version")
            return try reader.readInteger()
        }
        switch type {
        case nil: return nil
        case 0: self = .abort
        case 1: self = .commit
        case let type?: self = .other(type)
        }
    }
}
