import Broker
import DurableState
import Foundation
import GroupCoordination
import HTTPServer
import HTTPTypes
import NIOCore
import Registry
import RegistryServer
import Storage
import TransactionCoordination

/// What monitoring asks for: `GET /metrics`. Everything is looked up when it is asked for; serving counts nothing.
struct MetricsRoutes {
    let node: BrokerNode
    let registry: RegistryService?
    let dataDirectory: String

    /// Beyond so many partitions their offsets are told by topic alone: one sample for each would cost more than it says.
    static let partitionLimit = 1000

    var routes: [HTTPRoute] {
        [
            HTTPRoute(.get, "/metrics") { _ in
                HTTPReply(contentType: PrometheusText.contentType, body: ByteBuffer(string: await text()))
            }
        ]
    }

    private func text() async -> String {
        var text = PrometheusText()
        text.family("herald_build_info", .gauge, "The program that runs.")
        text.sample("herald_build_info", [("version", Herald.version)], 1)
        addTopics(to: &text)
        await addGroups(to: &text)
        addTransactions(to: &text)
        await addRegistry(to: &text)
        addDisk(to: &text)
        addProcess(to: &text)
        return text.text
    }

    // MARK: The log

    private func addTopics(to text: inout PrometheusText) {
        let topics = node.topics.all.map { (name: $0.name, logs: $0.logs.compactMap { $0 }) }
        let bounds = topics.map { topic in (topic.name, topic.logs.map { ($0.partition.index, $0.bounds) }) }
        if bounds.reduce(0, { $0 + $1.1.count }) <= Self.partitionLimit {
            text.family("herald_partition_start_offset", .gauge, "The first offset that is still there.")
            for (topic, partitions) in bounds {
                for (index, bounds) in partitions {
                    text.sample("herald_partition_start_offset", [("topic", topic), ("partition", "\(index)")], bounds.logStart)
                }
            }
            text.family("herald_partition_end_offset", .gauge, "The offset after the last that consumers may see.")
            for (topic, partitions) in bounds {
                for (index, bounds) in partitions {
                    text.sample("herald_partition_end_offset", [("topic", topic), ("partition", "\(index)")], bounds.highWatermark)
                }
            }
        }
        text.family(
            "herald_topic_records", .gauge,
            "Offsets between the start and the end of a topic's partitions; fewer records where it is compacted.")
        for (topic, partitions) in bounds {
            let count = partitions.reduce(0) { $0 + $1.1.highWatermark - $1.1.logStart }
            text.sample("herald_topic_records", [("topic", topic)], count)
        }
        text.family("herald_topic_bytes", .gauge, "Bytes of a topic's segments.")
        for topic in topics {
            text.sample("herald_topic_bytes", [("topic", topic.name)], topic.logs.reduce(0) { $0 + $1.byteCount })
        }
        text.family("herald_topic_oldest_record_timestamp_seconds", .gauge, "Timestamp of the first batch that is still there.")
        for topic in topics {
            guard let oldest = topic.logs.compactMap(\.oldestTimestamp).min() else { continue }
            text.sample("herald_topic_oldest_record_timestamp_seconds", [("topic", topic.name)], Double(oldest) / 1000)
        }
    }

    // MARK: Groups and transactions

    private func addGroups(to text: inout PrometheusText) async {
        let groups = node.groups.list()
        text.family("herald_group_members", .gauge, "Members of a group.")
        for group in groups { text.sample("herald_group_members", [("group", group.id)], group.members.count) }
        text.family("herald_group_state", .gauge, "1 for the state a group is in.")
        for group in groups { text.sample("herald_group_state", [("group", group.id), ("state", group.state)], 1) }
        text.family("herald_group_lag_records", .gauge, "Offsets between what a group has committed and the end of the partition.")
        for group in groups {
            for (partition, offset) in await offsets(of: group.id) {
                guard let log = node.topics.topic(named: partition.topic)?.log(partition.index) else { continue }
                let bounds = log.bounds
                let lag = max(0, bounds.highWatermark - max(offset.offset, bounds.logStart))
                text.sample(
                    "herald_group_lag_records",
                    [("group", group.id), ("topic", partition.topic), ("partition", "\(partition.index)")], lag)
            }
        }
    }

