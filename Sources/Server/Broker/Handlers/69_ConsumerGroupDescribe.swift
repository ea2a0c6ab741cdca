import GroupCoordination
import KafkaWire
import TopicModel

/// Shows groups whose assignments the server makes: their epochs, and what each member has and is to have (KIP-848).
///
/// - v1: whether a member speaks the classic protocol
struct ConsumerGroupDescribeHandler: RequestHandler {
    let groups: GroupHost

    /// READ (3), DELETE (6) and DESCRIBE (8) as bits.
    private static let allOperations: Int32 = 1 << 3 | 1 << 6 | 1 << 8
    private static let notAsked = Int32.min
    private static let classic: Int8 = 0
    private static let consumer: Int8 = 1

    func handle(
        _ request: ConsumerGroupDescribeRequest, _ context: RequestContext, _ reply: ReplySlot<ConsumerGroupDescribeResponse>
    ) {
        let operations = request.includeAuthorizedOperations ? Self.allOperations : Self.notAsked
        reply.answer(ConsumerGroupDescribeResponse(groups: request.groupIds.map { id in
            guard let group = groups.describeConsumers(id) else {
                return .init(
                    errorCode: .groupIdNotFound, errorMessage: "there is no group '\(id.prefix(200))' of the consumer protocol",
                    groupId: id, authorizedOperations: Self.notAsked)
            }
            let names = group.topicNames()
            return .init(
                groupId: id, groupState: group.stateName, groupEpoch: group.epoch, assignmentEpoch: group.assignmentEpoch,
                assignorName: group.assignor.rawValue, members: group.membersInOrder.map { Self.member($0, names) },
                authorizedOperations: operations)
        }))
    }

    private static func member(
        _ member: ConsumerGroupMember, _ names: [TopicID: String]
    ) -> ConsumerGroupDescribeResponse.Member {
        .init(
            memberId: member.id, instanceId: member.metadata.instanceID, rackId: member.metadata.rackID,
            memberEpoch: member.current.epoch, clientId: member.metadata.clientID, clientHost: member.metadata.clientHost,
            subscribedTopicNames: member.metadata.topics, subscribedTopicRegex: member.metadata.pattern,
            assignment: .init(topicPartitions: byTopic(member.current.assigned, names).map {
                .init(topicId: $0.id, topicName: $0.name, partitions: $0.indexes)
            }),
            targetAssignment: .init(topicPartitions: byTopic(member.target, names).map {
                .init(topicId: $0.id, topicName: $0.name, partitions: $0.indexes)
            }), memberType: member.metadata.classic == nil ? consumer : classic)
    }

    private static func byTopic(
        _ partitions: Set<AssignedPartition>, _ names: [TopicID: String]
    ) -> [(id: KafkaUUID, name: String, indexes: [Int32])] {
        Dictionary(grouping: partitions.sorted(), by: \.topic).map { topic, partitions in
            (KafkaUUID(high: topic.high, low: topic.low), names[topic] ?? "", partitions.map(\.index))
        }.sorted { $0.name < $1.name }
    }
}
