package import TopicModel

/// One member of a `ConsumerGroup`, from its join until it leaves, is fenced or expires.
package struct ConsumerGroupMember: Sendable {
    package let id: String
    package internal(set) var metadata: ConsumerMemberMetadata
    /// What it is to have once everybody has followed.
    package internal(set) var target: Set<AssignedPartition> = []
    package internal(set) var current: ConsumerMemberAssignment
    /// What it subscribes to, of the topics that are there.
    package internal(set) var subscribed: Set<TopicID> = []
    /// Members are counted as they come.
    let order: UInt64

    init(id: String, metadata: ConsumerMemberMetadata, current: ConsumerMemberAssignment = .none, order: UInt64) {
        self.id = id
        self.metadata = metadata
        self.current = current
        self.order = order
    }

    /// About what it takes of memory: itself, and the names and ids it holds.
    var byteCount: Int {
        1_024 + metadata.byteCount + subscribed.count * 32 + (current.assigned.count + current.revoking.count) * 48
    }

    /// A static member that said it will be back.
    package var isPaused: Bool { current.epoch == ConsumerHeartbeat.pauses }
}

/// When a member is out of time. Milliseconds of the group's clock; anew for everybody from a restart on.
struct ConsumerDeadlines: Sendable {
    /// Unless it shows itself.
    var session: Int64
    /// When it must have given up what it is to revoke, or joined again if it speaks the classic protocol.
    var revocation: Int64?

    var first: Int64 { min(session, revocation ?? .max) }
}
