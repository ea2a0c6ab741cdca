/// A topic as the catalog knows it.
package struct TopicDescription: Hashable, Sendable {
    package var name: TopicName
    package var id: TopicID
    package var partitionCount: Int32
    /// Options that were set, by name, in normal form. All others have their defaults.
    package var overrides: [String: String]

    package init(name: TopicName, id: TopicID, partitionCount: Int32, overrides: [String: String] = [:]) {
        self.name = name
        self.id = id
        self.partitionCount = partitionCount
        self.overrides = overrides
    }

    package var isInternal: Bool { name.isInternal }

    /// Every option's value for this topic. Herald's own topics do not follow what the broker's defaults are changed to.
    package func config(defaults: [String: String]) -> EffectiveTopicConfig {
        EffectiveTopicConfig(overrides, defaults: isInternal ? [:] : defaults)
    }
}
