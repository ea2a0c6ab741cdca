import KafkaWire
import TopicModel

// CreatePartitions, versions 0 to 3: a topic's new total. Keys move to other partitions; that is the caller's to know.
struct CreatePartitionsHandler: RequestHandler {
    static let holdsLaterRequests = true

    let node: BrokerNode

    func handle(
        _ request: CreatePartitionsRequest, _ context: RequestContext, _ reply: ReplySlot<CreatePartitionsResponse>
    ) {
        let names = request.topics.map(\.name).uniqued()
        let gathering = Gathering<String, CreatePartitionsResponse.CreatePartitionsTopicResult>(names.count) { answers in
            reply.answer(CreatePartitionsResponse(results: names.compactMap { answers[$0] }))
        }
        let byName = Dictionary(grouping: request.topics, by: \.name)
        for name in names {
            guard let asked = byName[name]?.first, byName[name]?.count == 1 else {
                let message = "topic '\(name)' stands more than once in the request"
                gathering.add(name, .init(name: name, errorCode: .invalidRequest, errorMessage: message))
                continue
            }
            guard hasSoundAssignments(asked) else {
                let message = "assignments must name this node \(node.configuration.nodeID) alone, once for each new partition"
                gathering.add(name, .init(name: name, errorCode: .invalidReplicaAssignment, errorMessage: message))
                continue
            }
            let command = TopicCommand.addPartitions(
                topic: name, total: asked.count, by: .client, validateOnly: request.validateOnly)
            node.topics.execute(command) { result in
                switch result {
                case .success: gathering.add(name, .init(name: name))
                case .failure(let failure):
                    gathering.add(name, .init(name: name, errorCode: ErrorCode(failure), errorMessage: failure.sentence))
                }
            }
        }
        gathering.finishIfEmpty()
    }

    private func hasSoundAssignments(_ asked: CreatePartitionsRequest.CreatePartitionsTopic) -> Bool {
        guard let assignments = asked.assignments, let topic = node.topics.topic(named: asked.name) else { return true }
        return assignments.count == Int(asked.count) - topic.logs.count
            && assignments.allSatisfy { $0.brokerIds == [node.configuration.nodeID] }
    }
}
