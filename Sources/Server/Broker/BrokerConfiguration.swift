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
    /// What DescribeConfigs says of the running server, by option name.
    package var described: [String: String] = [:]

    package init(clusterID: String) { self.clusterID = clusterID }
}
