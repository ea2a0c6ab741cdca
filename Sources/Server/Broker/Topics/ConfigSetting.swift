import KafkaWire
import TopicModel

/// Something that has a configuration.
struct ConfigResource: Hashable {
    /// The protocol's numbers.
    static let topic: Int8 = 2
    static let broker: Int8 = 4
    static let group: Int8 = 32

    var type: Int8
    var name: String

    init(_ asked: DescribeConfigsRequest.DescribeConfigsResource) { (type, name) = (asked.resourceType, asked.resourceName) }

    init(_ asked: IncrementalAlterConfigsRequest.AlterConfigsResource) { (type, name) = (asked.resourceType, asked.resourceName) }

    init(_ asked: AlterConfigsRequest.AlterConfigsResource) { (type, name) = (asked.resourceType, asked.resourceName) }
}

/// One option of something, with all values that it has been given.
struct ConfigSetting {
    var name: String
    var type: OptionType
    var documentation: String
    var isReadOnly = false
    /// In order of precedence; never empty.
    var values: [ConfigValue]

    var inForce: ConfigValue { values[0] }
}

extension TopicDescription {
    /// Every option, in the table's order.
    func settings(_ broker: BrokerOptionLayers) -> [ConfigSetting] {
        // Herald's own topics do not follow the broker.
        let broker = isInternal ? BrokerOptionLayers() : broker
        return TopicOption.all.map { option in
            let own = overrides[option.name].map { ConfigValue(option.name, $0, .topic) }
            let others = BrokerOption.byName[option.brokerName].map { broker.values(of: $0) }
            return ConfigSetting(
                name: option.name, type: option.type, documentation: option.documentation,
                values: (own.map { [$0] } ?? []) + (others ?? [ConfigValue(option.brokerName, option.defaultText, .default)]))
        }
    }
}

extension BrokerOptionLayers {
    /// Every option of the broker, in the table's order.
    var settings: [ConfigSetting] { BrokerOption.all.map { ConfigSetting($0, values(of: $0)) } }

    /// What is set for all brokers, and nothing else.
    var sharedSettings: [ConfigSetting] {
        BrokerOption.all.compactMap { option in
            let value = values(of: option).first { $0.source == .liveDefault }
            return value.map { ConfigSetting(option, [$0]) }
        }
    }
}

extension ConfigSetting {
    fileprivate init(_ option: BrokerOption, _ values: [ConfigValue]) {
        self.init(
            name: option.name, type: option.type, documentation: option.documentation, isReadOnly: !option.isLive, values: values)
    }

    /// - Parameter set: Of the group; nil if it has the fallback.
    init(_ option: GroupOption, set: String?, fallback: String) {
        let own = set.map { ConfigValue(option.name, $0, .group) }
        self.init(
            name: option.name, type: .int, documentation: option.documentation,
            values: [own, ConfigValue(option.brokerOption.name, fallback, .default)].compactMap { $0 })
    }
}

extension DescribeConfigsResponse.DescribeConfigsResourceResult {
    init(_ setting: ConfigSetting, synonyms: Bool, documentation: Bool) {
        let inForce = setting.inForce
        self.init(
            name: setting.name, value: inForce.value, readOnly: setting.isReadOnly, configSource: inForce.source.rawValue,
            isDefault: inForce.source == .default,
            synonyms: synonyms ? setting.values.map { .init(name: $0.name, value: $0.value, source: $0.source.rawValue) } : [],
            configType: setting.type.rawValue, documentation: documentation ? setting.documentation : nil)
    }
}
