internal import Bytes
package import TopicModel

/// What `__consumer_offsets` says of a group whose assignments the server makes. `ConsumerGroup` is the same with what is found
/// out anew at each start: times, and who holds what.
///
/// The log is never told what happened, only how this value became another one: `changes(to:)` are the records, whatever led to
/// them, and none if nothing is different. `apply` takes them in, when they are new and when they are read again.
package struct KeptConsumerGroup: Hashable, Sendable {
    /// Nil before the group has an epoch.
    package var metadata: ConsumerGroupMetadata?
    /// Those that members subscribe to, as they were when `target` was made.
    package var topics: [String: Topic] = [:]
    /// By member id, as is what follows.
    package var members: [String: ConsumerMemberMetadata] = [:]
    /// The epoch that `target` was made for; nil for none.
    package var targetEpoch: Int32?
    package var target: [String: Set<AssignedPartition>] = [:]
    package var current: [String: ConsumerMemberAssignment] = [:]

    package struct Topic: Hashable, Sendable {
        package var id: TopicID
        package var partitionCount: Int32

        package init(id: TopicID, partitionCount: Int32) {
            self.id = id
            self.partitionCount = partitionCount
        }
    }

    package init(metadata: ConsumerGroupMetadata? = nil) { self.metadata = metadata }

    /// The highest that the group, its target or a member has. They are one unless a record is missing; none may go back.
    package var epoch: Int32 { current.values.reduce(max(metadata?.epoch ?? 0, targetEpoch ?? 0)) { max($0, $1.epoch) } }

    /// When it came to its epoch. Milliseconds since 1970-01-01 UTC.
    var timestamp: Int64 { metadata?.timestamp ?? 0 }

    var isBare: Bool { self == KeptConsumerGroup() }

    package mutating func apply(_ change: ConsumerGroupChange) {
        switch change {
        case .epoch(let metadata): self.metadata = metadata
        case .topics(let topics): self.topics = topics ?? [:]
        case .member(let id, let metadata): members[id] = metadata
        case .targetEpoch(let epoch): targetEpoch = epoch
        case .target(let id, let partitions): target[id] = partitions
        case .current(let id, let assignment): current[id] = assignment
        }
    }

    /// What makes this value into `other`. First goes what is no longer there, from the inside out, as Apache Kafka wants it
    /// when it reads the log.
    package func changes(to other: KeptConsumerGroup) -> [ConsumerGroupChange] {
        var changes: [ConsumerGroupChange] = []
        for id in Self.gone(current, other.current) { changes.append(.current(id, nil)) }
        for id in Self.gone(target, other.target) { changes.append(.target(id, nil)) }
        if targetEpoch != nil, other.targetEpoch == nil { changes.append(.targetEpoch(nil)) }
        for id in Self.gone(members, other.members) { changes.append(.member(id, nil)) }
        if !topics.isEmpty, other.topics.isEmpty { changes.append(.topics(nil)) }
        if metadata != nil, other.metadata == nil { changes.append(.epoch(nil)) }

        for (id, metadata) in Self.new(members, other.members) { changes.append(.member(id, metadata)) }
        if !other.topics.isEmpty, topics != other.topics { changes.append(.topics(other.topics)) }
        // The time is that of the epoch's change.
        if let metadata = other.metadata, metadata.epoch != self.metadata?.epoch { changes.append(.epoch(metadata)) }
        for (id, partitions) in Self.new(target, other.target) { changes.append(.target(id, partitions)) }
        if let epoch = other.targetEpoch, epoch != targetEpoch { changes.append(.targetEpoch(epoch)) }
        for (id, assignment) in Self.new(current, other.current) { changes.append(.current(id, assignment)) }
        return changes
    }

    private static func gone<Value>(_ before: [String: Value], _ after: [String: Value]) -> [String] {
        before.keys.filter { after[$0] == nil }.sorted()
    }

    private static func new<Value: Equatable>(
        _ before: [String: Value], _ after: [String: Value]
    ) -> [(key: String, value: Value)] {
        after.filter { before[$0.key] != $0.value }.sorted { $0.key < $1.key }
    }
}

/// The topics of a group as they are kept.
///
///     i16 version 0 | topics [uuid, name, partitions i32, [partition i32, racks [string], tagged fields], tagged fields]
///     | tagged fields
///
/// Racks are not written, and passed over.
enum ConsumerTopicsValue {
    static func encode(_ topics: [String: KeptConsumerGroup.Topic]) -> [UInt8] {
        FlexibleValue.encode { writer in
            writer.writeCompactCount(topics.count)
            for (name, topic) in topics.sorted(by: { $0.key < $1.key }) {
                writer.writeInteger(topic.id.high)
                writer.writeInteger(topic.id.low)
                writer.writeCompactString(name)
                writer.writeInteger(topic.partitionCount)
                writer.writeCompactCount(0)
                writer.writeNoTaggedFields()
            }
            writer.writeNoTaggedFields()
        }
    }

    static func decode(_ bytes: [UInt8]) throws(MalformedBytes) -> [String: KeptConsumerGroup.Topic] {
        try FlexibleValue.decode(bytes, "topics of a consumer group") { (reader) throws(MalformedBytes) in
            var topics: [String: KeptConsumerGroup.Topic] = [:]
            // An id, a number, two lengths and a count of tags.
            for _ in 0..<(try reader.readCompactCount("topics", elementBytes: 23)) {
                let id = try TopicID(from: &reader)
                let name = try reader.readCompactString("topic")
                topics[name] = KeptConsumerGroup.Topic(id: id, partitionCount: try reader.readInteger())
                try skipRacks(&reader)
                try reader.skipTaggedFields()
            }
            try reader.skipTaggedFields()
            return topics
        }
    }

    private static func skipRacks(_ reader: inout ByteReader) throws(MalformedBytes) {
        for _ in 0..<(try reader.readCompactCount("racks of partitions", elementBytes: 6)) {
            try reader.skip(4, reading: "partition")
            for _ in 0..<(try reader.readCompactCount("racks", elementBytes: 1)) { _ = try reader.readCompactString("rack") }
            try reader.skipTaggedFields()
        }
    }
}
