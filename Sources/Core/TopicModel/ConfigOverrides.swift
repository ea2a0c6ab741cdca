/// Changing a topic's set of options. All results are validated and in normal form.
extension [String: String] {
    static func validated(_ values: [NamedValue]) throws(TopicRejection) -> [String: String] {
        var overrides: [String: String] = [:]
        for named in values {
            guard overrides[named.name] == nil else { throw .twice(named.name) }
            overrides[named.name] = try TopicOption.named(named.name).normalized(named.value)
        }
        try overrides.checkTogether()
        return overrides
    }

    func changed(by changes: [ConfigChange]) throws(TopicRejection) -> [String: String] {
        var overrides = self
        var seen: Set<String> = []
        for change in changes {
            guard seen.insert(change.name).inserted else { throw .twice(change.name) }
            let option = try TopicOption.named(change.name)
            switch change.operation {
            case .set: overrides[option.name] = try option.normalized(change.value)
            case .delete: overrides[option.name] = nil
            case .append:
                let present = try option.items(in: overrides, to: "append to")
                let added = try option.given(change.value).filter { !present.contains($0) }
                overrides[option.name] = try option.normalized((present + added).joined(separator: ","))
            case .subtract:
                let present = try option.items(in: overrides, to: "subtract from")
                let removed = try option.given(change.value)
                overrides[option.name] = try option.normalized(present.filter { !removed.contains($0) }.joined(separator: ","))
            }
        }
        try overrides.checkTogether()
        return overrides
    }

    /// What no option can say about itself alone.
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

extension TopicRejection {
    fileprivate static func twice(_ name: String) -> TopicRejection {
        .request("topic option '\(name.prefix(100))' is given twice in one request")
    }
}

extension TopicOption {
    fileprivate static func named(_ name: String) throws(TopicRejection) -> TopicOption {
        guard let option = byName[name] else { throw .config(name, "is not known; `herald topic describe` lists the options") }
        return option
    }

    fileprivate func items(in overrides: [String: String], to doing: String) throws(TopicRejection) -> [String] {
        guard type == .list else { throw .config(name, "is not a list: there is nothing to \(doing); set it instead") }
        return list(in: overrides)
    }

    fileprivate func given(_ value: String?) throws(TopicRejection) -> [String] {
        guard let value else { throw .request("topic option '\(name)' is given without a value") }
        return Self.items(of: value)
    }
}
