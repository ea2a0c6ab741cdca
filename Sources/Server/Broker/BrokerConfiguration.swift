package import GroupCoordination
package import TopicModel
package import TransactionCoordination

/// What the operator decided about the broker.
package struct BrokerConfiguration: Sendable {
    /// Where a client is told to connect.
    package struct Address: Sendable, Equatable {
        package var host: String
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    package var nodeID: Int32 = 1
    /// Stays the same for the life of the data directory.
    package var clusterID: String
    /// nil: every client is told the address it connected to.
    package var advertised: Address?
    /// Partitions of a topic that is created without a number.
    package var defaultPartitionCount: Int32 = 1
    /// Of one fetch's records, unless its first batch alone is larger. Kafka's `fetch.max.bytes`.
    package var fetchMaxBytes = 55 << 20
    /// Whether `_schemas` belongs to this server's own registry, so that clients may only read it.
    package var ownsSchemas = true
    /// Partitions of `__consumer_offsets`, fixed when it is created.
    package var offsetsPartitionCount: Int32 = 8
    package private(set) var settings = BrokerSettings()
    package var groups = GroupParameters()
    package var offsets = OffsetsShard.Limits()
    package var transactions = TransactionCoordinator.Limits()
    /// That waiting fetches wait for.
    package var maxParkedPartitions = 500_000
    /// Of all topics together.
    package var maxPartitions = 20_000
    /// What the broker's options were at the start, by name; of others the default holds.
    package var described: [String: String] = [:]

    package init(clusterID: String) { self.clusterID = clusterID }

    /// Takes over what the operator chose.
    package mutating func apply(_ settings: BrokerSettings) {
        self.settings = settings
        nodeID = Int32(settings[.brokerID])
        fetchMaxBytes = Int(settings[.fetchMaxBytes])
        maxPartitions = Int(settings[.maxPartitions])
        maxParkedPartitions = Int(settings[.maxParkedPartitions])
        groups.initialRebalanceDelay = settings[.initialRebalanceDelay]
        groups.minSessionTimeout = Int32(settings[.minSessionTimeout])
        groups.maxSessionTimeout = Int32(settings[.maxSessionTimeout])
        groups.maxMembers = Int(settings[.maxGroupSize])
        groups.maxMemoryBytes = Int(settings[.maxGroupBytes])
        groups.consumerSessionTimeout = settings[.consumerSessionTimeout]
        groups.consumerHeartbeatInterval = Int32(settings[.consumerHeartbeatInterval])
        offsets.maxGroups = max(1, Int(settings[.maxGroups]) / Int(offsetsPartitionCount))
        offsets.maxMetadataBytes = Int(settings[.offsetMetadataMaxBytes])
        offsets.retention = settings[.offsetsRetention] * 60_000
        transactions.maxTimeout = Int32(settings[.maxTransactionTimeout])
        described.merge(settings.texts) { _, chosen in chosen }
    }
}
