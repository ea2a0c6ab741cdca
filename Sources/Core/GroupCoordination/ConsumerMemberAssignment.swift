internal import Bytes
internal import TopicModel

/// How far a member of a `ConsumerGroup` has come, and what it holds; and as it is kept.
///
///     i16 version 0 | epoch i32 | previous epoch i32 | state i8 | assigned | revoking | tagged fields
///     partitions  [topic uuid, [i32], tagged fields]; counts plus one as varints
package struct ConsumerMemberAssignment: Hashable, Sendable {
    /// Raw values are Kafka's.
    package enum State: Int8, Sendable {
        case stable = 0
        /// It was told to give up what is in `revoking`, and has not said that it did.
        case unrevoked = 1
        /// What it is to have next is not yet given up by others.
        case unreleased = 2
    }

    package var epoch: Int32
    /// The one that the member may still say if it did not hear of `epoch`.
    package var previousEpoch: Int32
    package var state: State
    /// What it may use.
    package var assigned: Set<AssignedPartition>
    /// What it may no longer use, and nobody else yet.
    package var revoking: Set<AssignedPartition>

    package init(
        epoch: Int32, previousEpoch: Int32, state: State = .stable, assigned: Set<AssignedPartition> = [],
        revoking: Set<AssignedPartition> = []
    ) {
        self.epoch = epoch
        self.previousEpoch = previousEpoch
        self.state = state
        self.assigned = assigned
        self.revoking = revoking
    }

    /// Of a member that has just come.
    static let none = ConsumerMemberAssignment(epoch: 0, previousEpoch: 0)

    var holds: Set<AssignedPartition> { assigned.union(revoking) }
}

extension ConsumerMemberAssignment {
    func encoded() -> [UInt8] {
        FlexibleValue.encode { writer in
            writer.writeInteger(epoch)
            writer.writeInteger(previousEpoch)
            writer.writeInteger(state.rawValue)
            writer.writePartitions(assigned)
            writer.writePartitions(revoking)
            writer.writeNoTaggedFields()
        }
    }

    init(decoding bytes: [UInt8]) throws(MalformedBytes) {
        self = try FlexibleValue.decode(bytes, "assignment of a consumer group member") { (reader) throws(MalformedBytes) in
            let epoch: Int32 = try reader.readInteger()
            let previousEpoch: Int32 = try reader.readInteger()
            let start = reader.position
            let raw: Int8 = try reader.readInteger()
            guard let state = State(rawValue: raw) else {
                throw MalformedBytes(reading: "state", position: start, problem: "is \(raw); there are 0, 1 and 2")
            }
            let assigned = try reader.readPartitions("assigned partitions")
            let revoking = try reader.readPartitions("partitions to revoke")
            try reader.skipTaggedFields()
            return ConsumerMemberAssignment(
                epoch: epoch, previousEpoch: previousEpoch, state: state, assigned: assigned, revoking: revoking)
        }
    }
}

/// What a member of a `ConsumerGroup` is to have, as it is kept: `i16 version 0 | partitions | tagged fields`.
enum ConsumerTargetValue {
    static func encode(_ partitions: Set<AssignedPartition>) -> [UInt8] {
        FlexibleValue.encode { writer in
            writer.writePartitions(partitions)
            writer.writeNoTaggedFields()
        }
    }

    static func decode(_ bytes: [UInt8]) throws(MalformedBytes) -> Set<AssignedPartition> {
        try FlexibleValue.decode(bytes, "target of a consumer group member") { (reader) throws(MalformedBytes) in
            let partitions = try reader.readPartitions("partitions")
            try reader.skipTaggedFields()
            return partitions
        }
    }
}

extension ByteWriter {
    fileprivate mutating func writePartitions(_ partitions: Set<AssignedPartition>) {
        let byTopic = Dictionary(grouping: partitions.sorted(), by: \.topic)
        writeCompactCount(byTopic.count)
        for (topic, partitions) in byTopic.sorted(by: { ($0.key.high, $0.key.low) < ($1.key.high, $1.key.low) }) {
            writeInteger(topic.high)
            writeInteger(topic.low)
            writeCompactCount(partitions.count)
            for partition in partitions { writeInteger(partition.index) }
            writeNoTaggedFields()
        }
    }
}

extension ByteReader {
    fileprivate mutating func readPartitions(_ reading: String) throws(MalformedBytes) -> Set<AssignedPartition> {
        var partitions: Set<AssignedPartition> = []
        // A topic is its id, a count and a count of tags.
        for _ in 0..<(try readCompactCount(reading, elementBytes: 18)) {
            let topic = try TopicID(from: &self)
            for _ in 0..<(try readCompactCount("partitions of a topic", elementBytes: 4)) {
                partitions.insert(AssignedPartition(topic: topic, index: try readInteger()))
            }
            try skipTaggedFields()
        }
        return partitions
    }
}
