package import DurableState
package import KafkaWire

/// The handlers of all group APIs, for the router's table.
package enum GroupHandlers {
    /// - Parameters:
    ///   - address: Where a client that asks over this connection finds this server.
    ///   - topics: What offsets can be committed of.
    ///   - hasPendingOffset: Whether an offset is about to change with a transaction.
    package static func all(
        groups: GroupHost, nodeID: Int32, address: @escaping @Sendable (RequestContext) -> (host: String, port: Int),
        topics: RequestTopics,
        hasPendingOffset: @escaping @Sendable (_ group: String, LogPartition) -> Bool
    ) -> [any RequestHandler] {
        [
            OffsetCommitHandler(groups: groups, topics: topics),
            OffsetFetchHandler(groups: groups, topics: topics, hasPendingOffset: hasPendingOffset),
            FindCoordinatorHandler(nodeID: nodeID, address: address),
            JoinGroupHandler(groups: groups),
            HeartbeatHandler(groups: groups),
            LeaveGroupHandler(groups: groups),
            SyncGroupHandler(groups: groups),
            DescribeGroupsHandler(groups: groups),
            ListGroupsHandler(groups: groups),
            DeleteGroupsHandler(groups: groups),
            OffsetDeleteHandler(groups: groups, topics: topics),
            ConsumerGroupHeartbeatHandler(groups: groups),
            ConsumerGroupDescribeHandler(groups: groups),
        ]
    }
}

/// What handlers of requests about groups ask of topics.
package struct RequestTopics: Sendable {
    let hasPartition: @Sendable (LogPartition) -> Bool
    let name: @Sendable (KafkaUUID) -> String?
    let id: @Sendable (_ name: String) -> KafkaUUID?

    package init(
        hasPartition: @escaping @Sendable (LogPartition) -> Bool, name: @escaping @Sendable (KafkaUUID) -> String?,
        id: @escaping @Sendable (_ name: String) -> KafkaUUID?
    ) {
        self.hasPartition = hasPartition
        self.name = name
        self.id = id
    }
}
