internal import Bytes
package import DurableState
internal import GroupCoordination

/// A change of the coordinator as it stands in a log: transactions in `__transaction_state` as Kafka writes them, what that has no
/// place for in `_herald_transactions`. Tables in docs/formats/transactions.md.
package struct TransactionRecord: LoggedRecord, Hashable {
    package enum Change: Hashable, Sendable {
        /// Nil for an id that is forgotten.
        case transaction(String, Transaction?)
        case offsets(id: String, group: String, PendingOffsets?)
    }

    package var change: Change

    package init(_ change: Change) { self.change = change }

    package static let transactions = LogPartition(topic: "__transaction_state", index: 0)
    package static let own = LogPartition(topic: "_herald_transactions", index: 0)
    /// In the order they are replayed; it does not matter.
    package static let partitions = [own, transactions]

    package func encoded() -> (partition: LogPartition, record: NewRecord) {
        var key = ByteWriter(capacity: 64)
        key.writeInteger(Int16(0))
        switch change {
        case .transaction(let id, let transaction):
            key.writeString16(id)
            return (Self.transactions, NewRecord(key: key.array(), value: transaction.map(TransactionValue.encode)))
        case .offsets(let id, let group, let pending):
            key.writeString16(id)
            key.writeString16(group)
            return (Self.own, NewRecord(key: key.array(), value: pending.map(PendingOffsetsValue.encode)))
        }
    }

    /// Nil for keys of kinds nobody knows.
    package static func decode(_ stored: StoredRecord) throws(UnreadableRecord) -> TransactionRecord? {
        do throws(MalformedBytes) {
            guard let key = stored.key else { throw MalformedBytes(reading: "transaction key", position: 0, problem: "is missing") }
            return try key.withByteReader { reader throws(MalformedBytes) -> TransactionRecord? in
                guard try reader.readInteger(Int16.self) == 0 else { return nil }
                let id = try reader.readString16("transactional id")
                if stored.partition == own {
                    let group = try reader.readString16("group")
                    return TransactionRecord(.offsets(id: id, group: group, try PendingOffsetsValue.decode(stored.value)))
                }
                return TransactionRecord(.transaction(id, try TransactionValue.decode(stored.value)))
            }
        } catch {
            throw UnreadableRecord(stored, problem: error.description)
        }
    }
}

/// The value of a group's pending offsets.
///
///     i16 version = 0 | start i64 | i32 count, then: topic string | partition i32 | offset i64 | leader epoch i32 | metadata string
enum PendingOffsetsValue {
    private static let smallestEntry = 20

    static func encode(_ pending: PendingOffsets) -> [UInt8] {
        var writer = ByteWriter(capacity: 16 + pending.offsets.count * 48)
        writer.writeInteger(Int16(0))
        writer.writeInteger(pending.start)
        writer.writeInteger(Int32(pending.offsets.count))
        for (partition, offset) in pending.offsets.sorted(by: { LogPartition.inOrder($0.key, $1.key) }) {
            writer.writeString16(partition.topic)
            writer.writeInteger(partition.index)
            writer.writeInteger(offset.offset)
            writer.writeInteger(offset.leaderEpoch)
            writer.writeString16(offset.metadata)
        }
        return writer.array()
    }

    static func decode(_ bytes: [UInt8]?) throws(MalformedBytes) -> PendingOffsets? {
        guard let bytes else { return nil }
        return try bytes.withByteReader { reader throws(MalformedBytes) in
            let version: Int16 = try reader.readInteger()
            guard version == 0 else { throw TransactionValue.unknownVersion(version, of: "pending offsets", upTo: 0) }
            var pending = PendingOffsets(start: try reader.readInteger(), offsets: [:])
            for _ in 0..<(try reader.readCount("pending offsets", elementBytes: smallestEntry)) {
                let topic = try reader.readString16("topic")
                let partition = LogPartition(topic: topic, index: try reader.readInteger())
                pending.offsets[partition] = PendingOffsets.Offset(
                    offset: try reader.readInteger(), leaderEpoch: try reader.readInteger(), metadata: try reader.readString16("metadata"))
            }
            return pending
        }
    }
}

extension LogPartition {
    static func inOrder(_ a: LogPartition, _ b: LogPartition) -> Bool { (a.topic, a.index) < (b.topic, b.index) }
}
