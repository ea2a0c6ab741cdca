import Bytes
import KafkaWire
import LogFormat
import NIOCore
import Storage
import Synchronization

// Produce, versions 3 to 12; 0 to 2 are advertised for old librdkafka's feature tests (KIP-896), and the router
// refuses them.
//
// Every batch is checked on the event loop, then handed to its log; the reply goes out when the last of them is answered.
// Version 5 added the log start offset, 8 the record errors; transactions (12) are not served.
struct ProduceHandler: RequestHandler {
    let node: BrokerNode

    func handle(_ request: ProduceRequest, _ context: RequestContext, _ reply: ReplySlot<ProduceResponse>) {
        guard let acks = RequiredAcks(request.acks) else {
            reply.answer(request.failed(.invalidRequiredAcks, "acks is \(request.acks), it must be 0, 1 or -1"))
            return
        }
        guard request.transactionalId == nil else {
            // Transactions and acks=0 do not go together in any client; whoever sends both waits for no answer.
            if acks == .none { return _ = reply.close(InitProducerIdHandler.noTransactions) }
            reply.answer(request.failed(.transactionalIdAuthorizationFailed, InitProducerIdHandler.noTransactions))
            return
        }
        let round = ProduceRound(request, waitsForReply: acks != .none, reply)
        for (topicIndex, topic) in request.topicData.enumerated() {
            for (partitionIndex, partition) in topic.partitionData.enumerated() {
                let place = ProduceRound.Place(topic: topicIndex, partition: partitionIndex)
                append(partition, of: topic.name, acks, context) { round.finish(place, $0) }
            }
        }
        round.finishIfEmpty()
    }

    private func append(
        _ partition: ProduceRequest.PartitionProduceData, of topicName: String, _ acks: RequiredAcks, _ context: RequestContext,
        _ completion: @escaping @Sendable (Result<AppendOutcome, ProduceFailure>) -> Void
    ) {
        guard let topic = node.topics.topic(named: topicName) else {
            return completion(.failure(ProduceFailure(.unknownTopicOrPartition, "there is no topic '\(topicName)'")))
        }
        guard let log = topic.log(partition.index) else {
            let message = "\(topicName)-\(partition.index) is not there, or its files are damaged"
            return completion(.failure(ProduceFailure(topic.problem(with: partition.index), message)))
        }
        guard node.topics.clientsMayWrite(to: topic) else {
            let message = "topic '\(topicName)' holds Herald's own state: clients may read it and not write to it"
            return completion(.failure(ProduceFailure(.policyViolation, message)))
        }
        guard let records = context.records(partition.records) else {
            return completion(.failure(ProduceFailure(.invalidRecord, "no batch was sent for \(topicName)-\(partition.index)")))
        }
        var validation = topic.validation
        validation.produceVersion = context.version
        let bytes = Array(records.readableBytesView)
        let checked: Result<ValidatedBatch, BatchRejection> = node.withScratch { scratch in
            bytes.withUnsafeBytes { raw in
                // The pointer is passed through to the check, which reads inside its count.
                do throws(BatchRejection) {
                    return .success(try validation.validate(raw, now: node.now(), scratch: &scratch))
                } catch {
                    return .failure(error)
                }
            }
        }
        switch checked {
        case .failure(let rejection):
            completion(.failure(ProduceFailure(rejection)))
        case .success(let batch):
            log.append(batch, bytes: bytes, acks: acks) { result in completion(result.mapError(ProduceFailure.init)) }
        }
    }
}
