import GroupCoordination
import KafkaWire

/// Shows groups with their members, and what these subscribe to and are assigned while the group is stable. Groups
/// whose assignments the server makes are shown as well, in the words of classic ones.
///
/// - v3: what the client may do with the group: everything, as there is no authorization yet
/// - v4: instance ids
/// - v6: a group that is not there is an error with a sentence; before, it is shown as "Dead"
struct DescribeGroupsHandler: RequestHandler {
    let groups: GroupHost

    /// READ (3), DELETE (6) and DESCRIBE (8) as bits.
    private static let allOperations: Int32 = 1 << 3 | 1 << 6 | 1 << 8
    private static let notAsked = Int32.min

    func handle(_ request: DescribeGroupsRequest, _ context: RequestContext, _ reply: ReplySlot<DescribeGroupsResponse>) {
        let operations = request.includeAuthorizedOperations ? Self.allOperations : Self.notAsked
        let described = request.groups.map { id -> DescribeGroupsResponse.DescribedGroup in
            guard let group = groups.describe(id) else { return Self.missing(id, context.version) }
            return .init(
                groupId: id, groupState: group.state, protocolType: group.protocolType, protocolData: group.protocolName,
                members: group.members.map { member in
                    .init(
                        memberId: member.memberID, groupInstanceId: member.instanceID, clientId: member.clientID,
                        clientHost: member.clientHost, memberMetadata: member.subscription,
                        memberAssignment: member.assignment)
                }, authorizedOperations: operations)
        }
        reply.answer(DescribeGroupsResponse(groups: described))
    }

    private static func missing(_ id: String, _ version: Int16) -> DescribeGroupsResponse.DescribedGroup {
        let isError = version >= 6
        return .init(
            errorCode: isError ? .groupIdNotFound : .none,
            errorMessage: isError ? "there is no group '\(id.prefix(200))'" : nil, groupId: id, groupState: "Dead",
            authorizedOperations: notAsked)
    }
}
