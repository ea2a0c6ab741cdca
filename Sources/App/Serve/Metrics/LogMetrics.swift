import Broker
import Measures
import Storage
import TopicModel

/// What the log has counted.
struct LogMetrics {
    let node: BrokerNode

    func add(to text: inout PrometheusText) {
        let topics = node.topics.all.map { topic in (name: topic.name, logs: topic.logs.compactMap { $0 }) }
        func perTopic(_ name: String, _ help: String, _ count: (LogTraffic) -> Counter) {
            text.family(name, .counter, help)
            for topic in topics {
                text.sample(name, [("topic", topic.name)], topic.logs.reduce(0) { $0 + count($1.traffic).value })
            }
        }
        perTopic("herald_produced_records_total", "Records that were appended since the start.") { $0.appendedRecords }
        perTopic("herald_produced_bytes_total", "Bytes of batches that were appended since the start.") { $0.appendedBytes }
        perTopic("herald_fetched_records_total", "Offsets that fetches got; fewer records where the topic is compacted.") {
            $0.fetchedRecords
        }
        perTopic("herald_fetched_bytes_total", "Bytes of batches that fetches got.") { $0.fetchedBytes }
        text.samples("herald_produce_rejected_total", "Batches that a topic did not take, by reason.", node.rejections.counts) {
            [("topic", $0.topic), ("reason", $0.reason.rawValue)]
        }
        text.family(
            "herald_compaction_backlog_bytes", .gauge, "Bytes of full segments that the cleaner may clean and has not been over.")
        for topic in topics where topic.logs.contains(where: { $0.config.cleanup.contains(.compact) }) {
            text.sample(
                "herald_compaction_backlog_bytes", [("topic", topic.name)],
                topic.logs.reduce(0) { $0 + node.directory.compactionBacklog(of: $1) })
        }
        text.family(
            "herald_topic_retention_seconds", .gauge, "How long records are kept at least; left out where there is no end.")
        for topic in node.topics.all {
            guard topic.config.deletesOldSegments, let time = topic.config.retentionMilliseconds else { continue }
            text.sample("herald_topic_retention_seconds", [("topic", topic.name)], Double(time) / 1000)
        }
        addStorage(to: &text)
        addDeadLetters(topics, to: &text)
    }

    private func addStorage(to text: inout PrometheusText) {
        let meter = node.directory.meter
        text.histogram(
            "herald_log_append_duration_seconds", "Writing what waits for one log to its file, without the sync.",
            meter.appendDuration)
        text.histogram("herald_log_fsync_duration_seconds", "One sync of one log's files.", meter.syncDuration)
        text.histogram("herald_log_appends_per_fsync", "Appends with acks=all that one sync answered.", meter.appendsPerSync)
        text.histogram("herald_log_batch_bytes", "Size of batches that were appended.", meter.batchBytes)
        text.counter(
            "herald_log_fsync_failures_total", "Syncs that failed; one is enough to make the directory read-only.",
            meter.failedSyncs)
        text.histogram("herald_compaction_duration_seconds", "Runs of the cleaner over one log.", meter.compactionDuration)
        text.counter(
            "herald_compaction_read_bytes_total", "Bytes of segments before they were cleaned.", meter.compactedBytesBefore)
        text.counter("herald_compaction_kept_bytes_total", "Bytes of the same segments afterwards.", meter.compactedBytesAfter)
        text.counter(
            "herald_retention_deleted_bytes_total", "Bytes of segments that retention removed.", meter.retentionDeletedBytes)
        text.counter(
            "herald_retention_deleted_segments_total", "Segments that retention removed.", meter.retentionDeletedSegments)
    }

    /// A dead-letter topic is one by its name: `SOURCE.GROUP.dlq`. How far somebody has worked on it, the log does not know: that
    /// is the lag of the group that does.
    private func addDeadLetters(_ topics: [(name: String, logs: [PartitionLog])], to text: inout PrometheusText) {
        let letters = topics.filter { $0.name.hasSuffix(".dlq") }
        text.family("herald_dlq_records", .gauge, "Records in a dead-letter topic, one whose name ends in .dlq.")
        for topic in letters {
            let depth = topic.logs.map(\.bounds).reduce(0) { $0 + $1.highWatermark - $1.logStart }
            text.sample("herald_dlq_records", [("topic", topic.name)], depth)
        }
        text.family("herald_dlq_oldest_age_seconds", .gauge, "Age of the oldest record in a dead-letter topic.")
        for topic in letters {
            guard
                let oldest = topic.logs.filter({ $0.bounds.highWatermark > $0.bounds.logStart }).compactMap(\.oldestTimestamp)
                    .min()
            else { continue }
            text.sample("herald_dlq_oldest_age_seconds", [("topic", topic.name)], Double(max(0, node.now() - oldest)) / 1000)
        }
        text.family("herald_dlq_received_total", .counter, "Records that were appended to a dead-letter topic since the start.")
        for topic in letters {
            text.sample(
                "herald_dlq_received_total", [("topic", topic.name)],
                topic.logs.reduce(0) { $0 + $1.traffic.appendedRecords.value })
        }
    }
}
