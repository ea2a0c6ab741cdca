import GroupCoordination
import KafkaWire

/// Takes members out of a group at once, instead of when their session ends.
///
/// - v3: several members, static ones also by their instance id alone; an error for each
/// - v5: reasons, which are not kept
struct LeaveGroupHandler: RequestHandler {
    let groups: GroupHost

    func handle(_ request: LeaveGroupRequest, _ context: RequestContext, _ reply: ReplySlot<LeaveGroupResponse>) {
        let isBatch = context.version >= 3
        let leavers =
            isBatch
            ? request.members.map { Leaver(memberID: $0.memberId, instanceID: $0.groupInstanceId) }
            : [Leaver(memberID: request.memberId)]
        groups.leave(request.groupId, leavers) { answer in
            guard case .left(let errors) = answer else {
                reply.close("a leave was answered as something else")
                return
            }
            guard isBatch else {
                reply.answer(LeaveGroupResponse(errorCode: ErrorCode(errors.first ?? nil)))
                return
            }
            reply.answer(LeaveGroupResponse(members: zip(leavers, errors).map { leaver, error in
                .init(memberId: leaver.memberID, groupInstanceId: leaver.instanceID, errorCode: ErrorCode(error))
            }))
        }
    }
}
