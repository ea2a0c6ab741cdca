import KafkaWire
import TransactionCoordination

/// Lists transactional ids, in order.
///
/// - v1: those alone whose transaction has lasted for some time
struct ListTransactionsHandler: RequestHandler {
    let node: BrokerNode

    func handle(_ request: ListTransactionsRequest, _ context: RequestContext, _ reply: ReplySlot<ListTransactionsResponse>) {
        let names = Set(Transaction.Status.allCases.map(\.name))
        let states = Set(request.stateFilters), producers = Set(request.producerIdFilters)
        let now = node.transactions.now()
        let found = node.transactions.all.filter { _, transaction in
            if !states.isEmpty, !states.contains(transaction.status.name) { return false }
            if !producers.isEmpty, !producers.contains(transaction.producer.id) { return false }
            guard request.durationFilter >= 0 else { return true }
            let isUnderWay = transaction.status == .ongoing || transaction.status.isEnding
            return isUnderWay && now - transaction.start > request.durationFilter
        }
        reply.answer(
            ListTransactionsResponse(
                unknownStateFilters: states.subtracting(names).sorted(),
                transactionStates: found.sorted { $0.key < $1.key }.map { id, transaction in
                    .init(transactionalId: id, producerId: transaction.producer.id, transactionState: transaction.status.name)
                }))
    }
}
