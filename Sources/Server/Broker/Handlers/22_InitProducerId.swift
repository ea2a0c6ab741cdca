import KafkaWire
import TransactionCoordination

/// Hands out producer ids and epochs: a fresh id to an idempotent producer, the next epoch of its id to a transactional one, after
/// whatever its predecessor has begun was aborted.
///
/// - v3: the client may ask for the next epoch of an id it holds (KIP-360)
/// - v4: clients know PRODUCER_FENCED
struct InitProducerIdHandler: RequestHandler {
    let node: BrokerNode

    func handle(_ request: InitProducerIdRequest, _ context: RequestContext, _ reply: ReplySlot<InitProducerIdResponse>) {
        func refuse(_ code: ErrorCode) {
            reply.answer(InitProducerIdResponse(errorCode: code, producerId: -1, producerEpoch: -1))
        }
        guard (request.producerId < 0) == (request.producerEpoch < 0) else { return refuse(.invalidRequest) }
        guard let id = request.transactionalId else {
            node.producerIDs.next { result in
                switch result {
                case .success(let id): reply.answer(InitProducerIdResponse(producerId: id, producerEpoch: 0))
                case .failure:
                    reply.answer(InitProducerIdResponse(errorCode: .kafkaStorageError, producerId: -1, producerEpoch: -1))
                }
            }
            return
        }
        let expected = ProducerIdentity(id: request.producerId, epoch: request.producerEpoch)
        node.transactions.initialize(
            id, timeout: request.transactionTimeoutMs, expected: expected.id < 0 ? nil : expected
        ) { result in
            switch result {
            case .success(let producer):
                reply.answer(InitProducerIdResponse(producerId: producer.id, producerEpoch: producer.epoch))
            case .failure(let error):
                let code = ErrorCode(error, knowsFenced: context.version >= 4)
                reply.answer(InitProducerIdResponse(errorCode: code, producerId: -1, producerEpoch: -1))
            }
        }
    }
}
