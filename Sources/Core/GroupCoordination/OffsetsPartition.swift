package import DurableState

/// Which partition of `__consumer_offsets` keeps a group.
package enum OffsetsPartition {
    package static let topic = "__consumer_offsets"

    /// As Kafka chooses it: Java's `String.hashCode`, made non-negative, modulo the number of partitions.
    package static func index(of group: String, count: Int32) -> Int32 {
        precondition(count > 0, "__consumer_offsets has partitions")
        var hash: Int32 = 0
        for unit in group.utf16 { hash = hash &* 31 &+ Int32(unit) }
        return (hash & .max) % count
    }

    package static func partition(_ index: Int32) -> LogPartition { LogPartition(topic: topic, index: index) }
}
