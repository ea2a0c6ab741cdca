/// A setting of the server as a whole, as `DescribeConfigs` shows it for a broker. Those with a domain are given to
/// `herald serve --set`, and some of these can be changed while the server runs. The table of all of them is in
/// `BrokerOption+Table.swift`.
package struct BrokerOption: Sendable {
    package let name: String
    package let type: OptionType
    /// The value unless the caller knows another; nil for what only the running server knows.
    package let defaultText: String?
    /// The values it can be given; nil for what is said in another way, or cannot be chosen.
    package let domain: OptionDomain?
    /// Whether it can be changed while the server runs.
    package let isLive: Bool
    /// The option of topics whose default this is.
    package let topicOption: TopicOption?
    package let documentation: String

    /// One that is only told.
    init(_ name: String, _ type: OptionType, _ defaultText: String?, _ documentation: String) {
        self.name = name
        self.type = type
        self.defaultText = defaultText
        self.domain = nil
        self.isLive = false
        self.topicOption = nil
        self.documentation = documentation
    }

    private init(_ name: String, _ domain: OptionDomain, isLive: Bool, of topicOption: TopicOption?, _ documentation: String) {
        self.name = name
        self.type = domain.type
        self.defaultText = domain.defaultText
        self.domain = domain
        self.isLive = isLive
        self.topicOption = topicOption
        self.documentation = documentation
    }

    init(_ name: String, _ domain: OptionDomain, isLive: Bool, _ documentation: String) {
        self.init(name, domain, isLive: isLive, of: nil, documentation)
    }

    /// A whole number.
    init(_ name: String, _ value: Int64, in range: ClosedRange<Int64>, isLive: Bool = false, _ documentation: String) {
        let domain: OptionDomain =
            if let value = Int32(exactly: value), let lower = Int32(exactly: range.lowerBound),
                let upper = Int32(exactly: range.upperBound)
            {
                .int(default: value, in: lower...upper)
            } else {
                .long(default: value, in: range)
            }
        self.init(name, domain, isLive: isLive, of: nil, documentation)
    }

    /// What a topic's option is for topics that do not set it. Nil for what the broker says nothing of.
    init?(defaultOf option: TopicOption) {
        guard let name = option.nameOfDefault else { return nil }
        let effect = option.hasEffect ? "" : " Without effect, as that is."
        self.init(
            name, option.domain, isLive: true, of: option, "The default of the topic option \(option.name).\(effect)")
    }

    /// Of a whole number that can be chosen.
    package var range: ClosedRange<Int64>? {
        switch domain {
        case .int(_, let range): Int64(range.lowerBound)...Int64(range.upperBound)
        case .long(_, let range): range
        default: nil
        }
    }
}

extension TopicOption {
    /// The broker's option that says what this one is by default; its own name if there is none.
    package var brokerName: String { nameOfDefault ?? name }

    fileprivate var nameOfDefault: String? {
        switch name {
        case Self.followerThrottledReplicas.name, Self.leaderThrottledReplicas.name: nil
        // The same there.
        case Self.compressionType.name, Self.minInSyncReplicas.name, Self.uncleanLeaderElection.name: name
        case Self.deleteRetentionMs.name: "log.cleaner.delete.retention.ms"
        case Self.fileDeleteDelayMs.name: "log.segment.delete.delay.ms"
        case Self.flushMessages.name: "log.flush.interval.messages"
        case Self.flushMs.name: "log.flush.interval.ms"
        case Self.maxCompactionLagMs.name: "log.cleaner.max.compaction.lag.ms"
        case Self.maxMessageBytes.name: "message.max.bytes"
        case Self.minCleanableDirtyRatio.name: "log.cleaner.min.cleanable.ratio"
        case Self.minCompactionLagMs.name: "log.cleaner.min.compaction.lag.ms"
        case Self.segmentIndexBytes.name: "log.index.size.max.bytes"
        case Self.segmentJitterMs.name: "log.roll.jitter.ms"
        case Self.segmentMs.name: "log.roll.ms"
        default: "log.\(name)"
        }
    }
}
