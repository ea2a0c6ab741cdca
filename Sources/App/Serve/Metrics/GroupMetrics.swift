import Broker
import DurableState
import GroupCoordination

/// What the log knows of consumer groups. Of partitions at most so many are told, over all groups.
struct GroupMetrics {
    let node: BrokerNode

    /// A sample each for lag in records and in seconds; beyond it a group's partitions are told as one per topic.
    static let partitionLimit = 1000
    /// Groups beyond it are left out, in the order of their names.
    static let groupLimit = 1000

    private struct Lag {
        var group: String
        var partition: LogPartition
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
        let partitions = await GroupLags(node: node).read(groups.map(\.id))
        addStatus(of: groups, partitions, to: &text)
        let lags = partitions.map { Lag(group: $0.group, partition: $0.partition, records: $0.records, seconds: $0.seconds) }
        text.family(
            "herald_group_lag_records", .gauge, "Offsets between what a group has committed and the end of the partition.")
        for (labels, lag) in labelled(lags) { text.sample("herald_group_lag_records", labels, lag.records) }
        text.family(
            "herald_group_lag_seconds", .gauge,
            "Age of the oldest record that a group has not committed, by the first timestamp of its batch; 0 where it has all.")
        for (labels, lag) in labelled(lags) { text.sample("herald_group_lag_seconds", labels, lag.seconds) }
    }

    private func addStatus(of groups: [GroupView], _ partitions: [GroupLags.Partition], to text: inout PrometheusText) {
        let byGroup = Dictionary(grouping: partitions, by: \.group)
        text.family(
            "herald_group_status", .gauge, "How a group gets on: 1 well, 2 falls behind, 3 stopped, stalled or went back.")
        for group in groups {
            let status = GroupStatus((byGroup[group.id] ?? []).map(\.verdict.state))
            text.sample("herald_group_status", [("group", group.id)], status.rawValue)
        }
        text.family("herald_group_partition_status", .gauge, "1 for how a group gets on in a partition.")
        // Of many those are told that somebody has to look at.
        let told = partitions.count <= Self.partitionLimit ? partitions : partitions.filter { $0.verdict.state != .ok }
        for one in told.prefix(Self.partitionLimit) {
            text.sample(
                "herald_group_partition_status",
                [
                    ("group", one.group), ("topic", one.partition.topic), ("partition", "\(one.partition.index)"),
                    ("status", one.verdict.state.name),
                ], 1)
        }
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
            return lags.map { ([("group", $0.group), ("topic", $0.partition.topic), ("partition", "\($0.partition.index)")], $0) }
        }
        var order: [[String]] = [], sums: [[String]: Lag] = [:]
        for lag in lags {
            let key = [lag.group, lag.partition.topic]
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
}
