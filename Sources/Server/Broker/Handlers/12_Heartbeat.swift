import GroupCoordination
import KafkaWire

/// Keeps a member's place in its group, and tells it to join again when a rebalance has begun.
///
/// - v3: static members
struct HeartbeatHandler: RequestHandler {
    let groups: GroupHost

    func handle(_ request: HeartbeatRequest, _ context: RequestContext, _ reply: ReplySlot<HeartbeatResponse>) {
        let claim = MemberClaim(
            memberID: request.memberId, instanceID: request.groupInstanceId, generation: request.generationId)
        groups.heartbeat(request.groupId, claim) { answer in
            guard case .heartbeat(let error) = answer else {
                reply.close("a heartbeat was answered as something else")
                return
            }
            reply.answer(HeartbeatResponse(errorCode: ErrorCode(error)))
        }
    }
}
