/// What a member of a `ConsumerGroup` says. Nil, and -1 for the timeout, is what has not changed since it last spoke.
package struct ConsumerHeartbeat: Sendable {
    package static let joins: Int32 = 0
    package static let leaves: Int32 = -1
    /// A static member that will be back.
    package static let pauses: Int32 = -2

    package var memberID: String
    package var epoch: Int32
    package var instanceID: String?
    package var rackID: String?
    /// Milliseconds that the member may take to give partitions back.
    package var rebalanceTimeout: Int32
    package var topics: [String]?
    /// A regular expression; empty takes an earlier one back.
    package var pattern: String?
    package var assignor: String?
    package var owned: Set<AssignedPartition>?
    package var clientID: String
    package var clientHost: String

    package init(
        memberID: String, epoch: Int32, instanceID: String? = nil, rackID: String? = nil, rebalanceTimeout: Int32 = -1,
        topics: [String]? = nil, pattern: String? = nil, assignor: String? = nil, owned: Set<AssignedPartition>? = nil,
        clientID: String = "", clientHost: String = ""
    ) {
        self.memberID = memberID
        self.epoch = epoch
        self.instanceID = instanceID
        self.rackID = rackID
        self.rebalanceTimeout = rebalanceTimeout
        self.topics = topics
        self.pattern = pattern
        self.assignor = assignor
        self.owned = owned
        self.clientID = clientID
        self.clientHost = clientHost
    }

    /// Says everything, and so wants to hear everything.
    var isFull: Bool { rebalanceTimeout >= 0 && (topics != nil || pattern != nil) && owned != nil }
}

/// What it is told.
package struct ConsumerPlace: Sendable, Equatable {
    package var memberID: String
    package var epoch: Int32
    /// All partitions it may use from now; nil if they are the same as before.
    package var assignment: Set<AssignedPartition>?

    package init(memberID: String, epoch: Int32, assignment: Set<AssignedPartition>?) {
        self.memberID = memberID
        self.epoch = epoch
        self.assignment = assignment
    }
}

/// Why a heartbeat is refused: the code, and a sentence for people.
package struct ConsumerRefusal: Error, Equatable, Sendable {
    package var error: GroupError
    package var sentence: String?

    package init(_ error: GroupError, _ sentence: String? = nil) {
        self.error = error
        self.sentence = sentence
    }
}
