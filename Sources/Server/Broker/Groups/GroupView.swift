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

    package var id: String
    /// Kafka's name of the state: `Stable`, `Empty`, ….
    package var state: String
    /// Empty for a group that only ever committed from outside.
    package var protocolType: String
    /// Empty unless the group is stable.
    package var protocolName: String
    /// In the order they joined.
    package var members: [Member]

    /// A group of which only offsets, or an empty generation, are kept.
    init(id: String, stored: GroupMetadata?) {
        self.id = id
        state = "Empty"
        protocolType = stored?.protocolType ?? ""
        protocolName = ""
        members = []
    }

    init(_ group: ClassicGroup) {
        let isStable = group.phase == .stable
        id = group.id
        state = group.stateName
        protocolType = group.protocolType ?? ""
        protocolName = isStable ? group.protocolName ?? "" : ""
        members = zip(group.membersInOrder, group.metadata.members).map { member, kept in
            Member(
                memberID: member.id, instanceID: member.instanceID, clientID: member.clientID, clientHost: member.clientHost,
                subscription: isStable ? kept.subscription : [], assignment: isStable ? kept.assignment : [])
        }
    }
}
