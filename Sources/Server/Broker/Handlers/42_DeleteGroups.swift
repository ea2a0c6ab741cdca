import GroupCoordination
import KafkaWire

/// Forgets empty groups and their offsets. Answered when that is durable.
struct DeleteGroupsHandler: RequestHandler {
    let groups: GroupHost

    func handle(_ request: DeleteGroupsRequest, _ context: RequestContext, _ reply: ReplySlot<DeleteGroupsResponse>) {
        let names = request.groupsNames
        let gathering = Gathering<Int, ErrorCode>(names.count) { answers in
            reply.answer(DeleteGroupsResponse(results: names.enumerated().map { index, name in
                .init(groupId: name, errorCode: answers[index] ?? .coordinatorNotAvailable)
            }))
        }
        for (index, name) in names.enumerated() {
            groups.delete(name) { gathering.add(index, ErrorCode($0)) }
        }
        gathering.finishIfEmpty()
    }
}
