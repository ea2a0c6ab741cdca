package import DurableState

/// The handlers of all group APIs, for the router's table.
package enum GroupHandlers {
    /// - Parameters:
    ///   - address: Where a client that asks over this connection finds this server.
    ///   - hasPartition: Whether offsets can be committed there.
    package static func all(
        groups: GroupHost, nodeID: Int32, address: @escaping @Sendable (RequestContext) -> (host: String, port: Int),
        hasPartition: @escaping @Sendable (LogPartition) -> Bool
    ) -> [any RequestHandler] {
        [
            OffsetCommitHandler(groups: groups, hasPartition: hasPartition),
            OffsetFetchHandler(groups: groups),
            FindCoordinatorHandler(nodeID: nodeID, address: address),
            JoinGroupHandler(groups: groups),
            HeartbeatHandler(groups: groups),
            LeaveGroupHandler(groups: groups),
            SyncGroupHandler(groups: groups),
            DescribeGroupsHandler(groups: groups),
            ListGroupsHandler(groups: groups),
            DeleteGroupsHandler(groups: groups),
        ]
    }
}
