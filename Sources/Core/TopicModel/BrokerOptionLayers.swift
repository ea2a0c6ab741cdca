/// Where a value of an option comes from, what counts most first; raw values are the protocol's.
package enum ConfigSource: Int8, Sendable {
    case topic = 1
    /// Set for this broker while it ran.
    case liveBroker = 2
    /// Set for all brokers while they ran.
    case liveDefault = 3
    /// Given at start, on the command line.
    case start = 4
    case `default` = 5
    case group = 8
}

/// One of the values that an option has been given, by one of the names that it goes by.
package struct ConfigValue: Hashable, Sendable {
    package var name: String
    package var value: String?
    package var source: ConfigSource

    package init(_ name: String, _ value: String?, _ source: ConfigSource) {
        self.name = name
        self.value = value
        self.source = source
    }
}

/// What is said of the broker's options, in layers: a value that was set for this broker counts before one that was set for all,
/// that before one that was given at start, and all before the default. By name.
package struct BrokerOptionLayers: Sendable, Equatable {
    package let own: [String: String]
    package let shared: [String: String]
    package let given: [String: String]

    /// - Parameters:
    ///   - own: Set for this broker. What this version does not understand counts as not set, here and in `shared`.
    ///   - shared: Set for all brokers.
    ///   - given: At start, or found out there.
    package init(own: [String: String] = [:], shared: [String: String] = [:], given: [String: String] = [:]) {
        self.own = own.filter(Self.isUnderstood)
        self.shared = shared.filter(Self.isUnderstood)
        self.given = given
    }

    private static func isUnderstood(_ name: String, _ value: String) -> Bool {
        guard let option = BrokerOption.byName[name], option.isLive else { return false }
        return (try? option.domain?.normalized(value)) == value
    }

    /// In order of precedence: the first is the one that holds, the last the default.
    package func values(of option: BrokerOption) -> [ConfigValue] {
        let layers = [(own, ConfigSource.liveBroker), (shared, .liveDefault), (given, .start)]
        let set = layers.compactMap { layer, source in layer[option.name].map { ConfigValue(option.name, $0, source) } }
        return set.filter { $0.source != .start || $0.value != option.defaultText }
            + [ConfigValue(option.name, option.defaultText, .default)]
    }

    package func value(of option: BrokerOption) -> String? { values(of: option)[0].value }

    /// Of an option that is a whole number.
    package subscript(option: BrokerOption) -> Int64 {
        guard let value = value(of: option).flatMap({ Int64($0) }) else {
            preconditionFailure("\(option.name) is a whole number")
        }
        return value
    }

    /// As many as can be counted; nil where there is no bound.
    package var cleanerBytesPerSecond: Int? {
        guard let rate = value(of: .cleanerBytesPerSecond).flatMap(Double.init), rate < 0x1p62 else { return nil }
        return Int(rate)
    }

    /// What topics' options are that are not set, by the topic option's name; those that have their own default left out.
    package var topicDefaults: [String: String] {
        var defaults: [String: String] = [:]
        for option in BrokerOption.all {
            guard let topicOption = option.topicOption else { continue }
            let value = value(of: option)
            if value != option.defaultText { defaults[topicOption.name] = value }
        }
        return defaults
    }

    /// What is wrong with the values together, which no option can say alone.
    var problem: String? {
        let config = EffectiveTopicConfig(topicDefaults)
        guard config.minCompactionLagMilliseconds > config.maxCompactionLagMilliseconds else { return nil }
        return """
            log.cleaner.min.compaction.lag.ms is \(config.minCompactionLagMilliseconds), more than \
            log.cleaner.max.compaction.lag.ms, which is \(config.maxCompactionLagMilliseconds)
            """
    }
}
