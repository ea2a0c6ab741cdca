internal import CRdKafka
internal import Synchronization

/// Sends records and tells where each of them landed.
///
/// ```swift
/// let producer = try Producer(ProducerConfiguration(bootstrapServers: "localhost:9092"))
/// let stored = try await producer.send(ProducerRecord(topic: "orders", key: "o-1", value: "{}"))
/// print("stored at \(stored.partition)@\(stored.offset ?? -1)")
/// try await producer.close()
/// ```
/// Memory is bounded (`maxBufferedRecords`, `maxBufferedBytes`): when it is used up, senders suspend until deliveries make
/// room; nothing is dropped and no thread spins. Idempotent unless configured otherwise: its own retries neither duplicate
/// nor reorder. Records of one partition keep the order in which `enqueue` or `send` accepted them.
/// May be used from any number of tasks. A producer that is let go without `close` drops what it has not delivered yet.
public final class Producer: Sendable {
    private let core: ProducerCore

    public init(_ configuration: ProducerConfiguration) throws(KafkaClientError) {
        core = try ProducerCore(configuration)
        try core.start()
    }

    deinit { core.stop() }

    /// Sends one record and returns when it is acknowledged.
    ///
    /// Throws `KafkaClientError`, or `CancellationError` if the task is cancelled: while waiting for room the record was
    /// not sent; while waiting for the acknowledgement it may still be delivered.
    @discardableResult
    public func send(_ record: ProducerRecord) async throws -> RecordMetadata {
        try await enqueue(record).metadata
    }

    /// Sends records in order and returns one outcome for each, in the same order, when all are settled.
    ///
    /// Each record has its own fate: a failure of one does not undo the others. Throws only when the task is cancelled or
    /// the producer is closed before all were accepted.
    /// ```swift
    /// let outcomes = try await producer.send(batch)
    /// let stored = try outcomes.map { try $0.get() }     // or look at each
    /// ```
    public func send(_ records: [ProducerRecord]) async throws -> [Result<RecordMetadata, any Error>] {
        var deliveries: [Delivery] = []
        deliveries.reserveCapacity(records.count)
        var outcomes: [Result<RecordMetadata, any Error>?] = []
        for record in records {
            do {
                deliveries.append(try await enqueue(record))
                outcomes.append(nil)
            } catch let error as KafkaClientError where error.code != .closed {
                outcomes.append(.failure(error))
            }
        }
        var next = deliveries.makeIterator()
        var settled: [Result<RecordMetadata, any Error>] = []
        settled.reserveCapacity(records.count)
        for outcome in outcomes {
            if let outcome {
                settled.append(outcome)
            } else if let delivery = next.next() {
                do {
                    settled.append(.success(try await delivery.metadata))
                } catch let error as KafkaClientError {
                    settled.append(.failure(error))
                }
            }
        }
        return settled
    }

    /// Accepts a record and returns at once, unless the producer is full: then it suspends until there is room.
    ///
    /// For streams of records: throughput comes from not waiting for each one.
    /// ```swift
    /// for change in changes { try await producer.enqueue(record(for: change)) }
    /// try await producer.flush()                          // all acknowledged, or the first failure
    /// ```
    @discardableResult
    public func enqueue(_ record: ProducerRecord) async throws -> Delivery {
        try await core.enqueue(record)
    }

    /// Returns when nothing is under way any more: all acknowledged or failed. Waits for what other tasks send meanwhile too.
    ///
    /// Throws the first failure since the last `flush`, whether or not somebody saw it already, and
    /// `deliveryTimedOut` when `timeout` passes first; the rest stays under way.
    public func flush(within timeout: Duration = .seconds(60)) async throws {
        try await core.flush(within: timeout)
    }

    /// Delivers what is under way for at most `timeout`, fails the rest, and frees everything. Also for a cancelled task.
    ///
    /// Throws the first failure since the last `flush`. Closing twice is harmless.
    public func close(within timeout: Duration = .seconds(30)) async throws {
        try await core.close(within: timeout)
    }

    /// Senders suspended for want of room: what a dashboard shows as back-pressure.
    public var suspendedSenders: Int { core.budget.waiting }

    /// Records accepted and not settled yet.
    public var undelivered: Int { core.undelivered }
}
