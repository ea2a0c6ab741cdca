/// All broker options. Kafka's names where Kafka has the option.
extension BrokerOption {
    /// In order of their names.
    package static let all = (told + chosen + defaultsOfTopics).sorted { $0.name < $1.name }

    private static let defaultsOfTopics = TopicOption.all.compactMap(BrokerOption.init(defaultOf:))

    private static let chosen = [
        brokerID, cleanerBytesPerSecond, connectionIdleTime, consumerHeartbeatInterval, consumerSessionTimeout, fetchMaxBytes,
        initialRebalanceDelay, maxConnections, maxConnectionsPerAddress, maxGroupBytes, maxGroups, maxGroupSize,
        maxParkedPartitions, maxPartitions, maxRequestBytes, maxRequestsInFlight, maxSessionTimeout, maxTransactionTimeout,
        maxUnsentBytes, minSessionTimeout, offsetMetadataMaxBytes, offsetsRetention, requestMemory,
    ]

    private static let told = [
        BrokerOption(
            "advertised.listeners", .string, nil,
            "The address clients are told to use; empty for the one they connected to."),
        BrokerOption(
            "auto.create.topics.enable", .boolean, "true",
            "Whether asking for a topic that is not there creates it."),
        BrokerOption("default.replication.factor", .int, "1", "There is one replica of everything."),
        BrokerOption("delete.topic.enable", .boolean, "true", "Whether topics can be deleted."),
        BrokerOption(
            "herald.durability", .string, "fsync",
            "fsync: acks=all answers after fdatasync. os: once the kernel has the bytes, which a power cut can lose."),
        BrokerOption("herald.version", .string, nil, "This server's version."),
        BrokerOption("listeners", .list, nil, "Where the Kafka protocol is served."),
        BrokerOption("log.dirs", .string, nil, "The directory that holds the data."),
        BrokerOption("num.partitions", .int, "1", "Partitions of a topic created without a number."),
        BrokerOption("offsets.topic.num.partitions", .int, "8", "Partitions of __consumer_offsets."),
    ]

    package static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    package static let brokerID = BrokerOption("broker.id", 1, in: 0...Int64(Int32.max), "This server's node id.")
    package static let cleanerBytesPerSecond = BrokerOption(
        "log.cleaner.io.max.bytes.per.second",
        .double(default: .greatestFiniteMagnitude, in: 1...Double.greatestFiniteMagnitude), isLive: true,
        "Bytes per second that the cleaning of compacted topics reads and writes.")
    package static let connectionIdleTime = BrokerOption(
        "connections.max.idle.ms", 600_000, in: 1_000...Int64(Int32.max),
        "How long a connection may be without traffic before it is closed.")
    package static let fetchMaxBytes = BrokerOption(
        "fetch.max.bytes", 57_671_680, in: 1_024...Int64(Int32.max),
        "The most bytes one fetch is answered with, except for a single larger batch.")
    package static let consumerHeartbeatInterval = BrokerOption(
        "group.consumer.heartbeat.interval.ms", 5_000, in: 100...Int64(Int32.max),
        "How often members of groups whose assignments the server makes are to show themselves.")
    package static let consumerSessionTimeout = BrokerOption(
        "group.consumer.session.timeout.ms", 45_000, in: 500...Int64(Int32.max),
        "How long members of groups whose assignments the server makes may be silent.")
    package static let initialRebalanceDelay = BrokerOption(
        "group.initial.rebalance.delay.ms", 100, in: 0...600_000, "How long the first join of an empty group waits for others.")
    package static let maxSessionTimeout = BrokerOption(
        "group.max.session.timeout.ms", 1_800_000, in: 1...Int64(Int32.max),
        "The longest session timeout a group member may ask for.")
    package static let maxGroupSize = BrokerOption("group.max.size", 1_000, in: 1...100_000, "The most members a group takes.")
    package static let minSessionTimeout = BrokerOption(
        "group.min.session.timeout.ms", 6_000, in: 1...Int64(Int32.max),
        "The shortest session timeout a group member may ask for.")
    package static let maxGroups = BrokerOption(
        "herald.max.groups", 80_000, in: 8...10_000_000,
        "The most groups there are; each partition of __consumer_offsets takes its share of them.")
    package static let maxGroupBytes = BrokerOption(
        "herald.max.group.bytes", 256 << 20, in: (1 << 20)...(1 << 40),
        "Bytes that the members of all groups take together, beyond which no group takes another.")
    package static let maxParkedPartitions = BrokerOption(
        "herald.max.parked.partitions", 500_000, in: 1...100_000_000,
        "Partitions that waiting fetches wait for, all together; beyond it a fetch is answered at once, and its client asked to "
            + "wait.")
    package static let maxPartitions = BrokerOption(
        "herald.max.partitions", 20_000, in: 16...1_000_000,
        "The most partitions all topics have together; each keeps files open, so three quarters of ulimit -n if that is less.")
    package static let maxRequestsInFlight = BrokerOption(
        "herald.max.requests.in.flight", 100, in: 1...10_000,
        "Requests of one connection that are not answered yet, parked fetches too, beyond which no more is read from it.")
    package static let maxUnsentBytes = BrokerOption(
        "herald.max.unsent.bytes", 256 << 20, in: (1 << 20)...(1 << 40),
        "Bytes in memory of answers that clients have not taken, of all connections, beyond which the client that has gone "
            + "longest without taking any is disconnected.")
    package static let maxConnections = BrokerOption(
        "max.connections", 10_000, in: 1...1_000_000, isLive: true,
        "The most Kafka connections there are.")
    package static let maxConnectionsPerAddress = BrokerOption(
        "max.connections.per.ip", 10_000, in: 1...1_000_000, isLive: true,
        "The most Kafka connections one address has.")
    package static let offsetMetadataMaxBytes = BrokerOption(
        "offset.metadata.max.bytes", 4_096, in: 0...32_767, "The longest text a consumer may commit with an offset.")
    package static let offsetsRetention = BrokerOption(
        "offsets.retention.minutes", 10_080, in: 1...Int64(Int32.max),
        "How long offsets are kept after their group has become empty.")
    package static let requestMemory = BrokerOption(
        "queued.max.request.bytes", 512 << 20, in: (1 << 20)...(1 << 40),
        "Bytes of requests that are arriving or not answered yet, of all connections together.")
    package static let maxRequestBytes = BrokerOption(
        "socket.request.max.bytes", 104_857_600, in: 1_024...(1 << 30), "The largest request that is read.")
    package static let maxTransactionTimeout = BrokerOption(
        "transaction.max.timeout.ms", 900_000, in: 1...Int64(Int32.max), "The longest time a producer may give its transactions.")
}
