import KafkaWire
import Logging
import TopicModel

// CreateTopics, versions 0 to 7. A replication factor above 1 is taken for 1, with a warning in the log: templates ask for 3,
// and there is one node. Version 4 added defaults (-1), 5 the configuration in the answer, 7 topic ids.
struct CreateTopicsHandler: RequestHandler {
    static let holdsLaterRequests = true

    let node: BrokerNode

    func handle(_ request: CreateTopicsRequest, _ context: RequestContext, _ reply: ReplySlot<CreateTopicsResponse>) {
        typealias Answer = CreateTopicsResponse.CreatableTopicResult
        let counts = Dictionary(grouping: request.topics, by: \.name).mapValues(\.count)
        let names = request.topics.map(\.name)
        let gathering = Gathering<String, Answer>(counts.count) { answers in
            reply.answer(CreateTopicsResponse(topics: names.uniqued().compactMap { answers[$0] }))
        }
        for asked in request.topics where counts[asked.name] == 1 {
            create(asked, validateOnly: request.validateOnly) { gathering.add(asked.name, $0) }
        }
        for (name, count) in counts where count > 1 {
            gathering.add(name, refusal(name, .invalidRequest, "topic '\(name)' stands \(count) times in the request"))
        }
        gathering.finishIfEmpty()
    }

    private func create(
        _ asked: CreateTopicsRequest.CreatableTopic, validateOnly: Bool,
        _ completion: @escaping @Sendable (CreateTopicsResponse.CreatableTopicResult) -> Void
    ) {
        guard let partitionCount = partitionCount(asked) else {
            let node = node.configuration.nodeID
            let message = "assignments must name partitions 0, 1, 2, … and this node \(node) alone, and come without counts"
            return completion(refusal(asked.name, .invalidReplicaAssignment, message))
        }
        guard asked.replicationFactor == -1 || asked.replicationFactor > 0 || !asked.assignments.isEmpty else {
            let message = "the replication factor is \(asked.replicationFactor), it must be 1"
            return completion(refusal(asked.name, .invalidReplicationFactor, message))
        }
        let creation = TopicCommand.Creation(
            name: asked.name, id: node.newTopicID(), partitionCount: partitionCount,
            config: asked.configs.map { NamedValue($0.name, $0.value) }, validateOnly: validateOnly)
        node.topics.execute(.create(creation)) { result in
            switch result {
            case .failure(let failure):
                completion(refusal(asked.name, ErrorCode(failure), failure.sentence))
            case .success(let topic):
                if asked.replicationFactor > 1 {
                    node.logger.warning(
                        """
                        topic \(topic.name): replication factor \(asked.replicationFactor) was asked for; \
                        there is one node, so it is 1
                        """)
                }
                completion(
                    .init(
                        name: topic.name.text, topicId: KafkaUUID(topic.id), numPartitions: topic.partitionCount,
                        replicationFactor: 1, configs: topic.settings(node.options.layers).map { setting in
                            .init(
                                name: setting.name, value: setting.inForce.value,
                                configSource: setting.inForce.source.rawValue)
                        }))
            }
        }
    }

    /// nil for assignments that cannot be.
    private func partitionCount(_ asked: CreateTopicsRequest.CreatableTopic) -> Int32? {
        if asked.assignments.isEmpty {
            return asked.numPartitions == -1 ? node.configuration.defaultPartitionCount : asked.numPartitions
        }
        let indexes = asked.assignments.map(\.partitionIndex).sorted()
        let isOurs = asked.assignments.allSatisfy { $0.brokerIds == [node.configuration.nodeID] }
        guard isOurs, asked.numPartitions == -1, indexes == Array(0..<Int32(indexes.count)) else { return nil }
        return Int32(indexes.count)
    }

    private func refusal(_ name: String, _ code: ErrorCode, _ message: String) -> CreateTopicsResponse.CreatableTopicResult {
        .init(name: name, errorCode: code, errorMessage: message, numPartitions: -1, replicationFactor: -1)
    }
}

extension Sequence where Element: Hashable {
    /// Every element once, where it first stands.
    func uniqued() -> [Element] {
        var seen = Set<Element>()
        return filter { seen.insert($0).inserted }
    }
}
