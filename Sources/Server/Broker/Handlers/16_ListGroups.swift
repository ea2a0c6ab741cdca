import KafkaWire

/// Lists the groups.
///
/// - v4: only those in certain states, and the state of each
/// - v5: only those of certain types, and the type of each: "classic" or "consumer"
struct ListGroupsHandler: RequestHandler {
    let groups: GroupHost

    func handle(_ request: ListGroupsRequest, _ context: RequestContext, _ reply: ReplySlot<ListGroupsResponse>) {
        let states = Set(request.statesFilter.map { $0.lowercased() })
        let types = Set(request.typesFilter.map { $0.lowercased() })
        let listed = groups.list().filter { types.isEmpty || types.contains($0.kind.rawValue) }
        let answers = listed.filter { states.isEmpty || states.contains($0.state.lowercased()) }.map {
            ListGroupsResponse.ListedGroup(
                groupId: $0.id, protocolType: $0.protocolType, groupState: $0.state, groupType: $0.kind.rawValue)
        }
        reply.answer(ListGroupsResponse(groups: answers))
    }
}
