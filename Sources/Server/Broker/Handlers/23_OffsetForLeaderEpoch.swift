import KafkaWire
import Storage

// OffsetForLeaderEpoch, versions 2 to 4: where an epoch ended, so that a consumer notices when a tail it has read was lost
// in a crash (KIP-320). The epoch grows with every unclean start.
struct OffsetForLeaderEpochHandler: RequestHandler {
    let node: BrokerNode

    func handle(
        _ request: OffsetForLeaderEpochRequest, _ context: RequestContext, _ reply: ReplySlot<OffsetForLeaderEpochResponse>
    ) {
        reply.answer(
            OffsetForLeaderEpochResponse(
                topics: request.topics.map { topic in
                    .init(topic: topic.topic, partitions: topic.partitions.map { end(of: $0, in: topic.topic) })
                }))
    }

    private func end(
        of asked: OffsetForLeaderEpochRequest.OffsetForLeaderPartition, in topic: String
    ) -> OffsetForLeaderEpochResponse.EpochEndOffset {
        typealias Answer = OffsetForLeaderEpochResponse.EpochEndOffset
        let found = node.topics.topic(named: topic)
        guard let log = found?.log(asked.partition) else {
            let code = found?.problem(with: asked.partition) ?? .unknownTopicOrPartition
            return Answer(errorCode: code, partition: asked.partition)
        }
        if let code = log.epochProblem(asked.currentLeaderEpoch) { return Answer(errorCode: code, partition: asked.partition) }
        if asked.leaderEpoch > log.leaderEpoch { return Answer(errorCode: .unknownLeaderEpoch, partition: asked.partition) }
        guard let end = log.endOffset(ofEpoch: asked.leaderEpoch) else {
            return Answer(partition: asked.partition, leaderEpoch: -1, endOffset: -1)
        }
        return Answer(partition: asked.partition, leaderEpoch: end.epoch, endOffset: end.endOffset)
    }
}
