internal import DurableState
internal import GroupCoordination

/// A group as people and tools see it.
package struct GroupView: Sendable {
    package struct Member: Sendable {
        package var memberID: String
        package var instanceID: String?
        package var clientID: String
        package var clientHost: String
        /// Empty unless the group is stable.
        package var subscription: [UInt8]
        /// Empty unless the group is stable.
        package var assignment: [UInt8]
    }

    package enum Kind: String, Sendable {
        /// Members divide the work themselves.
        case classic
        /// The server does (KIP-848).
        case consumer
    }

    package var id: String
    package var kind: Kind
    /// Kafka's name of the state: `Stable`, `Empty`, ….
    package var state: String
    /// Empty for a group that only ever committed from outside.
    package var protocolType: String
    /// Empty unless the group is stable.
    package var protocolName: String
    /// In the order they joined.
    package var members: [Member]
    /// The generation, or the epoch of a group whose assignments the server makes: one more with each rebalance.
    package var generation: Int32

    /// A group of which only offsets, or an empty generation, are kept.
    init(id: String, stored: OffsetsShard.Group) {
        self.id = id
        state = "Empty"
        kind = stored.consumer == nil ? .classic : .consumer
        protocolType = stored.consumer == nil ? stored.metadata?.protocolType ?? "" : ConsumerProtocol.type
        protocolName = ""
        members = []
        generation = stored.consumer?.epoch ?? stored.metadata?.generation ?? 0
    }

    init(_ group: ClassicGroup) {
        let isStable = group.phase == .stable
        id = group.id
        kind = .classic
        state = group.stateName
        generation = group.generation
        protocolType = group.protocolType ?? ""
        protocolName = isStable ? group.protocolName ?? "" : ""
        members = zip(group.membersInOrder, group.metadata.members).map { member, kept in
            Member(
                memberID: member.id, instanceID: member.instanceID, clientID: member.clientID, clientHost: member.clientHost,
                subscription: isStable ? kept.subscription : [], assignment: isStable ? kept.assignment : [])
        }
    }
    /// Subscriptions and assignments are put into the words that members of classic groups use among themselves, so that
    /// tools which know nothing else can read them.
    init(_ group: ConsumerGroup) {
        id = group.id
        kind = .consumer
        state = group.stateName
        generation = group.epoch
        protocolType = ConsumerProtocol.type
        protocolName = group.isEmpty ? "" : group.assignor.rawValue
        let names = group.topicNames()
        members = group.membersInOrder.map { member in
            let assigned = member.current.assigned.compactMap { partition in
                names[partition.topic].map { LogPartition(topic: $0, index: partition.index) }
            }
            return Member(
                memberID: member.id, instanceID: member.metadata.instanceID, clientID: member.metadata.clientID,
                clientHost: member.metadata.clientHost,
                subscription: ConsumerProtocol.subscription(to: member.subscribed.compactMap { names[$0] }.sorted()),
                assignment: ConsumerProtocol.assignment(of: assigned))
        }
    }
}
