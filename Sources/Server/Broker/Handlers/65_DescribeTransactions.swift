import KafkaWire
import TransactionCoordination

/// Tells what transactions are at.
struct DescribeTransactionsHandler: RequestHandler {
    let node: BrokerNode

    func handle(
        _ request: DescribeTransactionsRequest, _ context: RequestContext, _ reply: ReplySlot<DescribeTransactionsResponse>
    ) {
        reply.answer(DescribeTransactionsResponse(transactionStates: request.transactionalIds.map(describe)))
    }

    private func describe(_ id: String) -> DescribeTransactionsResponse.TransactionState {
        guard !id.isEmpty, let transaction = node.transactions.transaction(id) else {
            return .init(errorCode: id.isEmpty ? .invalidRequest : .transactionalIdNotFound, transactionalId: id)
        }
        let topics = Dictionary(grouping: transaction.partitions, by: \.topic).sorted { $0.key < $1.key }
        let isUnderWay = transaction.status == .ongoing || transaction.status.isEnding
        return .init(
            transactionalId: id, transactionState: transaction.status.name, transactionTimeoutMs: transaction.timeout,
            transactionStartTimeMs: isUnderWay ? transaction.start : -1, producerId: transaction.producer.id,
            producerEpoch: transaction.producer.epoch,
            topics: topics.map { .init(topic: $0.key, partitions: $0.value.map(\.index).sorted()) })
    }
}
