/// How far a group has come in a partition.
package struct CommittedOffset: Hashable, Sendable {
    /// The next record to read.
    package var offset: Int64
    /// -1 if not known.
    package var leaderEpoch: Int32
    /// The client's own words.
    package var metadata: String
    /// Milliseconds since 1970-01-01 UTC.
    package var commitTimestamp: Int64
    /// When the client wanted it forgotten (only in records of old writers). Milliseconds since 1970-01-01 UTC.
    package var expireTimestamp: Int64?

    package init(
        offset: Int64, leaderEpoch: Int32 = -1, metadata: String = "", commitTimestamp: Int64, expireTimestamp: Int64? = nil
    ) {
        self.offset = offset
        self.leaderEpoch = leaderEpoch
        self.metadata = metadata
        self.commitTimestamp = commitTimestamp
        self.expireTimestamp = expireTimestamp
    }
}
