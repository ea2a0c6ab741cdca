/// What a server decides about all its groups. Times are milliseconds.
package struct GroupParameters: Sendable {
    /// How long the first join of an empty group waits for others; extended while members keep arriving.
    package var initialRebalanceDelay: Int64 = 100
    package var minSessionTimeout: Int32 = 6_000
    package var maxSessionTimeout: Int32 = 1_800_000
    /// Members of one group; as many again may be between being given an id and joining with it.
    package var maxMembers = 1_000
    /// Assignment strategies one member may offer.
    package var maxProtocols = 64
    /// Bytes of all of one member's subscriptions together.
    package var maxSubscriptionBytes = 1 << 20
    /// Bytes of a group's subscriptions and assignments together: they become one record.
    package var maxGroupBytes = 8 << 20
    /// Bytes that the members of all groups take together, about; beyond it no group takes another member.
    package var maxMemoryBytes = 256 << 20
    /// Bytes of a group id, an instance id or a client id.
    package var maxIDBytes = 1_024
    /// How long a member whose assignments the server makes may be silent.
    package var consumerSessionTimeout: Int64 = 45_000
    /// How often such a member is told to show itself.
    package var consumerHeartbeatInterval: Int32 = 5_000
    /// Names of topics in one subscription.
    package var maxSubscribedTopics = 10_000

    package init() {}

    package mutating func follow(_ times: ConsumerTimes) {
        consumerSessionTimeout = times.sessionTimeout
        consumerHeartbeatInterval = times.heartbeatInterval
    }
}

/// How members of one group whose assignments the server makes are to show themselves. Milliseconds.
package struct ConsumerTimes: Sendable, Equatable {
    package var sessionTimeout: Int64
    package var heartbeatInterval: Int32

    package init(sessionTimeout: Int64, heartbeatInterval: Int32) {
        self.sessionTimeout = sessionTimeout
        self.heartbeatInterval = heartbeatInterval
    }
}
