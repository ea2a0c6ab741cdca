import DurableState
import TransactionCoordination

/// A coordinator and the log of what it has decided: every command is written, read back and applied, as a start would.
struct TransactionConversation {
    private(set) var coordinator: TransactionCoordinator
    private(set) var log: [TransactionRecord] = []
    var now: Int64 = 1_000

    init(limits: TransactionCoordinator.Limits = .init()) { coordinator = TransactionCoordinator(limits: limits) }

    mutating func ask(_ command: TransactionCommand) throws -> TransactionReply {
        let decision = try coordinator.decide(command)
        for record in decision.records {
            coordinator.apply(record)
            log.append(record)
        }
        return decision.reply
    }

    mutating func initialize(
        _ id: String = "t", timeout: Int32 = 60_000, expected: ProducerIdentity? = nil, fresh: Int64? = 1
    ) throws -> TransactionReply {
        try ask(.initialize(.init(id: id, timeout: timeout, expected: expected, freshID: fresh, now: now)))
    }

    mutating func add(_ partitions: [LogPartition], to id: String = "t", by producer: ProducerIdentity, raises: Bool = false) throws {
        _ = try ask(.addPartitions(.init(id: id, producer: producer, partitions: Set(partitions), raisesEpochs: raises, now: now)))
    }

    mutating func end(
        _ isCommit: Bool, _ id: String = "t", by producer: ProducerIdentity, raises: Bool = false, fresh: Int64? = nil
    ) throws -> TransactionReply {
        try ask(.end(.init(id: id, producer: producer, isCommit: isCommit, raisesEpochs: raises, freshID: fresh, now: now)))
    }

    mutating func complete(_ id: String = "t") throws -> TransactionReply { try ask(.complete(id: id, now: now)) }

    mutating func store(
        _ offset: Int64, of group: String = "g", in id: String = "t", by producer: ProducerIdentity, raises: Bool = false
    ) throws {
        _ = try ask(
            .storeOffsets(
                .init(
                    id: id, producer: producer, group: group, partition: Self.offsets,
                    offsets: [Self.one: .init(offset: offset, leaderEpoch: -1, metadata: "m")], raisesEpochs: raises, now: now)))
    }

    /// The coordinator that a start would make of the log.
    func replayed() throws -> TransactionCoordinator {
        var again = TransactionCoordinator(limits: coordinator.limits)
        for partition in TransactionRecord.partitions {
            for (offset, record) in log.enumerated() where record.encoded().partition == partition {
                let encoded = record.encoded().record
                let stored = StoredRecord(
                    partition: partition, offset: Int64(offset), timestamp: 0, key: encoded.key, value: encoded.value)
                if let record = try TransactionRecord.decode(stored) { again.apply(record) }
            }
        }
        return again
    }

    static let one = LogPartition(topic: "a", index: 0)
    static let two = LogPartition(topic: "a", index: 1)
    static let offsets = LogPartition(topic: "__consumer_offsets", index: 3)
}
