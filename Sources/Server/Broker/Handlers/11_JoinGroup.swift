import GroupCoordination
import KafkaWire
import TopicModel

/// Makes a client a member of its group's next generation. Parked until the others are there too.
///
/// - v1: a rebalance timeout of its own; before, it is the session timeout
/// - v4: a new member is told its id first and joins again with it (KIP-394)
/// - v5: static members (KIP-345)
/// - v7: the answer names the protocol type, and no protocol where there is none
/// - v9: a leader that came back is told to leave the assignment alone (KIP-814)
struct JoinGroupHandler: RequestHandler {
    let groups: GroupHost

    /// It waits for the other members.
    func traits(_ request: JoinGroupRequest) -> RequestTraits {
        RequestTraits(patience: nil)
    }

    func handle(_ request: JoinGroupRequest, _ context: RequestContext, _ reply: ReplySlot<JoinGroupResponse>) {
        let version = context.version
        let join = JoinRequest(
            memberID: request.memberId, instanceID: request.groupInstanceId, clientID: context.clientId,
            clientHost: "/\(context.connection.peerHost)", sessionTimeout: request.sessionTimeoutMs,
            rebalanceTimeout: version == 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs,
            protocolType: request.protocolType,
            protocols: request.protocols.map { GroupProtocol(name: $0.name, metadata: $0.metadata) }, freshID: Self.freshID(),
            mustKnowMemberID: version >= 4, canSkipAssignment: version >= 9)
        groups.join(request.groupId, join) { answer in
            switch answer {
            case .joined(let membership):
                reply.answer(Self.response(membership))
            case .joinRefused(let error, let memberID):
                reply.answer(JoinGroupResponse(
                    errorCode: ErrorCode(error), generationId: -1, protocolName: version >= 7 ? nil : "", memberId: memberID))
            case .synced, .syncRefused, .heartbeat, .left:
                reply.close("a join was answered as something else")
            }
        }
    }

    private static func response(_ membership: Membership) -> JoinGroupResponse {
        JoinGroupResponse(
            generationId: membership.generation, protocolType: membership.protocolType, protocolName: membership.protocolName,
            leader: membership.leader, skipAssignment: membership.skipAssignment, memberId: membership.memberID,
            members: membership.members.map {
                .init(memberId: $0.memberID, groupInstanceId: $0.instanceID, metadata: $0.metadata)
            })
    }

    /// The text of a random version 4 UUID.
    private static func freshID() -> String { TopicID(random: .random(in: 0 ... .max), .random(in: 0 ... .max)).uuidText }
}
