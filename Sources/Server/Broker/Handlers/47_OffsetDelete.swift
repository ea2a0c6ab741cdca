import DurableState
import GroupCoordination
import KafkaWire

/// Forgets committed offsets of partitions whose topic no member of the group has subscribed to. Answered when that is durable.
struct OffsetDeleteHandler: RequestHandler {
    let groups: GroupHost
    let topics: RequestTopics

    func handle(_ request: OffsetDeleteRequest, _ context: RequestContext, _ reply: ReplySlot<OffsetDeleteResponse>) {
        let asked = request.topics.map { topic in
            topic.partitions.map { LogPartition(topic: topic.name, index: $0.partitionIndex) }
        }
        let known = asked.joined().filter(topics.hasPartition)
        groups.deleteOffsets(request.groupId, known) { result in
            switch result {
            case .failure(let error): reply.answer(OffsetDeleteResponse(errorCode: ErrorCode(error)))
            case .success(let errors):
                let codes = Dictionary(zip(known, errors.map { ErrorCode($0) })) { first, _ in first }
                let topics = zip(request.topics, asked).map { topic, partitions in
                    OffsetDeleteResponse.OffsetDeleteResponseTopic(
                        name: topic.name,
                        partitions: partitions.map { partition in
                            .init(partitionIndex: partition.index, errorCode: codes[partition] ?? .unknownTopicOrPartition)
                        })
                }
                reply.answer(OffsetDeleteResponse(topics: topics))
            }
        }
    }
}
