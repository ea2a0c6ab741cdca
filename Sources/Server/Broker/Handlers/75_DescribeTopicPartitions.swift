import KafkaWire
import Storage
import TopicModel

// DescribeTopicPartitions, version 0 (KIP-966): topics in the order of their names, some partitions at a time.
struct DescribeTopicPartitionsHandler: RequestHandler {
    let node: BrokerNode

    private typealias Response = DescribeTopicPartitionsResponse

    /// Partitions in an answer, whatever the client asks for. Kafka's `max.request.partition.size.limit`.
    private static let partitionLimit = 2000

    func handle(
        _ request: DescribeTopicPartitionsRequest, _ context: RequestContext, _ reply: ReplySlot<DescribeTopicPartitionsResponse>
    ) {
        let start = request.cursor
        let asked = request.topics.isEmpty ? node.topics.all.map(\.name) : request.topics.map(\.name).uniqued().sorted()
        var left = min(max(1, Int(request.responsePartitionLimit)), Self.partitionLimit)
        var response = Response()
        for name in asked where start.map({ name >= $0.topicName }) ?? true {
            guard let topic = node.topics.topic(named: name) else {
                response.topics.append(.init(errorCode: .unknownTopicOrPartition, name: name))
                continue
            }
            guard left > 0 else {
                response.nextCursor = .init(topicName: name)
                break
            }
            let first = start?.topicName == name ? min(max(0, Int(start?.partitionIndex ?? 0)), topic.logs.count) : 0
            let page = topic.logs.indices[first...].prefix(left)
            left -= page.count
            response.topics.append(describe(topic, page))
            if page.endIndex < topic.logs.endIndex {
                response.nextCursor = .init(topicName: name, partitionIndex: Int32(page.endIndex))
                break
            }
        }
        reply.answer(response)
    }

    private func describe(_ topic: Topic, _ indexes: Range<Int>) -> Response.DescribeTopicPartitionsResponseTopic {
        let node = node.configuration.nodeID
        return .init(
            name: topic.name, topicId: KafkaUUID(topic.description.id), isInternal: topic.description.isInternal,
            partitions: indexes.map { index in
                let log = topic.logs[index]
                return .init(
                    errorCode: log == nil ? .kafkaStorageError : .none, partitionIndex: Int32(index), leaderId: node,
                    leaderEpoch: log?.leaderEpoch ?? -1, replicaNodes: [node], isrNodes: [node], eligibleLeaderReplicas: [],
                    lastKnownElr: [], offlineReplicas: log == nil ? [node] : [])
            })
    }
}
