import DurableState
import GroupCoordination
import KafkaWire

/// Keeps how far a group has come. Answered when the offsets are durable.
///
/// - v2-4: a retention time, which is ignored: offsets live as long as their group, and a week longer (KIP-211)
/// - v6: the leader epoch of the last record read
/// - v7: static members
/// - v10: topic ids
struct OffsetCommitHandler: RequestHandler {
    let groups: GroupHost
    let topics: RequestTopics

    func handle(_ request: OffsetCommitRequest, _ context: RequestContext, _ reply: ReplySlot<OffsetCommitResponse>) {
        let claim = MemberClaim(
            memberID: request.memberId, instanceID: request.groupInstanceId, generation: request.generationIdOrMemberEpoch)
        // What is not there cannot be committed to, which is no reason to refuse the rest.
        var commits: [OffsetsCommand.Commit] = []
        let problems = request.topics.map { topic in
            let name = context.version < 10 ? topic.name : topics.name(topic.topicId)
            return topic.partitions.map { partition -> ErrorCode in
                guard let name else { return .unknownTopicId }
                let place = LogPartition(topic: name, index: partition.partitionIndex)
                guard topics.hasPartition(place) else { return .unknownTopicOrPartition }
                commits.append(OffsetsCommand.Commit(
                    partition: place, offset: partition.committedOffset, leaderEpoch: partition.committedLeaderEpoch,
                    metadata: partition.committedMetadata ?? ""))
                return .none
            }
        }
        groups.commit(request.groupId, claim, commits) { [count = commits.count] result in
            var errors = Self.codes(result, count: count)[...]
            let topics = zip(request.topics, problems).map { topic, problems in
                OffsetCommitResponse.OffsetCommitResponseTopic(
                    name: topic.name, topicId: topic.topicId,
                    partitions: zip(topic.partitions, problems).map { partition, problem in
                        let code = problem == .none ? errors.popFirst() ?? .unknownServerError : problem
                        return .init(partitionIndex: partition.partitionIndex, errorCode: code)
                    })
            }
            reply.answer(OffsetCommitResponse(topics: topics))
        }
    }

    private static func codes(_ result: Result<[GroupError?], GroupError>, count: Int) -> [ErrorCode] {
        switch result {
        case .success(let errors): errors.map { ErrorCode($0) }
        case .failure(let error): Array(repeating: ErrorCode(error), count: count)
        }
    }
}
