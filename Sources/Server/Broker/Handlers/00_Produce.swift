import Bytes
import KafkaWire
import LogFormat
import NIOCore
import Storage
import Synchronization
import TopicModel
import TransactionCoordination

// Produce, versions 3 to 13; 0 to 2 are advertised for old librdkafka's feature tests (KIP-896), and the router
// refuses them.
//
// Every batch is checked on the event loop, then handed to its log; the reply goes out when the last of them is answered.
// Version 5 added the log start offset, 8 the record errors. A transactional batch is appended only if its producer's transaction has the
// partition; from version 12 on the partition is taken into it by the way (KIP-890). Version 13 goes by topic ids.
struct ProduceHandler: RequestHandler {
    let node: BrokerNode

    func handle(_ request: ProduceRequest, _ context: RequestContext, _ reply: ReplySlot<ProduceResponse>) {
        guard let acks = RequiredAcks(request.acks) else {
            reply.answer(request.failed(.invalidRequiredAcks, "acks is \(request.acks), it must be 0, 1 or -1"))
            return
        }
        let round = ProduceRound(request, to: node, waitsForReply: acks != .none, reply)
        for (topicIndex, topic) in request.topicData.enumerated() {
            for (partitionIndex, partition) in topic.partitionData.enumerated() {
                let place = ProduceRound.Place(topic: topicIndex, partition: partitionIndex)
                append(partition, of: topic, acks, context, request.transactionalId) { round.finish(place, $0) }
            }
        }
        round.finishIfEmpty()
    }

    func traits(_ request: ProduceRequest) -> RequestTraits {
        RequestTraits(topic: request.topicData.first.map { ($0.name, request.topicData.count) })
    }

    private func append(
        _ partition: ProduceRequest.PartitionProduceData, of asked: ProduceRequest.TopicProduceData, _ acks: RequiredAcks, _ context: RequestContext,
        _ transactionalID: String?, _ completion: @escaping @Sendable (Result<AppendOutcome, ProduceFailure>) -> Void
    ) {
        let goesByID = context.version >= 13
        guard let topic = goesByID ? node.topics.topic(id: TopicID(asked.topicId)) : node.topics.topic(named: asked.name) else {
            let failure =
                goesByID
                ? ProduceFailure(.unknownTopicId, "there is no topic with id \(asked.topicId)")
                : ProduceFailure(.unknownTopicOrPartition, "there is no topic '\(asked.name)'")
            return completion(.failure(failure))
        }
        guard let log = topic.log(partition.index) else {
            let message = "\(topic.name)-\(partition.index) is not there, or its files are damaged"
            return completion(.failure(ProduceFailure(topic.problem(with: partition.index), message)))
        }
        guard node.topics.clientsMayWrite(to: topic) else {
            let message = "topic '\(topic.name)' holds Herald's own state: clients may read it and not write to it"
            return completion(.failure(ProduceFailure(.policyViolation, message)))
        }
        guard let records = context.records(partition.records) else {
            return completion(.failure(ProduceFailure(.invalidRecord, "no batch was sent for \(topic.name)-\(partition.index)")))
        }
        var validation = topic.validation
        validation.produceVersion = context.version
        validation.takesTransactions = transactionalID != nil
        let checked: Result<ValidatedBatch, BatchRejection> = node.withScratch { scratch in
            records.withUnsafeReadableBytes { raw in
                // The pointer is passed through to the check, which reads inside its count.
                do throws(BatchRejection) {
                    return .success(try validation.validate(raw, now: node.now(), scratch: &scratch))
                } catch {
                    return .failure(error)
                }
            }
        }
        let bytes = BatchBytes(of: records)
        switch checked {
        case .failure(let rejection):
            completion(.failure(ProduceFailure(rejection)))
        case .success(let batch):
            if let transactionalID, batch.header.isTransactional {
                return admit(batch, to: transactionalID, log, context.version, completion) {
                    log.append(batch, bytes: bytes, acks: acks) { result in completion(result.mapError(ProduceFailure.init)) }
                }
            }
            log.append(batch, bytes: bytes, acks: acks) { result in completion(result.mapError(ProduceFailure.init)) }
        }
    }

    /// Appends if the batch belongs into its producer's transaction.
    private func admit(
        _ batch: ValidatedBatch, to id: String, _ log: PartitionLog, _ version: Int16,
        _ completion: @escaping @Sendable (Result<AppendOutcome, ProduceFailure>) -> Void, append: @escaping @Sendable () -> Void
    ) {
        let producer = ProducerIdentity(id: batch.header.producerID, epoch: batch.header.producerEpoch)
        let isOpen = log.hasOpenTransaction(of: producer.id)
        if version >= 12 {
            return node.transactions.admit(log.partition, to: id, producer, isOpen: isOpen) { result in
                switch result {
                case .success: append()
                case .failure(let error): completion(.failure(ProduceFailure(error, id, log.partition, version)))
                }
            }
        }
        if isOpen { return append() }
        do throws(TransactionError) {
            try node.transactions.check(log.partition, of: id, producer)
        } catch {
            return completion(.failure(ProduceFailure(error, id, log.partition, version)))
        }
        append()
    }
}

extension BatchBytes {
    /// From here on a batch is written from the request it came in. Smaller ones are copied, so that what waits for the disk
    /// does not hold a receive buffer for the sake of a small part of it.
    private static let smallestLent = 16 << 10

    fileprivate init(of records: ByteBuffer) {
        if records.readableBytes < Self.smallestLent {
            self.init(copying: Array(records.readableBytesView))
        } else {
            // Whoever would change the buffer makes a copy first as long as its storage is held here: so NIO promises.
            self = records.withUnsafeReadableBytesWithStorageManagement { bytes, storage in
                BatchBytes(lent: bytes, by: storage.takeUnretainedValue())
            }
        }
    }
}
