import KafkaWire
import Storage
import TopicModel

// Metadata, versions 0 to 13: who leads what. We do, at the address the client connected to unless one is configured.
//
// A named topic that is not there is created before the answer (Kafka answers first and creates later, which costs every
// new client a retry); of very many, the first hundred. Version 4 lets the client forbid that, 10 added topic ids, 12 asking
// by id.
struct MetadataHandler: RequestHandler {
    let node: BrokerNode

    func handle(_ request: MetadataRequest, _ context: RequestContext, _ reply: ReplySlot<MetadataResponse>) {
        // Version 0 has no null: there an empty list means all.
        guard let asked = request.topics, !(context.version == 0 && asked.isEmpty) else {
            reply.answer(metadata(node.topics.all.map { metadata(of: $0) }, context))
            return
        }
        // Each once: a topic named a thousand times would make the answer a thousand times as large.
        let topics = asked.map(Asked.init).uniqued()
        let mayCreate = context.version < 4 || request.allowAutoTopicCreation
        let missing = mayCreate ? topics.compactMap { missingName($0) } : []
        create(missing.prefix(Self.createdAtOnce)) { failures in
            // They are there when the client asks again, which this code makes it do.
            let left = Set(missing.dropFirst(Self.createdAtOnce))
            reply.answer(metadata(topics.map { answer($0, failures, left) }, context))
        }
    }

    /// Topics that one request may create; each costs a few syncs.
    private static let createdAtOnce = 100

    private enum Asked: Hashable {
        case name(String)
        case id(KafkaUUID)
        /// Neither, which only version 12 and later can say.
        case nothing

        init(_ topic: MetadataRequest.MetadataRequestTopic) {
            self = topic.topicId != .zero ? .id(topic.topicId) : topic.name.map { .name($0) } ?? .nothing
        }
    }

    /// The name of a topic that is not there and could be.
    private func missingName(_ asked: Asked) -> String? {
        guard case .name(let name) = asked, node.topics.topic(named: name) == nil, TopicName.problem(with: name) == nil
        else { return nil }
        return name
    }

    /// Creates `names` with the defaults; `completion` gets why some could not be.
    private func create(_ names: ArraySlice<String>, completion: @escaping @Sendable ([String: TopicFailure]) -> Void) {
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
        _ asked: Asked, _ failures: [String: TopicFailure], _ left: Set<String>
    ) -> MetadataResponse.MetadataResponseTopic {
        switch asked {
        case .id(let id):
            return node.topics.topic(id: TopicID(id)).map { metadata(of: $0) }
                ?? .init(errorCode: .unknownTopicId, name: nil, topicId: id)
        case .name(let name):
            if let topic = node.topics.topic(named: name) { return metadata(of: topic) }
            if TopicName.problem(with: name) != nil { return .init(errorCode: .invalidTopic, name: name) }
            let code: ErrorCode = left.contains(name) ? .leaderNotAvailable : .unknownTopicOrPartition
            return .init(errorCode: failures[name].map { ErrorCode($0) } ?? code, name: name)
        case .nothing:
            return .init(errorCode: .invalidRequest, name: "")
        }
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
