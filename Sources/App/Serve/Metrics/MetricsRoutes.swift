import Broker
import DurableState
import Foundation
import HTTPServer
import HTTPTypes
import NIOCore
import RegistryServer
import Storage
import TransactionCoordination

/// What monitoring asks for: `GET /metrics`. What there is is looked up when it is asked for; what happened was counted where it
/// did.
struct MetricsRoutes {
    let node: BrokerNode
    let registry: RegistryService?
    let requests: RequestMetrics
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
        LogMetrics(node: node).add(to: &text)
        await GroupMetrics(node: node).add(to: &text)
        addTransactions(to: &text)
        requests.add(to: &text)
        if let registry { await RegistryMetrics(registry: registry).add(to: &text) }
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
                    text.sample(
                        "herald_partition_end_offset", [("topic", topic), ("partition", "\(index)")], bounds.highWatermark)
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

    // MARK: Transactions

    private func addTransactions(to text: inout PrometheusText) {
        let all = Dictionary(grouping: node.transactions.all.values, by: \.status.name)
        text.family("herald_transactions", .gauge, "Transactional ids by what their transactions are at.")
        for (state, transactions) in all.sorted(by: { $0.key < $1.key }) {
            text.sample("herald_transactions", [("state", state)], transactions.count)
        }
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
        text.family("process_max_fds", .gauge, "How many files and sockets may be open.")
        text.sample("process_max_fds", process.maxFiles)
        text.family("process_threads", .gauge, "Threads.")
        text.sample("process_threads", process.threads)
        text.family("process_start_time_seconds", .gauge, "When the program began, in seconds since 1970-01-01 UTC.")
        text.sample("process_start_time_seconds", process.startTime)
    }
}
