/// The idempotent producers of one partition: what was appended last by each, so that a batch sent twice is stored once.
///
/// Pure: `check` decides about a batch, `apply` notes one that was appended, in the same way when it is replayed. The
/// last five batches of each producer are kept, since clients have at most five requests in flight (KIP-98).
package struct ProducerSequences: Equatable, Sendable {
    /// Batches kept per producer: the largest `max.in.flight` of an idempotent client.
    package static let batchesPerProducer = 5
    /// `producer.id.expiration.ms`.
    package static let defaultExpiration: Int64 = 24 * 3_600_000
    /// Producers kept per partition unless told otherwise. Beyond it those quiet for longest are forgotten; what is lost is
    /// only the recognition of their duplicates.
    package static let defaultProducerLimit = 65_536

    /// One appended batch.
    package struct Batch: Equatable, Sendable {
        package var lastSequence: Int32
        package var lastOffset: Int64
        /// Last sequence less the first, and last offset less the first.
        package var offsetDelta: Int32
        /// The batch's `maxTimestamp`, milliseconds.
        package var timestamp: Int64

        package init(lastSequence: Int32, lastOffset: Int64, offsetDelta: Int32, timestamp: Int64) {
            self.lastSequence = lastSequence
            self.lastOffset = lastOffset
            self.offsetDelta = offsetDelta
            self.timestamp = timestamp
        }

        package var baseOffset: Int64 { lastOffset - Int64(offsetDelta) }

        /// Sequences go round after 2^31-1.
        package var firstSequence: Int32 {
            Int32(truncatingIfNeeded: (Int64(lastSequence) - Int64(offsetDelta)) & 0x7fff_ffff)
        }
    }

    /// What is known of one producer.
    package struct Producer: Equatable, Sendable {
        package var epoch: Int16
        /// Oldest first, at most five; empty after nothing but control batches.
        package var batches: [Batch]
        /// When something was last heard of it, milliseconds: what expiry counts from.
        package var lastSeen: Int64
        /// Of the coordinator that wrote its last marker; -1: none.
        package var coordinatorEpoch: Int32
        /// First offset of its open transaction.
        package var transactionStart: Int64?

        package init(
            epoch: Int16, batches: [Batch], lastSeen: Int64, coordinatorEpoch: Int32 = -1, transactionStart: Int64? = nil
        ) {
            self.epoch = epoch
            self.batches = batches
            self.lastSeen = lastSeen
            self.coordinatorEpoch = coordinatorEpoch
            self.transactionStart = transactionStart
        }

        /// -1 without batches.
        package var lastSequence: Int32 { batches.last?.lastSequence ?? -1 }
    }

    package enum Verdict: Equatable, Sendable {
        /// To be appended.
        case new
        /// Was appended before: answered with where it lies, and not appended again.
        case duplicate(Batch)
    }

    /// By producer id.
    package private(set) var producers: [Int64: Producer]
    private let producerLimit: Int

    package init(producers: [Int64: Producer] = [:], producerLimit: Int = ProducerSequences.defaultProducerLimit) {
        precondition(producerLimit > 0, "at least one producer is remembered")
        self.producers = producers
        self.producerLimit = producerLimit
    }

    /// Whether a batch continues what its producer sent before. Batches without a producer always do.
    ///
    /// A producer nobody remembers (new, expired, all its data deleted) may begin with any sequence, as since Kafka 2.5.
    package func check(_ batch: RecordBatchHeader) throws(BatchRejection) -> Verdict {
        guard batch.hasProducerID, let producer = producers[batch.producerID] else { return .new }
        if batch.producerEpoch < producer.epoch {
            throw BatchRejection(
                .invalidProducerEpoch,
                "producer \(batch.producerID) sent epoch \(batch.producerEpoch), but epoch \(producer.epoch) has begun: "
                    + "another has taken its place")
        }
        if batch.isControl { return .new }
        if !batch.isTransactional, producer.transactionStart != nil {
            throw BatchRejection(
                .invalidTransactionState,
                "producer \(batch.producerID) sent a batch outside of a transaction while one of its transactions is open here")
        }
        if batch.producerEpoch > producer.epoch {
            guard batch.baseSequence == 0 else { throw outOfOrder(batch, expected: 0) }
            return .new
        }
        let known = producer.batches.last {
            $0.lastSequence == batch.lastSequence && $0.offsetDelta == batch.lastOffsetDelta
        }
        if let known { return .duplicate(known) }
        let expected = producer.batches.isEmpty ? 0 : ProducerSequence.advance(producer.lastSequence, by: 1)
        guard batch.baseSequence == expected else { throw outOfOrder(batch, expected: expected) }
        return .new
    }

    private func outOfOrder(_ batch: RecordBatchHeader, expected: Int32) -> BatchRejection {
        BatchRejection(
            .outOfOrderSequence,
            "producer \(batch.producerID), epoch \(batch.producerEpoch), sent sequence \(batch.baseSequence), "
                + "\(expected) was expected")
    }

    /// Notes an appended batch, its offsets assigned. Never refuses: what stands in the log has happened. Answers the first offset
    /// of the transaction that the batch ends, if it is a marker that ends one.
    ///
    /// - Parameter time: Milliseconds since 1970-01-01 UTC: now, or when replaying the best guess at when it was appended.
    @discardableResult
    package mutating func apply(_ batch: RecordBatchHeader, at time: Int64) -> Int64? {
        guard batch.hasProducerID else { return nil }
        if producers[batch.producerID] == nil { makeRoom() }
        var producer = producers[batch.producerID] ?? Producer(epoch: batch.producerEpoch, batches: [], lastSeen: time)
        if producer.epoch != batch.producerEpoch {
            producer.epoch = batch.producerEpoch
            producer.batches = []
        }
        producer.lastSeen = max(producer.lastSeen, time)
        var ended: Int64?
        if batch.isControl {
            // Its payload is not looked at here: any marker ends the transaction.
            ended = producer.transactionStart
            producer.transactionStart = nil
            producer.coordinatorEpoch = TransactionMarker.coordinatorEpoch
        } else if batch.baseSequence >= 0 {
            if producer.batches.count == Self.batchesPerProducer { producer.batches.removeFirst() }
            producer.batches.append(
                Batch(
                    lastSequence: batch.lastSequence, lastOffset: batch.lastOffset, offsetDelta: batch.lastOffsetDelta,
                    timestamp: batch.maxTimestamp))
            // What the cleaner has emptied is of a transaction that has ended, whose marker may be gone.
            if batch.isTransactional, batch.recordCount > 0, producer.transactionStart == nil {
                producer.transactionStart = batch.baseOffset
            }
        }
        producers[batch.producerID] = producer
        return ended
    }

    /// Forgets producers not heard of for longer than `expiration` milliseconds, unless they are in a transaction.
    /// Neither argument is negative.
    package mutating func expire(now: Int64, after expiration: Int64 = ProducerSequences.defaultExpiration) {
        // On this side of the comparison nothing overflows, whatever timestamp a producer once sent.
        let oldest = now - expiration
        producers = producers.filter { $0.value.transactionStart != nil || $0.value.lastSeen >= oldest }
    }

    /// The log now begins at `startOffset`: producers whose every batch lies below are forgotten, and so are their transactions.
    package mutating func truncate(toStart startOffset: Int64) {
        producers = producers.filter { ($0.value.batches.last?.lastOffset ?? startOffset) >= startOffset }
    }

    /// First offset of the oldest open transaction.
    package var firstOpenTransactionOffset: Int64? { producers.values.compactMap(\.transactionStart).min() }

    /// An eighth of the limit at a time, so that a flood of producers does not search for the oldest at every batch.
    private mutating func makeRoom() {
        guard producers.count >= producerLimit else { return }
        let quietest = producers.filter { $0.value.transactionStart == nil }.sorted { $0.value.lastSeen < $1.value.lastSeen }
        for (id, _) in quietest.prefix(max(1, producerLimit / 8)) { producers[id] = nil }
    }
}
