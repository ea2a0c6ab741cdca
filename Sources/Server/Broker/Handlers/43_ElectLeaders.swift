import KafkaWire

// ElectLeaders, versions 0 to 2: every partition has the only leader it can have, so nothing is elected. Version 1 added the kind of
// election and a top-level error.
struct ElectLeadersHandler: RequestHandler {
    let node: BrokerNode

    func handle(_ request: ElectLeadersRequest, _ context: RequestContext, _ reply: ReplySlot<ElectLeadersResponse>) {
        guard request.electionType == 0 || request.electionType == 1 else {
            return _ = reply.answer(ElectLeadersResponse(errorCode: .invalidRequest))
        }
        // All partitions were asked for: told are those that got a leader.
        let asked = request.topicPartitions ?? []
        reply.answer(
            ElectLeadersResponse(
                replicaElectionResults: asked.map { asked in
                    .init(topic: asked.topic, partitionResult: asked.partitions.map { result(asked.topic, $0) })
                }))
    }

    private func result(_ name: String, _ partition: Int32) -> ElectLeadersResponse.PartitionResult {
        guard let topic = node.topics.topic(named: name), topic.logs.indices.contains(Int(partition)) else {
            return .init(
                partitionId: partition, errorCode: .unknownTopicOrPartition, errorMessage: "there is no partition \(name)-\(partition)")
        }
        guard topic.log(partition) != nil else {
            let message = "the files of \(name)-\(partition) are damaged, and there is no other replica"
            return .init(partitionId: partition, errorCode: .eligibleLeadersNotAvailable, errorMessage: message)
        }
        return .init(
            partitionId: partition, errorCode: .electionNotNeeded, errorMessage: "there is one node, and it leads the partition")
    }
}
