/// A setting of the server as a whole, as `DescribeConfigs` shows it for a broker. All are read-only there.
package struct BrokerOption: Sendable {
    package let name: String
    package let type: OptionType
    /// The value unless the caller knows another; nil for what only the running server knows.
    package let defaultText: String?
    package let documentation: String

    init(_ name: String, _ type: OptionType, _ defaultText: String?, _ documentation: String) {
        self.name = name
        self.type = type
        self.defaultText = defaultText
        self.documentation = documentation
    }

    /// Where a value came from; raw values are the protocol's.
    package enum Source: Int8, Sendable {
        /// Given at start, on the command line or in the configuration file.
        case staticBroker = 4
        case `default` = 5
    }

    package struct Setting: Sendable {
        package var option: BrokerOption
        package var value: String?
        package var source: Source
    }

    /// The table with the running server's values: `values` by name, those of unknown names left out.
    package static func settings(_ values: [String: String]) -> [Setting] {
        all.map { option in
            let value = values[option.name] ?? option.defaultText
            return Setting(option: option, value: value, source: value == option.defaultText ? .default : .staticBroker)
        }
    }

    package static let all: [BrokerOption] = [
        BrokerOption(
            "advertised.listeners", .string, nil,
            "The address clients are told to use; empty for the one they connected to."),
        BrokerOption(
            "auto.create.topics.enable", .boolean, "true",
            "Whether asking for a topic that is not there creates it."),
        BrokerOption("broker.id", .int, "1", "This server's node id."),
        BrokerOption("compression.type", .string, "producer", "Batches are stored as the producer compressed them."),
        BrokerOption("default.replication.factor", .int, "1", "There is one replica of everything."),
        BrokerOption("delete.topic.enable", .boolean, "true", "Whether topics can be deleted."),
        BrokerOption(
            "fetch.max.bytes", .int, "57671680",
            "The most bytes one fetch is answered with, except for a single larger batch."),
        BrokerOption(
            "group.initial.rebalance.delay.ms", .int, "100",
            "How long the first join of an empty group waits for others."),
        BrokerOption(
            "group.max.session.timeout.ms", .int, "1800000",
            "The longest session timeout a group member may ask for."),
        BrokerOption("group.max.size", .int, "1000", "The most members a group takes."),
        BrokerOption(
            "group.min.session.timeout.ms", .int, "6000",
            "The shortest session timeout a group member may ask for."),
        BrokerOption(
            "herald.durability", .string, "fsync",
            "fsync: acks=all answers after fdatasync. os: once the kernel has the bytes, which a power cut can lose."),
        BrokerOption("herald.version", .string, nil, "This server's version."),
        BrokerOption("listeners", .list, nil, "Where the Kafka protocol is served."),
        BrokerOption(
            "log.cleanup.policy", .list, TopicOption.cleanupPolicy.defaultText,
            "The default of the topic option cleanup.policy."),
        BrokerOption("log.dirs", .string, nil, "The directory that holds the data."),
        BrokerOption(
            "log.message.timestamp.type", .string, TopicOption.timestampType.defaultText,
            "The default of the topic option message.timestamp.type."),
        BrokerOption(
            "log.retention.bytes", .long, TopicOption.retentionBytes.defaultText,
            "The default of the topic option retention.bytes."),
        BrokerOption(
            "log.retention.ms", .long, TopicOption.retentionMs.defaultText,
            "The default of the topic option retention.ms."),
        BrokerOption(
            "log.segment.bytes", .int, TopicOption.segmentBytes.defaultText,
            "The default of the topic option segment.bytes."),
        BrokerOption(
            "message.max.bytes", .int, TopicOption.maxMessageBytes.defaultText,
            "The default of the topic option max.message.bytes."),
        BrokerOption("min.insync.replicas", .int, "1", "There is one replica of everything."),
        BrokerOption("num.partitions", .int, "1", "Partitions of a topic created without a number."),
        BrokerOption("offset.metadata.max.bytes", .int, "4096", "The longest text a consumer may commit with an offset."),
        BrokerOption(
            "offsets.retention.minutes", .int, "10080",
            "How long offsets are kept after their group has become empty."),
        BrokerOption("offsets.topic.num.partitions", .int, "8", "Partitions of __consumer_offsets."),
        BrokerOption("socket.request.max.bytes", .int, "104857600", "The largest request that is read."),
    ]
}

extension TopicOption {
    /// The broker's option that says what this one is by default; its own name if there is none.
    package var brokerName: String { Self.brokerNames[name] ?? name }

    private static let brokerNames = [
        cleanupPolicy.name: "log.cleanup.policy",
        maxMessageBytes.name: "message.max.bytes",
        retentionBytes.name: "log.retention.bytes",
        retentionMs.name: "log.retention.ms",
        segmentBytes.name: "log.segment.bytes",
        timestampType.name: "log.message.timestamp.type",
    ]
}
