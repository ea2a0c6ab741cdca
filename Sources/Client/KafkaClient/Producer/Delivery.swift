/// A record on its way: accepted by its producer, not yet acknowledged.
///
/// ```swift
/// let delivery = try await producer.enqueue(record)   // suspends while the producer is full
/// …                                                   // more work meanwhile
/// let stored = try await delivery.metadata            // partition, offset, or why not
/// ```
/// Nobody has to wait for it: `Producer.flush()` reports failures that went unseen.
public final class Delivery: Sendable {
    private let promise = Promise<RecordMetadata>()
    let topic: String
    /// What the record holds of the producer's budget until it is settled.
    let cost: Int

    init(topic: String, cost: Int) {
        self.topic = topic
        self.cost = cost
    }

    /// Where the record was stored. Throws `KafkaClientError` when it was not, `CancellationError` when the waiting task is
    /// cancelled: the record stays under way and may well be delivered.
    public var metadata: RecordMetadata {
        get async throws { try await promise.value() }
    }

    func settle(_ result: Result<RecordMetadata, any Error>) { promise.settle(result) }
}
