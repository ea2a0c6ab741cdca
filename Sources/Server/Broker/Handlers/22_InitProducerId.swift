import KafkaWire
import Logging

// InitProducerId, versions 0 to 5, for idempotent producers: a fresh id, epoch 0. Transactions are not served: an answer has
// no room for a sentence, so the log says it, and FindCoordinator, which clients ask first, says it to them.
struct InitProducerIdHandler: RequestHandler {
    let node: BrokerNode

    func handle(_ request: InitProducerIdRequest, _ context: RequestContext, _ reply: ReplySlot<InitProducerIdResponse>) {
        if let id = request.transactionalId {
            node.logger.warning(
                """
                client \(context.clientId.prefix(200)) at \(context.connection.peerHost): transactional id '\(id.prefix(200))' \
                is refused: \(Self.noTransactions)
                """)
            let code = id.isEmpty ? ErrorCode.invalidRequest : .transactionalIdAuthorizationFailed
            reply.answer(InitProducerIdResponse(errorCode: code, producerId: -1, producerEpoch: -1))
            return
        }
        node.producerIDs.next { result in
            switch result {
            case .success(let id): reply.answer(InitProducerIdResponse(producerId: id, producerEpoch: 0))
            case .failure: reply.answer(InitProducerIdResponse(errorCode: .kafkaStorageError, producerId: -1, producerEpoch: -1))
            }
        }
    }

    static let noTransactions =
        "transactions are not served by this version of Herald; use an idempotent producer without a transactional.id"
}
