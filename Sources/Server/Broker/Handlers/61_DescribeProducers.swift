import KafkaWire
import LogFormat
import Storage

/// Tells which producers a partition remembers, and since where their transactions are open.
struct DescribeProducersHandler: RequestHandler {
    let node: BrokerNode

    func handle(_ request: DescribeProducersRequest, _ context: RequestContext, _ reply: ReplySlot<DescribeProducersResponse>) {
        reply.answer(
            DescribeProducersResponse(
                topics: request.topics.map { topic in
                    .init(name: topic.name, partitions: topic.partitionIndexes.map { partition($0, of: topic.name) })
                }))
    }

    private func partition(_ index: Int32, of topic: String) -> DescribeProducersResponse.PartitionResponse {
        let found = node.topics.topic(named: topic)
        guard let log = found?.log(index) else {
            let code = found?.problem(with: index) ?? .unknownTopicOrPartition
            return .init(partitionIndex: index, errorCode: code, errorMessage: "there is no partition \(topic)-\(index)")
        }
        return .init(
            partitionIndex: index, errorMessage: nil,
            activeProducers: log.producers.sorted { $0.key < $1.key }.map { id, producer in
                .init(
                    producerId: id, producerEpoch: Int32(producer.epoch), lastSequence: producer.lastSequence,
                    lastTimestamp: producer.batches.last?.timestamp ?? -1, coordinatorEpoch: producer.coordinatorEpoch,
                    currentTxnStartOffset: producer.transactionStart ?? -1)
            })
    }
}
