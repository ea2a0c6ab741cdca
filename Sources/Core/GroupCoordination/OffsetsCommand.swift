package import DurableState

/// What can be asked of a shard. Timestamps are milliseconds since 1970-01-01 UTC.
package enum OffsetsCommand: Sendable {
    /// Refused as `policyViolation` if the shard holds as many groups as it takes.
    case commit(group: String, [Commit], timestamp: Int64)
    case store(group: String, GroupMetadata)
    /// What may be new of a group whose assignments the server makes. Nothing is written of what is so already.
    case storeConsumers(group: String, ConsumerGroupNews)
    /// Forgets a group and its offsets. Refused as `groupNotFound`.
    case delete(group: String)
    /// Forgets the group's offsets in these partitions; those it has none in are well too. Refused as `groupNotFound`.
    case deleteOffsets(group: String, [LogPartition])
    /// The topic is gone: so are all offsets in it.
    case forgetTopic(String)
    /// Forgets what has not been needed for too long. `live` groups have members now, whatever was stored of them last: of
    /// those whose assignments the server makes, with the topics they subscribe to, only offsets of other topics are forgotten.
    case expire(now: Int64, live: [String: Set<String>?])

    package struct Commit: Sendable {
        package var partition: LogPartition
        package var offset: Int64
        package var leaderEpoch: Int32
        package var metadata: String

        package init(partition: LogPartition, offset: Int64, leaderEpoch: Int32 = -1, metadata: String = "") {
            self.partition = partition
            self.offset = offset
            self.leaderEpoch = leaderEpoch
            self.metadata = metadata
        }
    }
}

package struct OffsetsReply: Sendable, Equatable {
    /// One per commit, in order; nil is well. Empty for other commands.
    package var commits: [GroupError?] = []
    /// Groups of which nothing is left (expiration only).
    package var expiredGroups: [String] = []
    /// The command found more to forget than it takes at once: give it again.
    package var hasMore = false
}
