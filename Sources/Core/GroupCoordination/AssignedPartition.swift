package import TopicModel

/// A partition that a member of a `ConsumerGroup` may have, by its topic's id: a topic that is made again is another.
package struct AssignedPartition: Hashable, Comparable, Sendable {
    package var topic: TopicID
    package var index: Int32

    package init(topic: TopicID, index: Int32) {
        self.topic = topic
        self.index = index
    }

    package static func < (a: AssignedPartition, b: AssignedPartition) -> Bool {
        (a.topic.high, a.topic.low, a.index) < (b.topic.high, b.topic.low, b.index)
    }
}

/// A topic as far as groups care.
package struct GroupTopic: Hashable, Sendable {
    package var id: TopicID
    package var partitionCount: Int32
    /// Regular expressions do not find it.
    package var isInternal: Bool

    package init(id: TopicID, partitionCount: Int32, isInternal: Bool = false) {
        self.id = id
        self.partitionCount = partitionCount
        self.isInternal = isInternal
    }
}
