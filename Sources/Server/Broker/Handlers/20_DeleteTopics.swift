import KafkaWire
import TopicModel

// DeleteTopics, versions 0 to 6: by name, and since 6 by id. The name is free at once, and waiting fetches are answered.
struct DeleteTopicsHandler: RequestHandler {
    static let holdsLaterRequests = true

    let node: BrokerNode

    func handle(_ request: DeleteTopicsRequest, _ context: RequestContext, _ reply: ReplySlot<DeleteTopicsResponse>) {
        let asked: [TopicReference] =
            context.version >= 6
            ? request.topics.map { topic in topic.name.map { .name($0) } ?? .id(TopicID(topic.topicId)) }
            : request.topicNames.map { .name($0) }
        let references = asked.uniqued()
        let gathering = Gathering<TopicReference, DeleteTopicsResponse.DeletableTopicResult>(references.count) { answers in
            reply.answer(DeleteTopicsResponse(responses: references.compactMap { answers[$0] }))
        }
        for reference in references {
            node.topics.execute(.delete(reference, by: .client)) { result in
                switch result {
                case .success(let topic):
                    node.groups.topicWasDeleted(topic.name.text)
                    gathering.add(reference, .init(name: topic.name.text, topicId: KafkaUUID(topic.id)))
                case .failure(let failure):
                    var answer = DeleteTopicsResponse.DeletableTopicResult(
                        errorCode: ErrorCode(failure), errorMessage: failure.sentence)
                    switch reference {
                    case .name(let name): answer.name = name
                    case .id(let id): answer.topicId = KafkaUUID(id)
                    }
                    gathering.add(reference, answer)
                }
            }
        }
        gathering.finishIfEmpty()
    }
}
