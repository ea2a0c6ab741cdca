package import KafkaWire

/// The partitions that one client keeps asking for, in the order in which they are served next, and what it was last told of
/// them.
package struct FetchSession: Sendable {
    struct Place: Hashable, Sendable {
        /// Empty where topics go by id.
        var topic: String
        /// Zero where they go by name.
        var topicID: KafkaUUID
        var partition: Int32
    }

    /// Offsets that a client wants to hear of when they change.
    private struct Told: Equatable {
        var highWatermark: Int64
        var lastStableOffset: Int64
        var logStart: Int64

        init(_ data: FetchResponse.PartitionData) {
            (highWatermark, lastStableOffset, logStart) = (data.highWatermark, data.lastStableOffset, data.logStartOffset)
        }
    }

    private struct Entry {
        var asked: FetchRequest.FetchPartition
        /// Nil before the first answer, and after an error: then all is news.
        var told: Told?
    }

    let usesTopicIDs: Bool
    /// The epoch that the next request must have.
    private(set) var epoch: Int32 = 1
    /// Milliseconds.
    let created: Int64
    var lastUsed: Int64
    private var entries: [Place: Entry] = [:]
    private var order: [Place] = []

    init(usesTopicIDs: Bool, now: Int64) {
        self.usesTopicIDs = usesTopicIDs
        created = now
        lastUsed = now
    }

    var partitionCount: Int { order.count }

    /// What is asked for, as a request without a session would say it.
    var topics: [FetchRequest.FetchTopic] {
        var topics: [FetchRequest.FetchTopic] = []
        for place in order {
            guard let asked = entries[place]?.asked else { continue }
            if topics.last?.topic != place.topic || topics.last?.topicId != place.topicID {
                topics.append(.init(topic: place.topic, topicId: place.topicID))
            }
            topics[topics.count - 1].partitions.append(asked)
        }
        return topics
    }

    /// Takes what a request asks for from now on, and no longer.
    mutating func update(_ request: FetchRequest) {
        for topic in request.topics {
            for asked in topic.partitions {
                let place = Place(topic: topic.topic, topicID: topic.topicId, partition: asked.partition)
                if entries[place] == nil { order.append(place) }
                entries[place, default: Entry(asked: asked)].asked = asked
            }
        }
        let before = entries.count
        for topic in request.forgottenTopicsData {
            for partition in topic.partitions {
                entries[Place(topic: topic.topic, topicID: topic.topicId, partition: partition)] = nil
            }
        }
        if entries.count < before { order.removeAll { entries[$0] == nil } }
    }

    mutating func advance() { epoch = Self.epoch(after: epoch) }

    /// After the largest comes 1: 0 begins a session.
    package static func epoch(after epoch: Int32) -> Int32 { epoch == .max ? 1 : epoch + 1 }

    /// Notes what an answer tells. Leaves in it only what is news, if it goes on with the session; then those that got records
    /// are served last the next time, so that a busy partition does not starve the others.
    mutating func settle(_ responses: inout [FetchResponse.FetchableTopicResponse], isIncremental: Bool) {
        var served: Set<Place> = []
        for index in responses.indices {
            let (topic, topicID) = (responses[index].topic, responses[index].topicId)
            responses[index].partitions.removeAll { data in
                let place = Place(topic: topic, topicID: topicID, partition: data.partitionIndex)
                let hasRecords = data.records.byteCount > 0
                if hasRecords { served.insert(place) }
                let told = data.errorCode == .none ? Told(data) : nil
                // Forgotten while the answer was on its way: it is told once more.
                guard let last = entries[place] else { return false }
                entries[place]?.told = told
                return isIncremental && told != nil && told == last.told && !hasRecords && data.divergingEpoch == .init()
            }
        }
        guard isIncremental else { return }
        responses.removeAll { $0.partitions.isEmpty }
        if !served.isEmpty { order = order.filter { !served.contains($0) } + order.filter { served.contains($0) } }
    }
}
