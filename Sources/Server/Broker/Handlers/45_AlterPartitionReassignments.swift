import KafkaWire

// AlterPartitionReassignments, versions 0 and 1: there is one node, and every partition is on it. Asking for that is well, asking
// for another is refused, and no move is under way that could be cancelled.
struct AlterPartitionReassignmentsHandler: RequestHandler {
    let node: BrokerNode

    func handle(
        _ request: AlterPartitionReassignmentsRequest, _ context: RequestContext,
        _ reply: ReplySlot<AlterPartitionReassignmentsResponse>
    ) {
        reply.answer(
            AlterPartitionReassignmentsResponse(
                allowReplicationFactorChange: request.allowReplicationFactorChange,
                responses: request.topics.map { topic in
                    .init(name: topic.name, partitions: topic.partitions.map { answer(topic.name, $0) })
                }))
    }

    private func answer(
        _ name: String, _ asked: AlterPartitionReassignmentsRequest.ReassignablePartition
    ) -> AlterPartitionReassignmentsResponse.ReassignablePartitionResponse {
        let place = "\(name)-\(asked.partitionIndex)"
        func refuse(_ code: ErrorCode, _ message: String) -> AlterPartitionReassignmentsResponse.ReassignablePartitionResponse {
            .init(partitionIndex: asked.partitionIndex, errorCode: code, errorMessage: message)
        }
        guard node.topics.topic(named: name)?.logs.indices.contains(Int(asked.partitionIndex)) == true else {
            return refuse(.unknownTopicOrPartition, "there is no partition \(place)")
        }
        guard let replicas = asked.replicas else { return refuse(.noReassignmentInProgress, "\(place) is not being moved") }
        let id = node.configuration.nodeID
        guard replicas == [id] else {
            return refuse(.invalidReplicaAssignment, "the replicas of \(place) can only be [\(id)]: there is no other node")
        }
        return .init(partitionIndex: asked.partitionIndex)
    }
}
