/// What can happen to a group.
package enum GroupEvent: Sendable {
    case join(JoinRequest, RequestToken)
    case sync(SyncRequest, RequestToken)
    case heartbeat(MemberClaim, RequestToken)
    case leave([Leaver], RequestToken)
    /// A timer that was armed has run out. One that was cancelled in the meantime does no harm.
    case timer(GroupTimer)
    /// The metadata of that ticket is durable, or could not be written.
    case persisted(ticket: UInt64, failed: Bool)
    /// The group is deleted. Only while it is empty.
    case delete
}

package struct JoinRequest: Sendable {
    /// Empty for a member that has none yet.
    package var memberID: String
    package var instanceID: String?
    package var clientID: String
    package var clientHost: String
    /// Milliseconds.
    package var sessionTimeout: Int32
    /// Milliseconds.
    package var rebalanceTimeout: Int32
    package var protocolType: String
    package var protocols: [GroupProtocol]
    /// A fresh UUID's text, in case a member id has to be made.
    package var freshID: String
    /// Whether a member without an id is first told its id and joins again with it (JoinGroup 4 and later, KIP-394).
    package var mustKnowMemberID: Bool
    /// Whether a leader can be told not to assign (JoinGroup 9 and later, KIP-814).
    package var canSkipAssignment: Bool

    package init(
        memberID: String, instanceID: String? = nil, clientID: String, clientHost: String, sessionTimeout: Int32,
        rebalanceTimeout: Int32, protocolType: String, protocols: [GroupProtocol], freshID: String, mustKnowMemberID: Bool,
        canSkipAssignment: Bool
    ) {
        self.memberID = memberID
        self.instanceID = instanceID
        self.clientID = clientID
        self.clientHost = clientHost
        self.sessionTimeout = sessionTimeout
        self.rebalanceTimeout = rebalanceTimeout
        self.protocolType = protocolType
        self.protocols = protocols
        self.freshID = freshID
        self.mustKnowMemberID = mustKnowMemberID
        self.canSkipAssignment = canSkipAssignment
    }
}

/// Who a member says it is.
package struct MemberClaim: Sendable {
    package var memberID: String
    package var instanceID: String?
    package var generation: Int32

    package init(memberID: String, instanceID: String? = nil, generation: Int32) {
        self.memberID = memberID
        self.instanceID = instanceID
        self.generation = generation
    }
}

package struct SyncRequest: Sendable {
    package var claim: MemberClaim
    /// Checked when given (SyncGroup 5 and later).
    package var protocolType: String?
    package var protocolName: String?
    /// By member id; from the leader only.
    package var assignments: [String: [UInt8]]

    package init(
        claim: MemberClaim, protocolType: String? = nil, protocolName: String? = nil, assignments: [String: [UInt8]] = [:]
    ) {
        self.claim = claim
        self.protocolType = protocolType
        self.protocolName = protocolName
        self.assignments = assignments
    }
}

/// Somebody to be taken out of the group: by member id, or by instance id with an empty member id.
package struct Leaver: Sendable {
    package var memberID: String
    package var instanceID: String?

    package init(memberID: String, instanceID: String? = nil) {
        self.memberID = memberID
        self.instanceID = instanceID
    }
}
