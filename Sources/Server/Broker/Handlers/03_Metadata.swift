import KafkaWire
import Storage
import TopicModel

// Metadata, versions 0 to 13: who leads what. We do, at the address the client connected to unless one is configured.
//
// A named topic that is not there is created before the answer (Kafka answers first and creates later, which costs every
// new client a retry). Version 4 lets the client forbid that, 10 added topic ids, 12 asking by id.
struct MetadataHandler: RequestHandler {
    let node: BrokerNode

    func handle(_ request: MetadataRequest, _ context: RequestContext, _ reply: ReplySlot<MetadataResponse>) {
        // Version 0 has no null: there an empty list means all.
        guard let asked = request.topics, !(context.version == 0 && asked.isEmpty) else {
            reply.answer(metadata(node.topics.all.map { metadata(of: $0) }, context))
            return
        }
        let mayCreate = context.version < 4 || request.allowAutoTopicCreation
        let missing = mayCreate ? namesToCreate(asked) : []
        create(missing) { failures in
            reply.answer(metadata(asked.map { answer($0, failures) }, context))
        }
    }

    private func namesToCreate(_ asked: [MetadataRequest.MetadataRequestTopic]) -> [String] {
        Set(asked.compactMap { $0.topicId == .zero ? $0.name : nil }).filter { node.topics.topic(named: $0) == nil }.sorted()
    }

    /// Creates `names` with the defaults; `completion` gets why some could not be.
    private func create(_ names: [String], completion: @escaping @Sendable ([String: TopicFailure]) -> Void) {
        let gathering = Gathering<String, TopicFailure?>(names.count) { outcomes in completion(outcomes.compactMapValues { $0 }) }
        for name in names {
            let creation = TopicCommand.Creation(
                name: name, id: node.newTopicID(), partitionCount: node.configuration.defaultPartitionCount)
            node.topics.execute(.create(creation)) { result in
                switch result {
                case .success: gathering.add(name, nil)
                // Somebody was faster; it is in view by now.
                case .failure(.rejected(let rejection)) where rejection.code == .alreadyExists: gathering.add(name, nil)
                case .failure(let failure): gathering.add(name, failure)
                }
            }
        }
        gathering.finishIfEmpty()
    }

    private func answer(
        _ asked: MetadataRequest.MetadataRequestTopic, _ failures: [String: TopicFailure]
    ) -> MetadataResponse.MetadataResponseTopic {
        if asked.topicId != .zero {
            guard let topic = node.topics.topic(id: TopicID(asked.topicId)) else {
                return .init(errorCode: .unknownTopicId, name: nil, topicId: asked.topicId)
            }
            return metadata(of: topic)
        }
        guard let name = asked.name else { return .init(errorCode: .invalidRequest, name: "") }
        if let topic = node.topics.topic(named: name) { return metadata(of: topic) }
        let code = failures[name].map { ErrorCode($0) } ?? (TopicName.problem(with: name) == nil ? .unknownTopicOrPartition : .invalidTopic)
        return .init(errorCode: code, name: name)
    }

    private func metadata(
        _ described: [MetadataResponse.MetadataResponseTopic], _ context: RequestContext
    ) -> MetadataResponse {
        let address = node.address(for: context)
        return MetadataResponse(
            brokers: [.init(nodeId: node.configuration.nodeID, host: address.host, port: Int32(address.port))],
            clusterId: node.configuration.clusterID, controllerId: node.configuration.nodeID, topics: described)
    }

    private func metadata(of topic: Topic) -> MetadataResponse.MetadataResponseTopic {
        let node = node.configuration.nodeID
        return .init(
            name: topic.name, topicId: KafkaUUID(topic.description.id), isInternal: topic.description.isInternal,
            partitions: topic.logs.enumerated().map { index, log in
                .init(
                    errorCode: log == nil ? .kafkaStorageError : .none, partitionIndex: Int32(index), leaderId: node,
                    leaderEpoch: log?.leaderEpoch ?? -1, replicaNodes: [node], isrNodes: [node],
                    offlineReplicas: log == nil ? [node] : [])
            })
    }
}
