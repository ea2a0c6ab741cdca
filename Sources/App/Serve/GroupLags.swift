import Broker
import DurableState
import GroupCoordination
import NIOPosix
import Storage

/// How far groups are behind in the partitions that they have committed offsets in, and how they get on.
struct GroupLags {
    struct Partition {
        var group: String
        var partition: LogPartition
        var committed: Int64
        /// After the last record that consumers may see.
        var end: Int64
        /// Between the two, less what is not there any more.
        var records: Int64
        /// When the first of them came. Milliseconds since 1970-01-01 UTC; nil if there is none or it cannot be read.
        var oldestUnread: Int64?
        /// Age of the oldest; 0 without one.
        var seconds: Double
        var window: CommitWindow
        var verdict: ProgressVerdict
    }

    let node: BrokerNode

    /// In order of the groups as given, and of their partitions.
    func read(_ groups: [String]) async -> [Partition] {
        var found: [(group: String, log: PartitionLog, offset: Int64, window: CommitWindow)] = []
        for group in groups {
            let windows = node.groups.windows(of: group)
            for (partition, offset) in await offsets(of: group) {
                guard let log = node.topics.topic(named: partition.topic)?.log(partition.index) else { continue }
                found.append((group, log, offset.offset, windows[partition] ?? CommitWindow()))
            }
        }
        let now = node.now(), all = found
        // Headers of batches are read from files.
        let partitions = try? await NIOThreadPool.singleton.runIfActive {
            all.map { group, log, offset, window in
                let bounds = log.bounds, next = max(offset, bounds.logStart)
                let records = max(0, bounds.highWatermark - next)
                // What cannot be read has no age that could be told.
                let oldest = records > 0 ? (try? log.firstTimestamp(from: next)) ?? nil : nil
                return Partition(
                    group: group, partition: log.partition, committed: offset, end: bounds.highWatermark, records: records,
                    oldestUnread: oldest, seconds: oldest.map { Double(max(0, now - $0)) / 1000 } ?? 0, window: window,
                    verdict: ProgressVerdict(window, lag: records, oldestUnread: oldest, now: now))
            }
        }
        return partitions ?? []
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
