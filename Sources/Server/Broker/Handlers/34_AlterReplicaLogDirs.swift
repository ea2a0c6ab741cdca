import KafkaWire
import Storage

// AlterReplicaLogDirs, versions 1 and 2: there is one directory, and every partition is in it. To move one there is done at once;
// there is no other.
struct AlterReplicaLogDirsHandler: RequestHandler {
    let node: BrokerNode

    private typealias Response = AlterReplicaLogDirsResponse

    private struct Place: Hashable {
        var topic: String
        var partition: Int32
    }

    func handle(
        _ request: AlterReplicaLogDirsRequest, _ context: RequestContext, _ reply: ReplySlot<AlterReplicaLogDirsResponse>
    ) {
        var order: [String] = []
        var partitions: [String: [Response.AlterReplicaLogDirPartitionResult]] = [:]
        var seen: Set<Place> = []
        for directory in request.dirs {
            for topic in directory.topics {
                if partitions[topic.name] == nil { order.append(topic.name) }
                let asked = topic.partitions.filter { seen.insert(Place(topic: topic.name, partition: $0)).inserted }
                partitions[topic.name, default: []] += asked.map {
                    .init(partitionIndex: $0, errorCode: outcome(topic.name, $0, to: directory.path))
                }
            }
        }
        reply.answer(Response(results: order.map { .init(topicName: $0, partitions: partitions[$0, default: []]) }))
    }

    private func outcome(_ topic: String, _ partition: Int32, to path: String) -> ErrorCode {
        guard path == node.directory.options.path else { return .logDirNotFound }
        guard let topic = node.topics.topic(named: topic) else { return .unknownTopicOrPartition }
        return topic.log(partition) == nil ? topic.problem(with: partition) : .none
    }
}
