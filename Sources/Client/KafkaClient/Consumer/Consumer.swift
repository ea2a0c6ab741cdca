internal import CRdKafka
internal import Synchronization

/// Reads records, alone or as one of a group.
///
/// ```swift
/// var configuration = ConsumerConfiguration(bootstrapServers: "localhost:9092", group: "billing")
/// let consumer = try Consumer(configuration)
/// try await consumer.subscribe(to: ["orders"])
/// for try await record in consumer.records {
///     try await charge(record)                     // done when the loop asks for the next one; then it is committed
/// }
/// try await consumer.close()                       // commits, leaves the group
/// ```
/// The reader sets the pace: records wait in a byte-bounded fetch queue (`maxPrefetchedBytes`) until it asks. Membership does
/// not depend on its pace, heartbeats and rebalances go on while it works. One task reads at a time; the other operations
/// may be called from any task. Cancelling the reading task ends its loop; the consumer stays usable. A consumer that is let
/// go without `close` leaves its group in the background.
public final class Consumer: Sendable {
    let core: ConsumerCore

    public init(_ configuration: ConsumerConfiguration) throws(KafkaClientError) {
        core = try ConsumerCore(configuration)
        try core.start()
    }

    deinit { core.stop() }

    // MARK: What to read

    /// Joins the group for these topics; a name that begins with `^` is a regular expression. Replaces an earlier subscription.
    public func subscribe(to topics: [String]) async throws {
        let action = "subscribe to \(topics.joined(separator: ", "))"
        guard core.configuration.group != nil else {
            throw KafkaClientError(
                .wrongState, doing: action, reason: "this consumer has no group",
                advice: "Give ConsumerConfiguration a group, or use assign")
        }
        try await core.handle.onEventThread(doing: action) { raw in
            let code = PartitionList.with(topics.map { TopicPartition($0, -1) }) { rd_kafka_subscribe(raw, $0) }
            return code == RD_KAFKA_RESP_ERR_NO_ERROR ? .success(()) : .failure(KafkaClientError(code, doing: action))
        }
    }

    /// Reads exactly these partitions, without the group's help. Replaces an earlier assignment.
    ///
    /// ```swift
    /// try await consumer.assign([TopicPartition("orders", 0): .earliest])
    /// ```
    public func assign(_ starts: [TopicPartition: StartOffset]) async throws {
        let action = "assign \(starts.count) partitions"
        let kept = assignment.intersection(starts.keys)
        try await core.handle.onEventThread(doing: action) { [core] raw -> Result<Void, KafkaClientError> in
            let (added, removed) = core.shared.withLock { shared in
                let removed = shared.assigned.subtracting(starts.keys).sorted()
                let added = Set(starts.keys).subtracting(shared.assigned).sorted()
                shared.reader.forget(Set(removed).union(added))
                return (added, removed)
            }
            // Step by step: a partition that is taken away and given back in one call would lose its way to our queue.
            if !removed.isEmpty, let error = PartitionList.with(removed, { rd_kafka_incremental_unassign(raw, $0) }) {
                return .failure(KafkaClientError(consuming: error, doing: action))
            }
            core.fetch.adopt(added)
            let list = added.map { ($0, starts[$0]?.raw ?? PartitionList.stored) }
            if !added.isEmpty, let error = PartitionList.with(list, { rd_kafka_incremental_assign(raw, $0) }) {
                return .failure(KafkaClientError(consuming: error, doing: action))
            }
            core.shared.withLock { $0.assigned = Set(starts.keys) }
            return .success(())
        }
        for partition in kept.sorted() { try await seek(partition, to: starts[partition] ?? .committed) }
    }

    /// The partitions this consumer reads now.
    public var assignment: Set<TopicPartition> { core.shared.withLock { $0.assigned } }

    // MARK: Reading

    /// The records, one by one. Ends when the task is cancelled or the consumer is closed; throws on what will not pass by
    /// itself. What may pass (a broker down, a topic not there yet) goes to the log and to `events`.
    public var records: Records { Records(core: core) }

    /// The records and what happens around them: assignments, ends of partitions, problems.
    public var events: Events { Events(core: core) }

    /// The records in batches of at most `max`; a batch is given out when it is full or `within` after its first record.
    ///
    /// ```swift
    /// for try await batch in consumer.batches(max: 500, within: .seconds(1)) {
    ///     try await warehouse.insert(batch.records)
    ///     try await batch.commit()
    /// }
    /// ```
    public func batches(max: Int = 500, within linger: Duration = .milliseconds(100)) -> Batches {
        Batches(core: core, max: Swift.max(1, max), linger: linger)
    }

    /// Leaves the group and frees everything; also for a cancelled task. Closing twice is harmless.
    ///
    /// With automatic commits, records that the reader has come back from are committed. The one in hand is not: if it is
    /// done too, `commit()` first.
    public func close() async throws { try await core.close() }
}
