internal import DurableState
package import LogFormat
internal import Synchronization

extension PartitionLog {
    /// Ends the open transaction of a producer in this partition, and its epoch if the marker has a later one. Without an open
    /// transaction the marker is appended all the same. Answered as an `acks=all` append is.
    package func append(_ marker: TransactionMarker, completion: @escaping AppendCompletion) {
        let now = environment.clock.now()
        let bytes = marker.batch(timestamp: now)
        let batch: ValidatedBatch
        do throws(BatchRejection) { batch = try ValidatedBatch(own: bytes, now: now) } catch {
            preconditionFailure("a marker is a batch: \(error)")
        }
        var job = AppendJob(batch: batch, bytes: BatchBytes(copying: bytes), acks: .all, fences: false, completion: completion)
        job.isCommit = marker.isCommit
        // Taken even when much waits: there are as many as transactions that end, and data is visible only behind them.
        submit(job, ignoringLimit: true)
    }

    /// Whether the producer has an open transaction here: then its coordinator knows of the partition.
    package func hasOpenTransaction(of producerID: Int64) -> Bool { view.withLock { $0.transactions.isOpen(producerID) } }

    /// Aborted transactions with data or markers from `offset` to before `end`, by first offset: what a reader of committed data
    /// leaves out.
    package func abortedTransactions(from offset: Int64, to end: Int64) -> [AbortedTransaction] {
        let found = view.withLock { view -> [AbortedTransaction] in
            var found: [AbortedTransaction] = []
            // A marker may lie far behind its data, but not before it.
            for segment in view.segments[view.indexOfSegment(holding: offset)...] {
                for transaction in segment.aborted {
                    if transaction.lastOffset >= offset, transaction.firstOffset < end { found.append(transaction) }
                    // All that was open before `end` has ended by then.
                    if transaction.lastStableOffset >= end { return found }
                }
            }
            return found
        }
        return found.sorted { $0.firstOffset < $1.firstOffset }
    }

    /// What is known of the producers of this partition, by their ids.
    package var producers: [Int64: ProducerSequences.Producer] { writer.withLock { $0.producers.producers } }
}

extension PartitionLog.View {
    /// Takes note of a transactional batch that was appended, or replayed, in `segment`.
    ///
    /// - Parameter isCommit: of a marker, how it ends the transaction.
    mutating func noteTransaction(_ header: RecordBatchHeader, isCommit: Bool?, in segment: LogSegment) {
        guard header.isControl else { return transactions.begin(header.producerID, at: header.baseOffset) }
        guard let firstOffset = transactions.end(header.producerID, marker: header.baseOffset), isCommit == false else { return }
        segment.aborted.append(
            AbortedTransaction(
                producerID: header.producerID, firstOffset: firstOffset, lastOffset: header.baseOffset,
                lastStableOffset: transactions.stableOffset(afterMarker: header.baseOffset)))
    }
}
