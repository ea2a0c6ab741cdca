import GroupCoordination
import KafkaWire
import TopicModel

/// Keeps a member in a group whose assignments the server makes, and tells it what it has (KIP-848).
///
/// - v1: a regular expression for topics; the client makes its member id, which before it could leave to the server
struct ConsumerGroupHeartbeatHandler: RequestHandler {
    let groups: GroupHost

    func handle(
        _ request: ConsumerGroupHeartbeatRequest, _ context: RequestContext, _ reply: ReplySlot<ConsumerGroupHeartbeatResponse>
    ) {
        let mustBeNamed = context.version == 0 && request.memberId.isEmpty && request.memberEpoch == ConsumerHeartbeat.joins
        let said = ConsumerHeartbeat(
            memberID: mustBeNamed ? KafkaUUID.fresh() : request.memberId, epoch: request.memberEpoch,
            instanceID: request.instanceId, rackID: request.rackId, rebalanceTimeout: request.rebalanceTimeoutMs,
            topics: request.subscribedTopicNames, pattern: request.subscribedTopicRegex, assignor: request.serverAssignor,
            owned: request.topicPartitions.map { topics in
                topics.reduce(into: []) { owned, topic in
                    let id = TopicID(high: topic.topicId.high, low: topic.topicId.low)
                    for index in topic.partitions { owned.insert(AssignedPartition(topic: id, index: index)) }
                }
            }, clientID: context.clientId, clientHost: "/\(context.connection.peerHost)")
        groups.heartbeat(request.groupId, said) { [interval = groups.consumerHeartbeatInterval(of: request.groupId)] result in
            switch result {
            case .success(let place):
                reply.answer(ConsumerGroupHeartbeatResponse(
                    memberId: place.memberID, memberEpoch: place.epoch, heartbeatIntervalMs: interval,
                    assignment: place.assignment.map(Self.assignment)))
            case .failure(let refusal):
                reply.answer(ConsumerGroupHeartbeatResponse(
                    errorCode: ErrorCode(refusal.error), errorMessage: refusal.sentence, heartbeatIntervalMs: interval))
            }
        }
    }

    private static func assignment(_ partitions: Set<AssignedPartition>) -> ConsumerGroupHeartbeatResponse.Assignment {
        let byTopic = Dictionary(grouping: partitions.sorted(), by: \.topic)
        return .init(topicPartitions: byTopic.map { topic, partitions in
            .init(topicId: KafkaUUID(high: topic.high, low: topic.low), partitions: partitions.map(\.index))
        })
    }
}

extension KafkaUUID {
    /// A random one, in the form in which clients make member ids.
    fileprivate static func fresh() -> String {
        let id = TopicID(random: .random(in: 0 ... .max), .random(in: 0 ... .max))
        return KafkaUUID(high: id.high, low: id.low).description
    }
}
