package import DurableState
package import GroupCoordination

/// What groups have to know of the topics they read.
package protocol GroupTopics: Sendable {
    /// Another number whenever `groupTopics` may have changed.
    var topicsVersion: UInt64 { get }

    /// By name.
    func groupTopics() -> [String: GroupTopic]

    /// The offset after the last that consumers may see; nil if the partition is not there.
    func endOffset(of partition: LogPartition) -> Int64?
}
