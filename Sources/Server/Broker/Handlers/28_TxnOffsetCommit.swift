import DurableState
import GroupCoordination
import KafkaWire
import TransactionCoordination

/// Keeps offsets of a group until the producer's transaction ends.
///
/// - v2: leader epochs
/// - v3: the member on whose behalf it is done
/// - v5: the group's partition of `__consumer_offsets` need not have been named before
struct TxnOffsetCommitHandler: RequestHandler {
    let node: BrokerNode
    /// Bytes of the text that comes with an offset.
    private static let maxMetadataBytes = 4_096

    func handle(_ request: TxnOffsetCommitRequest, _ context: RequestContext, _ reply: ReplySlot<TxnOffsetCommitResponse>) {
        var offsets: [LogPartition: PendingOffsets.Offset] = [:]
        var refused: [LogPartition: ErrorCode] = [:]
        for topic in request.topics {
            for partition in topic.partitions {
                let place = LogPartition(topic: topic.name, index: partition.partitionIndex)
                let metadata = partition.committedMetadata ?? ""
                if node.topics.topic(named: place.topic)?.log(place.index) == nil {
                    refused[place] = .unknownTopicOrPartition
                } else if metadata.utf8.count > Self.maxMetadataBytes {
                    refused[place] = .offsetMetadataTooLarge
                } else {
                    offsets[place] = .init(
                        offset: partition.committedOffset, leaderEpoch: partition.committedLeaderEpoch, metadata: metadata)
                }
            }
        }
        let answer: @Sendable (ErrorCode) -> Void = { [refused] code in
            reply.answer(
                TxnOffsetCommitResponse(
                    topics: request.topics.map { topic in
                        .init(
                            name: topic.name,
                            partitions: topic.partitions.map { partition in
                                let place = LogPartition(topic: topic.name, index: partition.partitionIndex)
                                return .init(partitionIndex: partition.partitionIndex, errorCode: refused[place] ?? code)
                            })
                    }))
        }
        if offsets.isEmpty { return answer(.none) }
        let isMember = request.generationId >= 0 || !request.memberId.isEmpty || request.groupInstanceId != nil
        let claim = MemberClaim(memberID: request.memberId, instanceID: request.groupInstanceId, generation: request.generationId)
        node.transactions.storeOffsets(
            offsets, of: request.groupId, claim: isMember ? claim : nil, in: request.transactionalId,
            ProducerIdentity(id: request.producerId, epoch: request.producerEpoch), raisesEpochs: context.version >= 5
        ) { result in
            switch result {
            case .success: answer(.none)
            case .failure(.group(let error)): answer(ErrorCode(error))
            // Clients of every version know the older code here.
            case .failure(.transaction(let error)): answer(ErrorCode(error, knowsFenced: false))
            }
        }
    }
}
