/// A setting of the server as a whole, as `DescribeConfigs` shows it for a broker. All are read-only there; those with a range
/// are
/// given to `herald serve --set`. The table of all of them is in `BrokerOption+Table.swift`.
package struct BrokerOption: Sendable {
    package let name: String
    package let type: OptionType
    /// The value unless the caller knows another; nil for what only the running server knows.
    package let defaultText: String?
    /// What `BrokerSettings` may set; nil for what is said in another way, or cannot be chosen.
    package let range: ClosedRange<Int64>?
    package let documentation: String

    init(_ name: String, _ type: OptionType, _ defaultText: String?, _ documentation: String) {
        self.name = name
        self.type = type
        self.defaultText = defaultText
        self.range = nil
        self.documentation = documentation
    }

    /// One that may be set.
    init(_ name: String, _ value: Int64, in range: ClosedRange<Int64>, _ documentation: String) {
        self.name = name
        self.type = range.upperBound > Int64(Int32.max) ? .long : .int
        self.defaultText = String(value)
        self.range = range
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
