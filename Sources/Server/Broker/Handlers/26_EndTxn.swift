import KafkaWire
import TransactionCoordination

/// Commits or aborts a transaction. Answered when it has ended everywhere.
///
/// - v2: clients know PRODUCER_FENCED
/// - v5: the producer gets an epoch for its next transaction
struct EndTxnHandler: RequestHandler {
    let node: BrokerNode

    func handle(_ request: EndTxnRequest, _ context: RequestContext, _ reply: ReplySlot<EndTxnResponse>) {
        let producer = ProducerIdentity(id: request.producerId, epoch: request.producerEpoch)
        node.transactions.end(
            request.transactionalId, producer, isCommit: request.committed, raisesEpochs: context.version >= 5
        ) { result in
            switch result {
            case .success(let next): reply.answer(EndTxnResponse(producerId: next.id, producerEpoch: next.epoch))
            case .failure(let error): reply.answer(EndTxnResponse(errorCode: ErrorCode(error, knowsFenced: context.version >= 2)))
            }
        }
    }
}
