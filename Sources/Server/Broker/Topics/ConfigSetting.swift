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

/// One option of one topic, and where its value comes from.
struct ConfigSetting {
    /// The protocol's numbers.
    static let topicSource: Int8 = 1
    static let defaultSource: Int8 = 5
    static let groupSource: Int8 = 8

    var option: TopicOption
    var value: String
    var isSet: Bool

    var source: Int8 { isSet ? Self.topicSource : Self.defaultSource }
}

extension TopicDescription {
    /// Every option, in the table's order.
    var settings: [ConfigSetting] {
        TopicOption.all.map { option in
            let override = overrides[option.name]
            return ConfigSetting(option: option, value: override ?? option.defaultText, isSet: override != nil)
        }
    }
}

extension DescribeConfigsResponse.DescribeConfigsResourceResult {
    init(_ setting: ConfigSetting, synonyms: Bool, documentation: Bool) {
        let name = setting.option.name
        var precedence: [DescribeConfigsResponse.DescribeConfigsSynonym] = []
        if setting.isSet { precedence.append(.init(name: name, value: setting.value, source: ConfigSetting.topicSource)) }
        precedence.append(
            .init(name: setting.option.brokerName, value: setting.option.defaultText, source: ConfigSetting.defaultSource))
        self.init(
            name: name, value: setting.value, configSource: setting.source, isDefault: !setting.isSet,
            synonyms: synonyms ? precedence : [], configType: setting.option.type.rawValue,
            documentation: documentation ? setting.option.documentation : nil)
    }

    /// - Parameters:
    ///   - set: Of the group; nil if it has the default.
    init(_ option: GroupOption, set: String?, default: Int64, synonyms: Bool, documentation: Bool) {
        typealias Synonym = DescribeConfigsResponse.DescribeConfigsSynonym
        let fallback = Synonym(name: option.brokerOption.name, value: String(`default`), source: ConfigSetting.defaultSource)
        let own = set.map { Synonym(name: option.name, value: $0, source: ConfigSetting.groupSource) }
        self.init(
            name: option.name, value: set ?? String(`default`), configSource: own?.source ?? ConfigSetting.defaultSource,
            isDefault: set == nil, synonyms: synonyms ? [own, fallback].compactMap { $0 } : [],
            configType: OptionType.int.rawValue,
            documentation: documentation ? option.documentation : nil)
    }

    init(_ setting: BrokerOption.Setting, synonyms: Bool, documentation: Bool) {
        let synonym = DescribeConfigsResponse.DescribeConfigsSynonym(
            name: setting.option.name, value: setting.value, source: setting.source.rawValue)
        self.init(
            name: setting.option.name, value: setting.value, readOnly: true, configSource: setting.source.rawValue,
            isDefault: setting.source == .default, synonyms: synonyms ? [synonym] : [],
            configType: setting.option.type.rawValue, documentation: documentation ? setting.option.documentation : nil)
    }
}
