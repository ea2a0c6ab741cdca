internal import CRdKafka

extension AdminClient {
    /// Every option of a topic or broker, by name.
    public func configs(of resource: ConfigResource) async throws -> [ConfigEntry] {
        let action = "describe the options of \(resource.sentence)"
        return try await core.request(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, doing: action) { raw, options, queue in
            var wanted: OpaquePointer? = resource.make()
            defer { rd_kafka_ConfigResource_destroy(wanted) }
            rd_kafka_DescribeConfigs(raw, &wanted, 1, options, queue)
            return nil
        } read: { event in
            var count = 0
            let results = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event), &count)
            guard count == 1, let result = results?[0] else {
                return .failure(KafkaClientError(.unsupportedVersion, doing: action, reason: "the broker answered nothing"))
            }
            if let error = resource.error(of: result, doing: action) { return .failure(error) }
            var entryCount = 0
            let entries = rd_kafka_ConfigResource_configs(result, &entryCount)
            // In bounds: the library says how many entries there are.
            let list = (0..<entryCount).compactMap { entries?[$0].map(ConfigEntry.init(reading:)) }
            return .success(list.sorted { $0.name < $1.name })
        }
    }

    /// Sets some options and leaves the others as they are; names in `reset` go back to their defaults.
    ///
    /// librdkafka 2.0.2 knows only the protocol's older request, which replaces *all* options of the resource. So this reads
    /// what is set, merges, and writes everything back: two callers at once can undo each other's change, secrets that the
    /// broker does not show cannot be kept (refused), and the broker must serve AlterConfigs (API key 33).
    public func alterConfigs(of resource: ConfigResource, set: [String: String], reset: Set<String> = []) async throws {
        let action = "change the options of \(resource.sentence)"
        var merged: [String: String] = [:]
        for entry in try await configs(of: resource) where resource.owns(entry) && !reset.contains(entry.name) {
            if let value = entry.value {
                merged[entry.name] = value
            } else if set[entry.name] == nil {
                throw KafkaClientError(
                    .notSupported, doing: action, reason: "the secret option \(entry.name) would be lost",
                    advice: "Give its value again in this call, or reset it")
            }
        }
        merged.merge(set) { _, new in new }
        let options = merged
        let _: Void = try await core.request(RD_KAFKA_ADMIN_OP_ALTERCONFIGS, doing: action) { raw, adminOptions, queue in
            var change: OpaquePointer? = resource.make()
            defer { rd_kafka_ConfigResource_destroy(change) }
            for (name, value) in options.sorted(by: { $0.key < $1.key }) {
                let code = rd_kafka_ConfigResource_set_config(change, name, value)
                if code != RD_KAFKA_RESP_ERR_NO_ERROR {
                    return KafkaClientError(code, doing: action, reason: "option \(name)=\(value) was refused")
                }
            }
            rd_kafka_AlterConfigs(raw, &change, 1, adminOptions, queue)
            return nil
        } read: { event in
            var count = 0
            let results = rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event), &count)
            if count > 0, let result = results?[0], let error = resource.error(of: result, doing: action) {
                return .failure(error)
            }
            return .success(())
        }
    }
}

extension ConfigResource {
    var sentence: String {
        switch self {
        case .topic(let name): "topic \(name)"
        case .broker(let id): "broker \(id)"
        }
    }

    func make() -> OpaquePointer {
        switch self {
        case .topic(let name): rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name)
        case .broker(let id): rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_BROKER, String(id))
        }
    }

    /// Whether the option was set on this resource itself, rather than inherited.
    func owns(_ entry: ConfigEntry) -> Bool {
        switch self {
        case .topic: entry.source == .topic
        case .broker: entry.source == .dynamicBroker
        }
    }

    func error(of result: OpaquePointer, doing action: String) -> KafkaClientError? {
        let code = rd_kafka_ConfigResource_error(result)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        let topic: String? = if case .topic(let name) = self { name } else { nil }
        return KafkaClientError(
            code, doing: action, reason: rd_kafka_ConfigResource_error_string(result).map { String(cString: $0) }, topic: topic)
    }
}

extension ConfigEntry {
    init(reading entry: OpaquePointer) {
        self.init(
            name: rd_kafka_ConfigEntry_name(entry).map { String(cString: $0) } ?? "",
            value: rd_kafka_ConfigEntry_value(entry).map { String(cString: $0) },
            source: Source(rd_kafka_ConfigEntry_source(entry)),
            isReadOnly: rd_kafka_ConfigEntry_is_read_only(entry) == 1,
            isSensitive: rd_kafka_ConfigEntry_is_sensitive(entry) == 1)
    }
}

extension ConfigEntry.Source {
    init(_ source: rd_kafka_ConfigSource_t) {
        self =
            switch source {
            case RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG: .topic
            case RD_KAFKA_CONFIG_SOURCE_DYNAMIC_BROKER_CONFIG: .dynamicBroker
            case RD_KAFKA_CONFIG_SOURCE_DYNAMIC_DEFAULT_BROKER_CONFIG: .dynamicDefaultBroker
            case RD_KAFKA_CONFIG_SOURCE_STATIC_BROKER_CONFIG: .staticBroker
            case RD_KAFKA_CONFIG_SOURCE_DEFAULT_CONFIG: .default
            default: .unknown
            }
    }
}
