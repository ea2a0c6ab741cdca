/// What a group wants done, in order.
package enum GroupEffect: Sendable, Equatable {
    /// Every request is answered exactly once, now or later.
    case answer(RequestToken, GroupAnswer)
    /// Replaces the timer of the same name.
    case arm(GroupTimer, at: Int64)
    case cancel(GroupTimer)
    /// To be written in the order given; `GroupEvent.persisted` reports on each ticket once.
    case persist(GroupMetadata, ticket: UInt64)
}

package enum GroupTimer: Hashable, Sendable {
    /// A member has to show itself.
    case session(member: String)
    /// A member that was given an id has to join with it.
    case pending(member: String)
    /// Members have to join again.
    case rebalance
    /// Members have to ask for their assignment.
    case sync
}

package enum GroupAnswer: Sendable, Equatable {
    case joined(Membership)
    /// `memberID` is the one to come back with, or the one that was sent.
    case joinRefused(GroupError, memberID: String)
    case synced(Assignment)
    case syncRefused(GroupError)
    /// Nil is well.
    case heartbeat(GroupError?)
    /// One per leaver, in order.
    case left([GroupError?])
}

/// A member's place in a generation of its group.
package struct Membership: Sendable, Equatable {
    package var generation: Int32
    package var protocolType: String
    package var protocolName: String
    package var leader: String
    package var memberID: String
    /// Everybody's subscription, for the leader; empty for all others.
    package var members: [Subscriber]
    /// The leader came back and the assignment still holds.
    package var skipAssignment = false

    package struct Subscriber: Sendable, Equatable {
        package var memberID: String
        package var instanceID: String?
        package var metadata: [UInt8]
    }
}

package struct Assignment: Sendable, Equatable {
    package var protocolType: String
    package var protocolName: String
    package var bytes: [UInt8]
}
