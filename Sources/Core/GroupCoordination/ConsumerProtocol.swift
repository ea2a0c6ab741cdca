package import Bytes
package import DurableState

/// What consumers tell each other through the "consumer" protocol type. The server passes it on unread, except to
/// describe groups and to know which topics are still wanted.
///
///     subscription  i16 version | topics [string] | user data, nullable bytes | v1 owned [topic string, [i32]]
///                   | v2 generation i32 | v3 rack, nullable string
///     assignment    i16 version | [topic string, [i32]] | user data, nullable bytes
///
/// Later versions add fields at the end, which are passed over. Source: KIP-429, 792, 881.
package enum ConsumerProtocol {
    package static let type = "consumer"

    package struct Subscription: Hashable, Sendable {
        package var topics: [String]
        /// What the member held before; used by cooperative assignment.
        package var owned: [LogPartition]
        /// In which it held that; nil if it does not say.
        package var generation: Int32?
    }

    package struct Assignment: Hashable, Sendable {
        package var partitions: [LogPartition]
    }

    /// A subscription of version 0.
    package static func subscription(to topics: [String]) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(Int16(0))
        writer.writeInteger(Int32(topics.count))
        for topic in topics { writer.writeString16(topic) }
        writer.writeInteger(Int32(-1))
        return writer.array()
    }

    /// An assignment of version 0.
    package static func assignment(of partitions: [LogPartition]) -> [UInt8] {
        let byTopic = Dictionary(grouping: partitions, by: \.topic).sorted { $0.key < $1.key }
        var writer = ByteWriter()
        writer.writeInteger(Int16(0))
        writer.writeInteger(Int32(byTopic.count))
        for (topic, partitions) in byTopic {
            writer.writeString16(topic)
            writer.writeInteger(Int32(partitions.count))
            for index in partitions.map(\.index).sorted() { writer.writeInteger(index) }
        }
        writer.writeInteger(Int32(-1))
        return writer.array()
    }

    fileprivate static func readPartitions(_ reader: inout ByteReader) throws(MalformedBytes) -> [LogPartition] {
        var partitions: [LogPartition] = []
        // A topic is at least its length and a count, six bytes.
        for _ in 0..<(try reader.readCount("topics", elementBytes: 6)) {
            let topic = try reader.readString16("topic")
            for _ in 0..<(try reader.readCount("partitions", elementBytes: 4)) {
                partitions.append(LogPartition(topic: topic, index: try reader.readInteger()))
            }
        }
        return partitions
    }
}

extension ConsumerProtocol.Subscription {
    package init(decoding bytes: [UInt8]) throws(MalformedBytes) {
        self = try bytes.withByteReader { (reader) throws(MalformedBytes) in
            let version: Int16 = try reader.readInteger()
            var topics: [String] = []
            for _ in 0..<(try reader.readCount("topics", elementBytes: 2)) { topics.append(try reader.readString16("topic")) }
            var owned: [LogPartition] = []
            var generation: Int32?
            if version >= 1 {
                _ = try reader.readNullableBytes32("user data")
                owned = try ConsumerProtocol.readPartitions(&reader)
            }
            if version >= 2 { generation = try reader.readInteger() }
            return ConsumerProtocol.Subscription(topics: topics, owned: owned, generation: generation)
        }
    }
}

extension ConsumerProtocol.Assignment {
    package init(decoding bytes: [UInt8]) throws(MalformedBytes) {
        self = try bytes.withByteReader { (reader) throws(MalformedBytes) in
            _ = try reader.readInteger(Int16.self)
            return ConsumerProtocol.Assignment(partitions: try ConsumerProtocol.readPartitions(&reader))
        }
    }
}
