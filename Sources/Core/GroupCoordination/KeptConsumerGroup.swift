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
    /// Those that members subscribe to, as they were when the targets were made.
    package var topics: [String: Topic] = [:]
    /// The epoch that the targets were made for; nil for none.
    package var targetEpoch: Int32?
    /// By member id.
    package var members: [String: Member] = [:]

    /// Each part is a record of its own, and nil without it.
    package struct Member: Hashable, Sendable {
        package var metadata: ConsumerMemberMetadata?
        package var target: Set<AssignedPartition>?
        package var current: ConsumerMemberAssignment?

        package init(
            metadata: ConsumerMemberMetadata? = nil, target: Set<AssignedPartition>? = nil,
            current: ConsumerMemberAssignment? = nil
        ) {
            self.metadata = metadata
            self.target = target
            self.current = current
        }
    }

    package struct Topic: Hashable, Sendable {
        package var id: TopicID
        package var partitionCount: Int32

        package init(id: TopicID, partitionCount: Int32) {
            self.id = id
            self.partitionCount = partitionCount
        }
    }

    package init(metadata: ConsumerGroupMetadata? = nil) { self.metadata = metadata }

    /// The highest that the group, its targets or a member has. They are one unless a record is missing; none may go back.
    package var epoch: Int32 {
        members.values.reduce(max(metadata?.epoch ?? 0, targetEpoch ?? 0)) { max($0, $1.current?.epoch ?? 0) }
    }

    package var hasMembers: Bool { members.values.contains { $0.metadata != nil } }

    /// When it came to its epoch. Milliseconds since 1970-01-01 UTC.
    var timestamp: Int64 { metadata?.timestamp ?? 0 }

    var isBare: Bool { self == KeptConsumerGroup() }

    package mutating func apply(_ change: ConsumerGroupChange) {
        switch change {
        case .epoch(let metadata): self.metadata = metadata
        case .topics(let topics): self.topics = topics ?? [:]
        case .targetEpoch(let epoch): targetEpoch = epoch
        case .member(let id, let metadata): alter(id) { $0.metadata = metadata }
        case .target(let id, let partitions): alter(id) { $0.target = partitions }
        case .current(let id, let assignment): alter(id) { $0.current = assignment }
        }
    }

    private mutating func alter(_ id: String, _ body: (inout Member) -> Void) {
        body(&members[id, default: Member()])
        if members[id] == Member() { members[id] = nil }
    }

    /// What makes this value into `other`. First goes what is no longer there, from the inside out, as Apache Kafka wants it
    /// when it reads the log.
    ///
    /// - Parameter ids: Members that are looked at; the others stay as they are. Nil for all.
    package func changes(to other: KeptConsumerGroup, of ids: Set<String>? = nil) -> [ConsumerGroupChange] {
        let different = (ids ?? Set(members.keys).union(other.members.keys)).sorted().map { id in
            (id: id, before: members[id] ?? Member(), after: other.members[id] ?? Member())
        }.filter { $0.before != $0.after }
        var changes: [ConsumerGroupChange] = []
        for (id, before, after) in different where before.current != nil && after.current == nil {
            changes.append(.current(id, nil))
        }
        for (id, before, after) in different where before.target != nil && after.target == nil {
            changes.append(.target(id, nil))
        }
        if targetEpoch != nil, other.targetEpoch == nil { changes.append(.targetEpoch(nil)) }
        for (id, before, after) in different where before.metadata != nil && after.metadata == nil {
            changes.append(.member(id, nil))
        }
        if !topics.isEmpty, other.topics.isEmpty { changes.append(.topics(nil)) }
        if metadata != nil, other.metadata == nil { changes.append(.epoch(nil)) }

        for (id, before, after) in different {
            if let metadata = after.metadata, metadata != before.metadata { changes.append(.member(id, metadata)) }
        }
        if !other.topics.isEmpty, topics != other.topics { changes.append(.topics(other.topics)) }
        // The time is that of the epoch's change.
        if let metadata = other.metadata, metadata.epoch != self.metadata?.epoch { changes.append(.epoch(metadata)) }
        for (id, before, after) in different {
            if let target = after.target, target != before.target { changes.append(.target(id, target)) }
        }
        if let epoch = other.targetEpoch, epoch != targetEpoch { changes.append(.targetEpoch(epoch)) }
        for (id, before, after) in different {
            if let current = after.current, current != before.current { changes.append(.current(id, current)) }
        }
        return changes
    }
}

/// What may be new of a group.
package struct ConsumerGroupNews: Sendable {
    /// As it is now, of its members those that the news are of.
    var group: KeptConsumerGroup
    /// Nil for everybody, also who is no longer there.
    var members: Set<String>?

    package init(_ group: KeptConsumerGroup, of members: Set<String>? = nil) {
        self.group = group
        self.members = members
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
