import GroupCoordination
import KafkaWire

/// Brings the leader's assignments and fetches one's own. Parked until the leader's are durable.
///
/// - v3: static members
/// - v5: protocol type and name, checked when given and told in the answer
struct SyncGroupHandler: RequestHandler {
    let groups: GroupHost

    /// It waits for the other members.
    func traits(_ request: SyncGroupRequest) -> RequestTraits {
        RequestTraits(patience: nil)
    }

    func handle(_ request: SyncGroupRequest, _ context: RequestContext, _ reply: ReplySlot<SyncGroupResponse>) {
        let claim = MemberClaim(
            memberID: request.memberId, instanceID: request.groupInstanceId, generation: request.generationId)
        let assignments = Dictionary(request.assignments.map { ($0.memberId, $0.assignment) }, uniquingKeysWith: { $1 })
        let sync = SyncRequest(
            claim: claim, protocolType: request.protocolType, protocolName: request.protocolName, assignments: assignments)
        groups.sync(request.groupId, sync) { answer in
            switch answer {
            case .synced(let assignment):
                reply.answer(SyncGroupResponse(
                    protocolType: assignment.protocolType, protocolName: assignment.protocolName, assignment: assignment.bytes))
            case .syncRefused(let error):
                reply.answer(SyncGroupResponse(errorCode: ErrorCode(error)))
            case .joined, .joinRefused, .heartbeat, .left:
                reply.close("a sync was answered as something else")
            }
        }
    }
}
