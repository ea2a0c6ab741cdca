/// Why a group refuses a request. Raw values are Kafka's error codes, one to one.
package enum GroupError: Int16, Error, Hashable, Sendable {
    case offsetMetadataTooLarge = 12
    /// The log could not take the group's state; the client looks for its coordinator again and retries.
    case coordinatorNotAvailable = 15
    case illegalGeneration = 22
    case inconsistentProtocol = 23
    case invalidGroupID = 24
    case unknownMember = 25
    case invalidSessionTimeout = 26
    case rebalanceInProgress = 27
    /// A commit is too large to become one batch.
    case invalidCommitOffsetSize = 28
    /// A size is beyond this server's limits.
    case invalidRequest = 42
    /// This server holds as many groups as it takes.
    case policyViolation = 44
    case nonEmptyGroup = 68
    case groupNotFound = 69
    case memberIDRequired = 79
    case groupFull = 81
    case fencedInstance = 82
    /// An offset is still needed: the group reads the topic.
    case subscribedToTopic = 86
    /// The member has an epoch that is not its own: it gives up what it has and joins again.
    case fencedMemberEpoch = 110
    /// Another member of that instance id is there.
    case unreleasedInstance = 111
    case unsupportedAssignor = 112
    /// The member is to learn its new epoch first.
    case staleMemberEpoch = 113
    case invalidPattern = 128
}
