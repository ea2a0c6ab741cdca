import KafkaWire
import Storage
import TopicModel

// DescribeQuorum, versions 0 to 2: this node agrees with itself. The metadata are the catalog's log, which clients know under
// the name
// that Kafka's has. Version 1 added times, 2 the nodes' addresses.
struct DescribeQuorumHandler: RequestHandler {
    let node: BrokerNode

    private typealias Response = DescribeQuorumResponse

    /// The one topic that clients ask about.
    private static let topic = "__cluster_metadata"

    func handle(_ request: DescribeQuorumRequest, _ context: RequestContext, _ reply: ReplySlot<DescribeQuorumResponse>) {
        let address = node.address(for: context)
        let listener = Response.Listener(
            name: "PLAINTEXT", host: address.host, port: Int16(bitPattern: UInt16(clamping: address.port)))
        reply.answer(
            Response(
                topics: request.topics.map { topic in
                    .init(
                        topicName: topic.topicName,
                        partitions: topic.partitions.map { describe(topic.topicName, $0.partitionIndex) })
                },
                nodes: [.init(nodeId: node.configuration.nodeID, listeners: [listener])]))
    }

    private func describe(_ topic: String, _ index: Int32) -> Response.PartitionData {
        guard topic == Self.topic, index == 0, let log = node.directory.log(TopicRecord.partition) else {
            return .init(
                partitionIndex: index, errorCode: .unknownTopicOrPartition,
                errorMessage: "partition 0 of \(Self.topic) is the only one that is agreed on")
        }
        let bounds = log.bounds
        return .init(
            partitionIndex: index, leaderId: node.configuration.nodeID, leaderEpoch: log.leaderEpoch,
            highWatermark: bounds.highWatermark,
            currentVoters: [
                .init(replicaId: node.configuration.nodeID, logEndOffset: bounds.logEnd, lastCaughtUpTimestamp: node.now())
            ])
    }
}
