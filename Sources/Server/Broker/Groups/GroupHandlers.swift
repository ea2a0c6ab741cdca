package import DurableState

/// The handlers of all group APIs, for the router's table.
package enum GroupHandlers {
    /// - Parameters:
    ///   - address: Where a client that asks over this connection finds this server.
    ///   - hasPartition: Whether offsets can be committed there.
    ///   - hasPendingOffset: Whether an offset is about to change with a transaction.
    package static func all(
        groups: GroupHost, nodeID: Int32, address: @escaping @Sendable (RequestContext) -> (host: String, port: Int),
        hasPartition: @escaping @Sendable (LogPartition) -> Bool,
        hasPendingOffset: @escaping @Sendable (_ group: String, LogPartition) -> Bool
    ) -> [any RequestHandler] {
        [
            OffsetCommitHandler(groups: groups, hasPartition: hasPartition),
            OffsetFetchHandler(groups: groups, hasPendingOffset: hasPendingOffset),
            FindCoordinatorHandler(nodeID: nodeID, address: address),
            JoinGroupHandler(groups: groups),
            HeartbeatHandler(groups: groups),
            LeaveGroupHandler(groups: groups),
            SyncGroupHandler(groups: groups),
            DescribeGroupsHandler(groups: groups),
            ListGroupsHandler(groups: groups),
            DeleteGroupsHandler(groups: groups),
            ConsumerGroupHeartbeatHandler(groups: groups),
            ConsumerGroupDescribeHandler(groups: groups),
        ]
    }
}
