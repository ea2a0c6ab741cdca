import DurableState
import KafkaWire
import TransactionCoordination

/// Takes partitions into a transaction: all of them, or none if one is not there.
///
/// - v2: clients know PRODUCER_FENCED
struct AddPartitionsToTxnHandler: RequestHandler {
    let node: BrokerNode

    func handle(_ request: AddPartitionsToTxnRequest, _ context: RequestContext, _ reply: ReplySlot<AddPartitionsToTxnResponse>) {
        let asked = request.topics.flatMap { topic in topic.partitions.map { LogPartition(topic: topic.name, index: $0) } }
        let refused = Dictionary(
            asked.compactMap { partition in node.problem(withWritingTo: partition).map { (partition, $0) } }) { first, _ in first }
        guard refused.isEmpty else {
            reply.answer(Self.answer(request) { refused[$0] ?? .operationNotAttempted })
            return
        }
        let producer = ProducerIdentity(id: request.producerId, epoch: request.producerEpoch)
        node.transactions.addPartitions(Set(asked), to: request.transactionalId, producer) { result in
            var code = ErrorCode.none
            if case .failure(let error) = result { code = ErrorCode(error, knowsFenced: context.version >= 2) }
            reply.answer(Self.answer(request) { _ in code })
        }
    }

    private static func answer(
        _ request: AddPartitionsToTxnRequest, _ code: (LogPartition) -> ErrorCode
    ) -> AddPartitionsToTxnResponse {
        AddPartitionsToTxnResponse(
            results: request.topics.map { topic in
                .init(
                    name: topic.name,
                    partitions: topic.partitions.map { index in
                        .init(partitionIndex: index, errorCode: code(LogPartition(topic: topic.name, index: index)))
                    })
            })
    }
}