    /// In order. None for a group that is gone by now.
    private func offsets(of group: String) async -> [(LogPartition, CommittedOffset)] {
        let found: Result<[LogPartition: CommittedOffset], GroupError> = await withCheckedContinuation { continuation in
            node.groups.offsets(group) { continuation.resume(returning: $0) }
        }
        guard case .success(let offsets) = found else { return [] }
        return offsets.sorted { ($0.key.topic, $0.key.index) < ($1.key.topic, $1.key.index) }.map { ($0.key, $0.value) }
    }

    private func addTransactions(to text: inout PrometheusText) {
        let all = Dictionary(grouping: node.transactions.all.values, by: \.status.name)
        text.family("herald_transactions", .gauge, "Transactional ids by what their transactions are at.")
        for (state, transactions) in all.sorted(by: { $0.key < $1.key }) {
            text.sample("herald_transactions", [("state", state)], transactions.count)
        }
    }

    // MARK: The registry

    private func addRegistry(to text: inout PrometheusText) async {
        guard let registry, let census = await registry.census() else { return }
        text.family("herald_schema_subjects", .gauge, "Subjects with a version that is not deleted.")
        text.sample("herald_schema_subjects", census.subjects)
        text.family("herald_schema_versions", .gauge, "Versions of all subjects.")
        text.sample("herald_schema_versions", [("state", "live")], census.liveVersions)
        text.sample("herald_schema_versions", [("state", "deleted")], census.deletedVersions)
        text.family("herald_schema_ids", .gauge, "Schemas with ids of their own, by context.")
        for (context, count) in census.ids { text.sample("herald_schema_ids", [("context", context)], count) }
    }

    // MARK: The machine

    private func addDisk(to text: inout PrometheusText) {
        var facts = statvfs()
        guard statvfs(dataDirectory, &facts) == 0 else { return }
        let block = UInt64(facts.f_frsize), labels = [("dir", dataDirectory)]
        text.family("herald_disk_total_bytes", .gauge, "Size of the file system with the data directory.")
        text.sample("herald_disk_total_bytes", labels, UInt64(facts.f_blocks) * block)
        text.family("herald_disk_free_bytes", .gauge, "What of it Herald can still use.")
        text.sample("herald_disk_free_bytes", labels, UInt64(facts.f_bavail) * block)
        text.family(
            "herald_data_writable", .gauge, "0 when the disk has failed and the data directory is read-only until a restart.")
        text.sample("herald_data_writable", node.directory.failure == nil ? 1 : 0)
        addScrub(to: &text)
    }

    private func addScrub(to text: inout PrometheusText) {
        let facts = node.directory.scrubFacts
        text.family(
            "herald_damaged_batches", .gauge,
            "Places in segments that do not hold what was written there; the log says which, and what to do.")
        text.sample("herald_damaged_batches", node.directory.damages.count)
        text.family("herald_scrubbed_bytes_total", .counter, "Bytes of segments the scrub has read since the start.")
        text.sample("herald_scrubbed_bytes_total", facts.byteCount)
        if let ended = facts.lastRoundEndedAt {
            text.family("herald_scrub_round_end_timestamp_seconds", .gauge, "When the scrub had last been over everything.")
            text.sample("herald_scrub_round_end_timestamp_seconds", Double(ended) / 1000)
        }
    }

    private func addProcess(to text: inout PrometheusText) {
        guard let process = ProcessFacts.own() else { return }
        text.family("process_cpu_seconds_total", .counter, "Processor time, in the program and in the kernel for it.")
        text.sample("process_cpu_seconds_total", process.processorSeconds)
        text.family("process_resident_memory_bytes", .gauge, "Resident memory.")
        text.sample("process_resident_memory_bytes", process.residentBytes)
        text.family("process_open_fds", .gauge, "Open files and sockets.")
        text.sample("process_open_fds", process.openFiles)
        text.family("process_start_time_seconds", .gauge, "When the program began, in seconds since 1970-01-01 UTC.")
        text.sample("process_start_time_seconds", process.startTime)
    }
}
