internal import Bytes
internal import DurableState
internal import GroupCoordination

/// The value of a transactional id's record.
///
///     i16 version | producer id i64 | epoch i16 | timeout i32 | status i8 | nullable array of: topic string, array of i32
///     | last update i64 | start i64
///     v1: flexible; tag 0 previous producer id i64, tag 1 next producer id i64, tag 2 client's version of transactions i16
///
/// Version 0 is written where it says all there is to say.
enum TransactionValue {
    /// What tag 2 says of clients whose every transaction has an epoch of its own.
    private static let raisesEpochs: Int16 = 2
    /// A topic of one partition in either version.
    private static let smallestTopic = 3

    static func encode(_ transaction: Transaction) -> [UInt8] {
        let isFlexible = transaction.raisesEpochs || transaction.previousProducerID >= 0 || transaction.nextProducerID >= 0
        var writer = ByteWriter(capacity: 64)
        writer.writeInteger(Int16(isFlexible ? 1 : 0))
        writer.writeInteger(transaction.producer.id)
        writer.writeInteger(transaction.producer.epoch)
        writer.writeInteger(transaction.timeout)
        writer.writeInteger(transaction.status.rawValue)
        let topics = Dictionary(grouping: transaction.partitions, by: \.topic).sorted { $0.key < $1.key }
        if isFlexible {
            writer.writeUnsignedVarint(transaction.status == .empty ? 0 : UInt32(topics.count) + 1)
            for (topic, partitions) in topics {
                writer.writeUnsignedVarint(UInt32(topic.utf8.count) + 1)
                writer.writeUTF8(topic)
                writer.writeUnsignedVarint(UInt32(partitions.count) + 1)
                for index in partitions.map(\.index).sorted() { writer.writeInteger(index) }
                writer.writeUnsignedVarint(0)
            }
        } else {
            writer.writeInteger(transaction.status == .empty ? Int32(-1) : Int32(topics.count))
            for (topic, partitions) in topics {
                writer.writeString16(topic)
                writer.writeInteger(Int32(partitions.count))
                for index in partitions.map(\.index).sorted() { writer.writeInteger(index) }
            }
        }
        writer.writeInteger(transaction.updated)
        writer.writeInteger(transaction.start)
        if isFlexible { writeTags(transaction, to: &writer) }
        return writer.array()
    }

    private static func writeTags(_ transaction: Transaction, to writer: inout ByteWriter) {
        let ids = [(0, transaction.previousProducerID), (1, transaction.nextProducerID)].filter { $0.1 >= 0 }
        writer.writeUnsignedVarint(UInt32(ids.count + (transaction.raisesEpochs ? 1 : 0)))
        for (tag, id) in ids {
            writer.writeUnsignedVarint(UInt32(tag))
            writer.writeUnsignedVarint(8)
            writer.writeInteger(id)
        }
        if transaction.raisesEpochs {
            writer.writeUnsignedVarint(2)
            writer.writeUnsignedVarint(2)
            writer.writeInteger(raisesEpochs)
        }
    }

    static func decode(_ bytes: [UInt8]?) throws(MalformedBytes) -> Transaction? {
        guard let bytes else { return nil }
        return try bytes.withByteReader { reader throws(MalformedBytes) in
            let version: Int16 = try reader.readInteger()
            guard (0...1).contains(version) else { throw unknownVersion(version, of: "transaction", upTo: 1) }
            let producer = ProducerIdentity(id: try reader.readInteger(), epoch: try reader.readInteger())
            let timeout: Int32 = try reader.readInteger()
            let start = reader.position
            let number: Int8 = try reader.readInteger()
            guard let status = Transaction.Status(rawValue: number) else {
                throw MalformedBytes(reading: "transaction status", position: start, problem: "is \(number), 0 to 7 are known")
            }
            let partitions = try partitions(&reader, isFlexible: version == 1)
            var transaction = Transaction(producer: producer, timeout: timeout, updated: try reader.readInteger())
            transaction.status = status
            transaction.partitions = partitions
            transaction.start = try reader.readInteger()
            if version == 1 { try readTags(&reader, into: &transaction) }
            return transaction
        }
    }

    private static func partitions(
        _ reader: inout ByteReader, isFlexible: Bool
    ) throws(MalformedBytes) -> Set<LogPartition> {
        var partitions: Set<LogPartition> = []
        if isFlexible {
            let count = Int(try reader.readUnsignedVarint()) - 1
            guard count <= reader.remaining / smallestTopic else {
                throw .truncated("transaction partitions", position: reader.position, needs: count * smallestTopic, left: reader.remaining)
            }
            for _ in 0..<max(0, count) {
                let topic = try reader.readCompactString("topic")
                for _ in 0..<(try reader.readCompactCount("partitions", elementBytes: 4)) {
                    partitions.insert(LogPartition(topic: topic, index: try reader.readInteger()))
                }
                try reader.skipTaggedFields()
            }
            return partitions
        }
        let start = reader.position
        let count = Int(try reader.readInteger(Int32.self))
        guard count <= reader.remaining / smallestTopic else {
            throw .truncated("transaction partitions", position: start, needs: count * smallestTopic, left: reader.remaining)
        }
        for _ in 0..<max(0, count) {
            let topic = try reader.readString16("topic")
            for _ in 0..<(try reader.readCount("partitions", elementBytes: 4)) {
                partitions.insert(LogPartition(topic: topic, index: try reader.readInteger()))
            }
        }
        return partitions
    }

    private static func readTags(_ reader: inout ByteReader, into transaction: inout Transaction) throws(MalformedBytes) {
        for _ in 0..<(try reader.readUnsignedVarint()) {
            let tag = try reader.readUnsignedVarint(), byteCount = Int(try reader.readUnsignedVarint())
            switch (tag, byteCount) {
            case (0, 8): transaction.previousProducerID = try reader.readInteger()
            case (1, 8): transaction.nextProducerID = try reader.readInteger()
            case (2, 2): transaction.raisesEpochs = try reader.readInteger(Int16.self) >= raisesEpochs
            default: try reader.skip(byteCount, reading: "tagged field")
            }
        }
    }

    static func unknownVersion(_ version: Int16, of reading: String, upTo last: Int16) -> MalformedBytes {
        MalformedBytes(reading: reading, position: 0, problem: "is of version \(version); this program reads 0 to \(last)")
    }
}
