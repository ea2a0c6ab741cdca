/// Changing a topic's set of options. All results are validated and in normal form.
extension [String: String] {
    static func validated(_ values: [NamedValue]) throws(TopicRejection) -> [String: String] {
        let overrides = try OptionKind.topic.validated(values)
        try overrides.checkTogether()
        return overrides
    }

    /// A list that is not set is appended to and subtracted from as its built-in default, whatever the broker's options make of
    /// it meanwhile: so does Kafka (`ConfigurationControlManager`, which asks the option's definition).
    func changed(by changes: [ConfigChange]) throws(TopicRejection) -> [String: String] {
        let overrides = try OptionKind.topic.changed(self, by: changes) { _ in nil }
        try overrides.checkTogether()
        return overrides
    }

    /// What no option can say about itself alone. What is not set counts as its built-in default: the broker's changes later, and
    /// takes no topic's options from it. Where the two lags contradict each other then, `min.compaction.lag.ms` holds
    /// (`CompactionPlan`), as in Kafka, which compares them only when one is set, too.
    private func checkTogether() throws(TopicRejection) {
        let config = EffectiveTopicConfig(self)
        guard config.minCompactionLagMilliseconds <= config.maxCompactionLagMilliseconds else {
            throw .config(
                TopicOption.minCompactionLagMs.name,
                """
                is \(config.minCompactionLagMilliseconds), more than max.compaction.lag.ms, \
                which is \(config.maxCompactionLagMilliseconds); it must not be
                """)
        }
    }
}
