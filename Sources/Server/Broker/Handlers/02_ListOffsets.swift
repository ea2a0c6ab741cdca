import KafkaWire
import Storage

// ListOffsets, versions 1 to 11: offsets by time or by kind. Version 4 added leader epochs, 7 the maximum timestamp, 8, 9 and 11
// tiered storage, of which there is none: its earliest local offset is the log start, its last and its next tiered ones are -1.
//
// Looking for a time reads one batch from the file, on the event loop: it is rare, and bounded by a batch.
struct ListOffsetsHandler: RequestHandler {
    let node: BrokerNode

    func handle(_ request: ListOffsetsRequest, _ context: RequestContext, _ reply: ReplySlot<ListOffsetsResponse>) {
        reply.answer(
            ListOffsetsResponse(
                topics: request.topics.map { topic in
                    let asked = Dictionary(grouping: topic.partitions, by: \.partitionIndex)
                    return .init(
                        name: topic.name,
                        partitions: topic.partitions.map { partition in
                            if asked[partition.partitionIndex, default: []].count > 1 {
                                return .init(partitionIndex: partition.partitionIndex, errorCode: .invalidRequest)
                            }
                            return offset(partition, of: topic.name, readsCommitted: request.isolationLevel == 1)
                        })
                }))
    }

    private func offset(
        _ asked: ListOffsetsRequest.ListOffsetsPartition, of topic: String, readsCommitted: Bool
    ) -> ListOffsetsResponse.ListOffsetsPartitionResponse {
        typealias Answer = ListOffsetsResponse.ListOffsetsPartitionResponse
        let found = node.topics.topic(named: topic)
        guard let log = found?.log(asked.partitionIndex) else {
            let code = found?.problem(with: asked.partitionIndex) ?? .unknownTopicOrPartition
            return Answer(partitionIndex: asked.partitionIndex, errorCode: code)
        }
        if let code = log.epochProblem(asked.currentLeaderEpoch) {
            return Answer(partitionIndex: asked.partitionIndex, errorCode: code)
        }
        do throws(StorageError) {
            let found: TimestampedOffset? =
                switch asked.timestamp {
                case -1:
                    TimestampedOffset(
                        offset: readsCommitted ? log.lastStableOffset : log.highWatermark, timestamp: -1, leaderEpoch: log.leaderEpoch)
                case -2, -4: TimestampedOffset(offset: log.logStart, timestamp: -1, leaderEpoch: log.leaderEpoch)
                case -3: try log.offsetOfMaxTimestamp()
                case 0...: try log.offset(forTimestamp: asked.timestamp)
                default: nil
                }
            guard let found else {
                return Answer(partitionIndex: asked.partitionIndex, timestamp: -1, offset: -1, leaderEpoch: -1)
            }
            return Answer(
                partitionIndex: asked.partitionIndex, timestamp: found.timestamp, offset: found.offset,
                leaderEpoch: found.leaderEpoch)
        } catch {
            return Answer(partitionIndex: asked.partitionIndex, errorCode: ErrorCode(error))
        }
    }
}

extension PartitionLog {
    /// What a client with an older or newer idea of the leader is told (KIP-320); nil if it has ours, or none (-1).
    func epochProblem(_ asked: Int32) -> ErrorCode? {
        guard asked >= 0 else { return nil }
        let current = leaderEpoch
        return asked < current ? .fencedLeaderEpoch : asked > current ? .unknownLeaderEpoch : nil
    }
}
