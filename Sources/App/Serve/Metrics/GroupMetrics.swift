import Broker
import DurableState
import GroupCoordination
import NIOPosix
import Storage

/// What the log knows of consumer groups. Of partitions at most so many are told, over all groups.
struct GroupMetrics {
    let node: BrokerNode

    /// A sample each for lag in records and in seconds; beyond it a group's partitions are told as one per topic.
    static let partitionLimit = 1000
    /// Groups beyond it are left out, in the order of their names.
    static let groupLimit = 1000

    private struct Lag {
        var group: String
        var topic: String
        var partition: Int32
        var records: Int64
        var seconds: Double
    }

    func add(to text: inout PrometheusText) async {
        let groups = Array(node.groups.list().prefix(Self.groupLimit))
        text.family("herald_group_members", .gauge, "Members of a group.")
        for group in groups { text.sample("herald_group_members", [("group", group.id)], group.members.count) }
        text.family("herald_group_state", .gauge, "1 for the state a group is in.")
        for group in groups { text.sample("herald_group_state", [("group", group.id), ("state", group.state)], 1) }
        text.family(
            "herald_group_rebalances_total", .counter,
            "Generations of a group, or epochs of one whose assignments the server makes.")
        for group in groups { text.sample("herald_group_rebalances_total", [("group", group.id)], max(0, group.generation)) }
        text.family("herald_group_commits_total", .counter, "Requests that committed offsets since the start.")
        for (group, count) in node.groups.commitCounts.sorted(by: { $0.key < $1.key }) {
            text.sample("herald_group_commits_total", [("group", group)], count)
        }
        addDeliveries(to: &text)
        let lags = await lags(of: groups)
        text.family(
            "herald_group_lag_records", .gauge, "Offsets between what a group has committed and the end of the partition.")
        for (labels, lag) in labelled(lags) { text.sample("herald_group_lag_records", labels, lag.records) }
        text.family(
            "herald_group_lag_seconds", .gauge,
            "Age of the oldest record that a group has not committed, by the first timestamp of its batch; 0 where it has all.")
        for (labels, lag) in labelled(lags) { text.sample("herald_group_lag_seconds", labels, lag.seconds) }
    }

    private func addDeliveries(to text: inout PrometheusText) {
        let deliveries = node.groups.deliveries.prefix(Self.partitionLimit)
        text.family(
            "herald_group_records_consumed_total", .counter,
            "Offsets that members of a group got since the start; fewer records where the topic is compacted.")
        for one in deliveries {
            text.sample("herald_group_records_consumed_total", [("group", one.group), ("topic", one.topic)], one.count)
        }
        text.family(
            "herald_group_redeliveries_total", .counter,
            "Of these, such as lie before the highest that the group had got by then.")
        for one in deliveries {
            text.sample("herald_group_redeliveries_total", [("group", one.group), ("topic", one.topic)], one.repeatedCount)
        }
    }

    private func labelled(_ lags: [Lag]) -> [(labels: [(String, String)], lag: Lag)] {
        if lags.count <= Self.partitionLimit {
            return lags.map { ([("group", $0.group), ("topic", $0.topic), ("partition", "\($0.partition)")], $0) }
        }
        var order: [[String]] = [], sums: [[String]: Lag] = [:]
        for lag in lags {
            let key = [lag.group, lag.topic]
            if var sum = sums[key] {
                sum.records += lag.records
                sum.seconds = max(sum.seconds, lag.seconds)
                sums[key] = sum
            } else {
                order.append(key)
                sums[key] = lag
            }
        }
        return order.prefix(Self.partitionLimit).compactMap { key in
            sums[key].map { ([("group", key[0]), ("topic", key[1])], $0) }
        }
    }

    private func lags(of groups: [GroupView]) async -> [Lag] {
        var found: [(group: String, log: PartitionLog, offset: Int64)] = []
        for group in groups {
            for (partition, offset) in await offsets(of: group.id) {
                guard let log = node.topics.topic(named: partition.topic)?.log(partition.index) else { continue }
                found.append((group.id, log, offset.offset))
            }
        }
        let now = node.now(), all = found
        // Headers of batches are read from files.
        let lags = try? await NIOThreadPool.singleton.runIfActive {
            all.map { group, log, offset in
                let bounds = log.bounds, next = max(offset, bounds.logStart)
                let records = max(0, bounds.highWatermark - next)
                // What cannot be read has no age that could be told.
                let oldest = records > 0 ? (try? log.firstTimestamp(from: next)) ?? nil : nil
                return Lag(
                    group: group, topic: log.partition.topic, partition: log.partition.index, records: records,
                    seconds: oldest.map { Double(max(0, now - $0)) / 1000 } ?? 0)
            }
        }
        return lags ?? []
    }

    /// In order. None for a group that is gone by now.
    private func offsets(of group: String) async -> [(LogPartition, CommittedOffset)] {
        let found: Result<[LogPartition: CommittedOffset], GroupError> = await withCheckedContinuation { continuation in
            node.groups.offsets(group) { continuation.resume(returning: $0) }
        }
        guard case .success(let offsets) = found else { return [] }
        return offsets.sorted { ($0.key.topic, $0.key.index) < ($1.key.topic, $1.key.index) }.map { ($0.key, $0.value) }
    }
}
