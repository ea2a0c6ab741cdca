package import TopicModel

/// One member of a `ConsumerGroup`, from its join until it leaves, is fenced or expires.
package struct ConsumerGroupMember: Sendable {
    package enum State: Sendable, Equatable {
        case stable
        /// It was told to give up what is in `revoking`, and has not said that it did.
        case unrevoked
        /// What it is to have next is not yet given up by others.
        case unreleased
    }

    package let id: String
    package let instanceID: String?
    package internal(set) var rackID: String?
    package internal(set) var clientID: String
    package internal(set) var clientHost: String
    /// Milliseconds.
    package internal(set) var rebalanceTimeout: Int32
    /// Sorted, without duplicates.
    package internal(set) var topics: [String]
    package internal(set) var pattern: TopicPattern?
    package internal(set) var assignor: ConsumerAssignor?
    /// Of a member that still speaks the classic protocol.
    package internal(set) var classic: ConsumerGroup.ClassicVoice?

    package internal(set) var epoch: Int32
    var previousEpoch: Int32
    package internal(set) var state: State = .stable
    /// What it may use.
    package internal(set) var assigned: Set<AssignedPartition> = []
    /// What it may no longer use, and nobody else yet.
    package internal(set) var revoking: Set<AssignedPartition> = []
    /// What it subscribes to, of the topics that are there.
    package internal(set) var subscribed: Set<TopicID> = []

    /// Members are counted as they come.
    let order: UInt64
    var sessionDeadline: Int64
    /// When it must have given up what is in `revoking`, or joined again if it speaks the classic protocol.
    var revocationDeadline: Int64?

    /// About what it takes of memory: itself, and the names and ids it holds.
    var byteCount: Int {
        let voice = classic?.protocols.reduce(0) { $0 + $1.metadata.count + 64 } ?? 0
        return 1_024 + voice + topics.count * 64 + subscribed.count * 32 + (assigned.count + revoking.count) * 48
    }

    var holds: Set<AssignedPartition> { assigned.union(revoking) }

    /// A static member that said it will be back.
    package var isPaused: Bool { epoch == ConsumerHeartbeat.pauses }
}
