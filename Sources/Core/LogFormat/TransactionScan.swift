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
    /// By producer: the aborted transaction it is in, and whether data of it has been seen.
    private var ongoingAborted: [Int64: (transaction: AbortedTransaction, sawData: Bool)] = [:]
    /// Aborted transactions with data that have been passed: whoever read before the cleaning still has to leave it out. Of the
    /// others nothing is left but perhaps a marker, which may go: an index that named them would make readers wait for it in vain.
    private var passedAborted: [AbortedTransaction] = []
    /// Producers inside another transaction of which data has been seen.
    private var ongoingCommitted: Set<Int64> = []

    /// - Parameter aborted: Every aborted transaction that touches the range to be scanned.
    package init(aborted: [AbortedTransaction] = []) {
        self.aborted = aborted.sorted { $0.firstOffset < $1.firstOffset }[...]
    }

    /// Those passed since this was asked for last.
    package mutating func takePassedAborted() -> [AbortedTransaction] {
        defer { passedAborted = [] }
        return passedAborted
    }

    /// Whether the batch is data of an aborted transaction, or a marker whose transaction has no data left.
    package mutating func receive(_ batch: BatchView, scratch: inout ByteWriter) throws(MalformedBytes) -> Bool {
        let header = batch.header
        guard header.isTransactional || header.isControl else { return false }
        while let next = aborted.first, next.firstOffset <= header.lastOffset {
            // One that has ended before has no marker that would end it here.
            if next.lastOffset >= header.baseOffset { ongoingAborted[next.producerID] = (next, false) }
            aborted.removeFirst()
        }
        if header.isControl { return try receiveMarker(batch, scratch: &scratch) }
        if let ongoing = ongoingAborted[header.producerID], header.lastOffset < ongoing.transaction.lastOffset {
            ongoingAborted[header.producerID]?.sawData = true
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
            guard let ended = ongoingAborted.removeValue(forKey: batch.header.producerID), ended.sawData else { return true }
            passedAborted.append(ended.transaction)
            return false
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
