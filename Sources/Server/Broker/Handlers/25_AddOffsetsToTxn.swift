import KafkaWire
import TransactionCoordination

/// Takes the partition that keeps a group's offsets into a transaction.
///
/// - v2: clients know PRODUCER_FENCED
struct AddOffsetsToTxnHandler: RequestHandler {
    let node: BrokerNode

    func handle(_ request: AddOffsetsToTxnRequest, _ context: RequestContext, _ reply: ReplySlot<AddOffsetsToTxnResponse>) {
        guard let partition = node.transactions.offsetsPartition(of: request.groupId) else {
            reply.answer(AddOffsetsToTxnResponse(errorCode: .invalidGroupId))
            return
        }
        let producer = ProducerIdentity(id: request.producerId, epoch: request.producerEpoch)
        node.transactions.addPartitions([partition], to: request.transactionalId, producer) { result in
            var code = ErrorCode.none
            if case .failure(let error) = result { code = ErrorCode(error, knowsFenced: context.version >= 2) }
            reply.answer(AddOffsetsToTxnResponse(errorCode: code))
        }
    }
}
