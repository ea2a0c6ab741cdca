import DurableState
import GroupCoordination
import KafkaWire

/// Tells how far a group has come: -1 where nothing was committed. Only durable offsets are told, those of transactions once they
/// have committed.
///
/// - v2: all of a group's offsets, by topics null
/// - v5: the leader epoch
/// - v7: whether stable offsets are required: then one that a transaction is about to change is refused (KIP-447)
/// - v8: several groups
/// - v9: members of groups of KIP-848 say which epoch they are in
/// - v10: topic ids
struct OffsetFetchHandler: RequestHandler {
    let groups: GroupHost
    let topics: RequestTopics
    let hasPendingOffset: @Sendable (_ group: String, LogPartition) -> Bool

    private typealias Offsets = Result<[LogPartition: CommittedOffset], GroupError>

    func handle(_ request: OffsetFetchRequest, _ context: RequestContext, _ reply: ReplySlot<OffsetFetchResponse>) {
        if context.version < 8 {
            let isPending = pending(request.groupId, request.requireStable)
            groups.offsets(request.groupId) { offsets in reply.answer(Self.answer(request.topics, offsets, isPending)) }
            return
        }
        let gathering = Gathering<Int, Offsets>(request.groups.count) { answers in
            let groups = request.groups.enumerated().map { index, group in
                answer(
                    group, answers[index] ?? .failure(.coordinatorNotAvailable), pending(group.groupId, request.requireStable),
                    byID: context.version >= 10)
            }
            reply.answer(OffsetFetchResponse(groups: groups))
        }
        for (index, group) in request.groups.enumerated() {
            if group.memberEpoch >= 0, let memberID = group.memberId,
                let refusal = groups.checkMember(group.groupId, MemberClaim(memberID: memberID, generation: group.memberEpoch))
            {
                gathering.add(index, .failure(refusal))
            } else {
                groups.offsets(group.groupId) { gathering.add(index, $0) }
            }
        }
        gathering.finishIfEmpty()
    }

    private func pending(_ group: String, _ requiresStable: Bool) -> @Sendable (LogPartition) -> Bool {
        { [hasPendingOffset] in requiresStable && hasPendingOffset(group, $0) }
    }

    /// Versions 1 to 7. The first has room for an error only at each partition, the others use both.
    private static func answer(
        _ asked: [OffsetFetchRequest.OffsetFetchRequestTopic]?, _ offsets: Offsets, _ isPending: (LogPartition) -> Bool
    ) -> OffsetFetchResponse {
        let (found, error) = parts(offsets)
        let places = asked?.map { ($0.name, $0.partitionIndexes) } ?? all(found)
        let topics = places.map { name, indexes in
            OffsetFetchResponse.OffsetFetchResponseTopic(
                name: name,
                partitions: indexes.map { index in
                    let partition = LogPartition(topic: name, index: index)
                    if isPending(partition) {
                        return .init(partitionIndex: index, committedOffset: -1, errorCode: .unstableOffsetCommit)
                    }
                    let offset = found[partition]
                    return .init(
                        partitionIndex: index, committedOffset: offset?.offset ?? -1,
                        committedLeaderEpoch: offset?.leaderEpoch ?? -1, metadata: offset?.metadata ?? "", errorCode: error)
                })
        }
        return OffsetFetchResponse(topics: topics, errorCode: error)
    }

    private func answer(
        _ asked: OffsetFetchRequest.OffsetFetchRequestGroup, _ offsets: Offsets, _ isPending: (LogPartition) -> Bool, byID: Bool
    ) -> OffsetFetchResponse.OffsetFetchResponseGroup {
        let (found, error) = Self.parts(offsets)
        guard error == .none else { return .init(groupId: asked.groupId, errorCode: error) }
        let places =
            asked.topics?.map { (byID ? topics.name($0.topicId) : $0.name, $0.topicId, $0.partitionIndexes) }
            ?? Self.all(found).map { ($0.0, byID ? topics.id($0.0) ?? .zero : .zero, $0.1) }
        let told = places.map { name, id, indexes in
            OffsetFetchResponse.OffsetFetchResponseTopics(
                name: name ?? "", topicId: id,
                partitions: indexes.map { index in
                    guard let name else {
                        return .init(partitionIndex: index, committedOffset: -1, metadata: "", errorCode: .unknownTopicId)
                    }
                    let partition = LogPartition(topic: name, index: index)
                    if isPending(partition) {
                        return .init(partitionIndex: index, committedOffset: -1, errorCode: .unstableOffsetCommit)
                    }
                    let offset = found[partition]
                    return .init(
                        partitionIndex: index, committedOffset: offset?.offset ?? -1,
                        committedLeaderEpoch: offset?.leaderEpoch ?? -1, metadata: offset?.metadata ?? "")
                })
        }
        return .init(groupId: asked.groupId, topics: told)
    }

    private static func parts(_ offsets: Offsets) -> ([LogPartition: CommittedOffset], ErrorCode) {
        switch offsets {
        case .success(let found): (found, .none)
        case .failure(let error): ([:], ErrorCode(error))
        }
    }

    /// Everything that was committed, by topic.
    private static func all(_ found: [LogPartition: CommittedOffset]) -> [(String, [Int32])] {
        Dictionary(grouping: found.keys, by: \.topic).sorted { $0.key < $1.key }.map { ($0.key, $0.value.map(\.index).sorted()) }
    }
}
