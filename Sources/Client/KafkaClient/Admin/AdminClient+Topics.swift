internal import CRdKafka

extension AdminClient {
    // MARK: Looking

    /// Who makes up the cluster.
    public func cluster() async throws -> ClusterDescription {
        let timeout = core.timeout.wholeMilliseconds
        let action = "describe the cluster"
        return try await core.handle.blocking(doing: action) { raw in
            Metadata.read(raw, topic: nil, allTopics: false, timeout: timeout, doing: action) { metadata in
                let brokers = (0..<Int(metadata.broker_cnt)).map { index in
                    // In bounds: the metadata says how many brokers it has.
                    let broker = metadata.brokers[index]
                    return BrokerDescription(
                        id: broker.id, host: broker.host.map { String(cString: $0) } ?? "", port: broker.port)
                }
                let controller = rd_kafka_controllerid(raw, timeout)
                let id = rd_kafka_clusterid(raw, timeout)
                defer { if let id { rd_kafka_mem_free(raw, id) } }
                return .success(
                    ClusterDescription(
                        id: id.map { String(cString: $0) }, controllerID: controller >= 0 ? controller : nil,
                        brokers: brokers.sorted { $0.id < $1.id }))
            }
        }
    }

    /// All topics that this client may see, internal ones included, by name. Those the brokers answer with an error for are
    /// left out; `topic(_:)` says which error it is.
    public func topics() async throws -> [TopicDescription] {
        let timeout = core.timeout.wholeMilliseconds
        return try await core.handle.blocking(doing: "list topics") { raw in
            Metadata.read(raw, topic: nil, allTopics: true, timeout: timeout, doing: "list topics") { metadata in
                .success(Metadata.topics(metadata).compactMap { try? $0.get() }.sorted { $0.name < $1.name })
            }
        }
    }

    /// One topic. Throws `unknownTopicOrPartition` when there is none of that name; does not create it.
    public func topic(_ name: String) async throws -> TopicDescription {
        let timeout = core.timeout.wholeMilliseconds
        let action = "describe topic \(name)"
        return try await core.handle.blocking(doing: action) { raw in
            Metadata.read(raw, topic: name, allTopics: false, timeout: timeout, doing: action) { metadata in
                Metadata.topics(metadata).first { (try? $0.get().name) == name || (try? $0.get()) == nil }
                    ?? .failure(KafkaClientError(.unknownTopicOrPartition, doing: action, topic: name))
            }
        }
    }

    // MARK: Changing

    /// Makes a topic. Throws `topicAlreadyExists`, `invalidPartitions`, `invalidConfig`, …
    public func createTopic(_ topic: NewTopic) async throws {
        let action = "create topic \(topic.name)"
        try await core.request(RD_KAFKA_ADMIN_OP_CREATETOPICS, doing: action) { raw, options, queue in
            var message = ErrorText()
            var made: OpaquePointer?
            _ = message.fill {
                made = rd_kafka_NewTopic_new(topic.name, topic.partitions ?? -1, topic.replicationFactor ?? -1, $0, $1)
                return made != nil
            }
            guard made != nil else {
                return KafkaClientError(.invalidArgument, doing: action, reason: message.text, topic: topic.name)
            }
            defer { rd_kafka_NewTopic_destroy(made) }
            for (name, value) in topic.configs.sorted(by: { $0.key < $1.key }) {
                let code = rd_kafka_NewTopic_set_config(made, name, value)
                if code != RD_KAFKA_RESP_ERR_NO_ERROR {
                    return KafkaClientError(code, doing: action, reason: "option \(name)=\(value) was refused", topic: topic.name)
                }
            }
            rd_kafka_CreateTopics(raw, &made, 1, options, queue)
            return nil
        } read: { event in
            var count = 0
            let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
            return TopicResults.check(results, count, doing: action)
        }
    }

