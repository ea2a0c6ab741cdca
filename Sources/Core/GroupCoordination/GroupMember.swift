/// One member of a group, from its accepted join until it leaves, is dropped or expires.
package struct GroupMember: Sendable {
    package let id: String
    /// Set for static members (KIP-345), which keep their place across restarts of the client.
    package let instanceID: String?
    package var clientID: String
    package var clientHost: String
    /// Milliseconds.
    package var rebalanceTimeout: Int32
    /// Milliseconds.
    package var sessionTimeout: Int32
    /// In order of preference.
    package var protocols: [GroupProtocol]
    /// What the leader gave it, in bytes that only clients understand.
    package var assignment: [UInt8] = []

    /// Members are counted as they come: the first is asked to lead.
    let order: UInt64
    /// When the member counts as gone unless it shows itself.
    var sessionDeadline: Int64 = 0
    /// The JoinGroup it waits on.
    var parkedJoin: RequestToken?
    /// The SyncGroup it waits on.
    var parkedSync: RequestToken?

    func subscription(for name: String?) -> [UInt8] {
        protocols.first { $0.name == name }?.metadata ?? []
    }
}

/// An assignment strategy a member offers, and its subscription in that strategy's form.
package struct GroupProtocol: Hashable, Sendable {
    package var name: String
    package var metadata: [UInt8]

    package init(name: String, metadata: [UInt8]) {
        self.name = name
        self.metadata = metadata
    }
}

/// Stands for a request whose reply the shell keeps until the group answers it.
package struct RequestToken: Hashable, Sendable {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) { self.rawValue = rawValue }
}
