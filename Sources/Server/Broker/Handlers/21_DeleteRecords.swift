import KafkaWire
import Logging
import Storage
import TopicModel

// DeleteRecords, versions 0 to 2: raises the start of partitions, up to the high watermark (-1). A start that is further already
// stays. Answered when it is durable; files go with it where a whole segment lies below.
struct DeleteRecordsHandler: RequestHandler {
    static let holdsLaterRequests = true

    let node: BrokerNode

    private typealias Answer = DeleteRecordsResponse.DeleteRecordsPartitionResult

    private struct Place: Hashable {
        var topic: String
        var partition: Int32
    }

    func handle(_ request: DeleteRecordsRequest, _ context: RequestContext, _ reply: ReplySlot<DeleteRecordsResponse>) {
        // The disk has work to do.
        node.topics.perform {
            let answers = delete(request)
            reply.answer(
                DeleteRecordsResponse(
                    topics: request.topics.map { topic in
                        let places = topic.partitions.map { Place(topic: topic.name, partition: $0.partitionIndex) }
                        return .init(name: topic.name, partitions: places.compactMap { answers[$0] })
                    }))
        }
    }

    private func delete(_ request: DeleteRecordsRequest) -> [Place: Answer] {
        var answers: [Place: Answer] = [:]
        var wanted: [(place: Place, log: PartitionLog, before: Int64?)] = []
        for topic in request.topics {
            let found = node.topics.topic(named: topic.name)
            for asked in topic.partitions {
                let place = Place(topic: topic.name, partition: asked.partitionIndex)
                // A partition that is named twice is not asked twice: it would be told two starts.
                guard answers[place] == nil else { continue }
                let code = found.map { problem(with: $0, asked.partitionIndex) } ?? .unknownTopicOrPartition
                answers[place] = Answer(partitionIndex: place.partition, lowWatermark: -1, errorCode: code)
                guard code == .none, let log = found?.log(place.partition) else { continue }
                wanted.append((place, log, asked.offset == Self.highWatermark ? nil : asked.offset))
            }
        }
        do throws(StorageError) {
            let results = try node.directory.deleteRecords(wanted.map { ($0.log, $0.before) })
            for (asked, result) in zip(wanted, results) {
                switch result {
                case .success(let start): answers[asked.place]?.lowWatermark = start
                case .failure(let error): answers[asked.place]?.errorCode = ErrorCode(error)
                }
            }
        } catch {
            node.logger.error("records of \(wanted.count) partitions are deleted, which a crash may forget: \(error)")
            for asked in wanted { answers[asked.place]?.errorCode = ErrorCode(error) }
        }
        return answers
    }

    private static let highWatermark: Int64 = -1

    private func problem(with topic: Topic, _ partition: Int32) -> ErrorCode {
        if topic.log(partition) == nil { return topic.problem(with: partition) }
        // A compacted topic's oldest record may be the last of its key.
        guard node.topics.clientsMayWrite(to: topic), topic.config.deletesOldSegments else { return .policyViolation }
        return .none
    }
}