    /// Deletes topics with all their records. Throws the first failure; the others are deleted all the same.
    public func deleteTopics(_ names: [String]) async throws {
        guard !names.isEmpty else { return }
        let action = "delete \(names.count == 1 ? "topic \(names[0])" : "\(names.count) topics")"
        try await core.request(RD_KAFKA_ADMIN_OP_DELETETOPICS, doing: action) { raw, options, queue in
            var topics: [OpaquePointer?] = names.map { rd_kafka_DeleteTopic_new($0) }
            defer { for topic in topics { rd_kafka_DeleteTopic_destroy(topic) } }
            rd_kafka_DeleteTopics(raw, &topics, topics.count, options, queue)
            return nil
        } read: { event in
            var count = 0
            let results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count)
            return TopicResults.check(results, count, doing: action)
        }
    }

    /// Raises a topic's number of partitions to `total`. Keys written before may then live in another partition than new ones.
    public func createPartitions(of topic: String, total: Int) async throws {
        let action = "raise topic \(topic) to \(total) partitions"
        try await core.request(RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, doing: action) { raw, options, queue in
            var message = ErrorText()
            var made: OpaquePointer?
            _ = message.fill {
                made = rd_kafka_NewPartitions_new(topic, max(0, total), $0, $1)
                return made != nil
            }
            guard made != nil else {
                return KafkaClientError(.invalidArgument, doing: action, reason: message.text, topic: topic)
            }
            defer { rd_kafka_NewPartitions_destroy(made) }
            rd_kafka_CreatePartitions(raw, &made, 1, options, queue)
            return nil
        } read: { event in
            var count = 0
            let results = rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(event), &count)
            return TopicResults.check(results, count, doing: action)
        }
    }

    /// Deletes the records before the given offset of each partition; `nil` means all there are now.
    public func deleteRecords(before offsets: [TopicPartition: Int64?]) async throws {
        let action = "delete records of \(offsets.count) partitions"
        try await core.request(RD_KAFKA_ADMIN_OP_DELETERECORDS, doing: action) { raw, options, queue in
            var request: OpaquePointer? = PartitionList.with(offsets.map { ($0.key, $0.value ?? PartitionList.end) }) {
                rd_kafka_DeleteRecords_new($0)
            }
            defer { rd_kafka_DeleteRecords_destroy(request) }
            rd_kafka_DeleteRecords(raw, &request, 1, options, queue)
            return nil
        } read: { event in
            PartitionList.check(rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event)), doing: action)
        }
    }
}

/// The library's metadata, as values.
enum Metadata {
    static func read<R>(
        _ raw: OpaquePointer, topic: String?, allTopics: Bool, timeout: Int32, doing action: String,
        _ body: (rd_kafka_metadata) -> Result<R, KafkaClientError>
    ) -> Result<R, KafkaClientError> {
        let only = topic.flatMap { rd_kafka_topic_new(raw, $0, nil) }
        defer { if let only { rd_kafka_topic_destroy(only) } }
        var found: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(raw, allTopics ? 1 : 0, only, &found, timeout)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let found else {
            return .failure(KafkaClientError(code, doing: action, topic: topic))
        }
        defer { rd_kafka_metadata_destroy(found) }
        return body(found.pointee)
    }

    static func topics(_ metadata: rd_kafka_metadata) -> [Result<TopicDescription, KafkaClientError>] {
        // In bounds, here and below: each list comes with its count.
        (0..<Int(metadata.topic_cnt)).map { index in
            let topic = metadata.topics[index]
            let name = topic.topic.map { String(cString: $0) } ?? ""
            guard topic.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
                return .failure(KafkaClientError(topic.err, doing: "describe topic \(name)", topic: name))
            }
            let partitions = (0..<Int(topic.partition_cnt)).map { index in
                let partition = topic.partitions[index]
                return PartitionDescription(
                    id: partition.id, leader: partition.leader >= 0 ? partition.leader : nil,
                    replicas: (0..<Int(partition.replica_cnt)).map { partition.replicas[$0] },
                    inSyncReplicas: (0..<Int(partition.isr_cnt)).map { partition.isrs[$0] })
            }
            return .success(TopicDescription(name: name, partitions: partitions.sorted { $0.id < $1.id }))
        }
    }
}

enum TopicResults {
    /// The first failure among the results.
    static func check(
        _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int, doing action: String
    ) -> Result<Void, KafkaClientError> {
        for index in 0..<count {
            guard let result = results?[index] else { continue }
            let code = rd_kafka_topic_result_error(result)
            guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
            return .failure(
                KafkaClientError(
                    code, doing: action, reason: rd_kafka_topic_result_error_string(result).map { String(cString: $0) },
                    topic: rd_kafka_topic_result_name(result).map { String(cString: $0) }))
        }
        return .success(())
    }
}

extension PartitionList {
    /// The first failure in a list.
    static func check(
        _ list: UnsafePointer<rd_kafka_topic_partition_list_t>?, doing action: String
    ) -> Result<Void, KafkaClientError> {
        guard let failed = read(list).first(where: { $0.error != RD_KAFKA_RESP_ERR_NO_ERROR }) else { return .success(()) }
        return .failure(
            KafkaClientError(
                failed.error, doing: action, topic: failed.partition.topic, partition: failed.partition.partition))
    }
}
