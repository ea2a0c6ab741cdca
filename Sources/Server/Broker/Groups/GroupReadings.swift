internal import DurableState
package import GroupCoordination
internal import Measures
internal import Storage
internal import Synchronization

/// What groups have been handed of the partitions they read, and what of it again.
///
/// A request for records names no group; `GroupReaders` says for whom it is. That is looked up once for each connection and
/// partition and kept with the connection until a group's assignments change: in between, an answer with records costs a look
/// into a table and two short locks that nobody else wants, and one without records nothing.
final class GroupReadings: Sendable {
    /// What there is of a group.
    enum Standing: Sendable {
        /// Nothing any more.
        case gone
        /// Members divide the work anew: what they had counts until they have done so.
        case unsettled
        case shares([GroupReaders.Share])
    }

    /// One partition as one group reads it.
    final class Reading: Sendable {
        let deliveries = Mutex(Deliveries())
    }

    /// What a connection has found out.
    final class Cache: Sendable {
        struct Entry {
            var generation: UInt64
            var partition: LogPartition
            var clientID: String
            /// Nil: it reads for no group.
            var reading: Reading?
        }

        static let limit = 10_000
        let entries = Mutex<[ObjectIdentifier: Entry]>([:])
    }

    private enum Changes {
        case groups(Set<String>)
        /// More than are remembered.
        case all
    }

    private struct State {
        var readers: GroupReaders
        /// What the readers are true for.
        var generation: UInt64 = 0
        var readings: [String: [LogPartition: Reading]] = [:]
        var readingCount = 0
    }

    /// Partitions that members have, of all groups, and readings, beyond which there is no telling and no counting.
    static let limit = 100_000
    private static let maxChanges = 10_000

    /// Goes up with every change of a group's assignments; 0 before the first.
    private let generation = Atomic<UInt64>(0)
    private let changes = Mutex(Changes.groups([]))
    private let state: Mutex<State>
    private let limit: Int

    init(limit: Int = GroupReadings.limit) {
        self.limit = limit
        state = Mutex(State(readers: GroupReaders(limit: limit)))
    }

    /// The group's assignments may be others now. May be called under the group's lock.
    func groupChanged(_ group: String) {
        changes.withLock { changes in
            guard case .groups(var groups) = changes else { return }
            changes = .all
            groups.insert(group)
            if groups.count <= Self.maxChanges { changes = .groups(groups) }
        }
        generation.wrappingAdd(1, ordering: .releasing)
    }

    /// A topic of the same name begins with nothing handed out.
    func topicWasDeleted(_ topic: String) {
        state.withLock { state in
            for (group, readings) in state.readings where readings.keys.contains(where: { $0.topic == topic }) {
                let left = readings.filter { $0.key.topic != topic }
                state.readingCount -= readings.count - left.count
                state.readings[group] = left.isEmpty ? nil : left
            }
        }
        generation.wrappingAdd(1, ordering: .releasing)
    }

    /// Offsets of a log have been handed to a client.
    ///
    /// - Parameters:
    ///   - standing: What there is of a group now; takes the group's lock.
    ///   - all: Ids of all groups with members.
    func hand(
        _ offsets: Range<Int64>, of log: PartitionLog, to clientID: String, on connection: ConnectionInfo,
        standing: (String) -> Standing, all: () -> [String]
    ) {
        let generation = generation.load(ordering: .acquiring)
        guard generation > 0, !offsets.isEmpty else { return }
        let place = ObjectIdentifier(log), partition = log.partition
        let known = connection.readings.entries.withLock { entries -> Cache.Entry? in
            guard let entry = entries[place], entry.generation == generation, entry.clientID == clientID,
                entry.partition == partition
            else { return nil }
            return entry
        }
        let entry: Cache.Entry
        if let known {
            entry = known
        } else {
            entry = resolve(partition, GroupReader(clientID: clientID, host: "/\(connection.peerHost)"), standing, all)
            connection.readings.entries.withLock { entries in
                if entries.count >= Cache.limit, entries[place] == nil { entries = [:] }
                entries[place] = entry
            }
        }
        entry.reading?.deliveries.withLock { $0.hand(offsets) }
    }

    private func resolve(
        _ partition: LogPartition, _ reader: GroupReader, _ standing: (String) -> Standing, _ all: () -> [String]
    ) -> Cache.Entry {
        state.withLock { state in
            catchUp(&state, standing, all)
            var entry = Cache.Entry(generation: state.generation, partition: partition, clientID: reader.clientID)
            guard let group = state.readers.group(of: reader, in: partition) else { return entry }
            if let reading = state.readings[group]?[partition] {
                entry.reading = reading
            } else if state.readingCount < limit {
                let reading = Reading()
                state.readings[group, default: [:]][partition] = reading
                state.readingCount += 1
                entry.reading = reading
            }
            return entry
        }
    }

    /// Asks those groups that have changed. Groups say that they have before they count it: nothing is missed in between.
    private func catchUp(_ state: inout State, _ standing: (String) -> Standing, _ all: () -> [String]) {
        let now = generation.load(ordering: .acquiring)
        guard now != state.generation else { return }
        let changed = changes.withLock { changes in
            defer { changes = .groups([]) }
            return changes
        }
        switch changed {
        case .groups(let groups):
            for group in groups { take(standing(group), of: group, &state) }
        case .all:
            state.readers = GroupReaders(limit: limit)
            let groups = Set(all())
            for group in groups.union(state.readings.keys) { take(standing(group), of: group, &state) }
        }
        state.generation = now
    }

    private func take(_ standing: Standing, of group: String, _ state: inout State) {
        switch standing {
        case .unsettled: break
        case .shares(let shares): state.readers.set(shares, of: group)
        case .gone:
            state.readers.remove(group)
            state.readingCount -= state.readings.removeValue(forKey: group)?.count ?? 0
        }
    }

    /// What was handed out since the start, in order of the groups and topics.
    func totals(
        standing: (String) -> Standing, all: () -> [String]
    ) -> [(group: String, topic: String, count: UInt64, repeatedCount: UInt64)] {
        let readings = state.withLock { state in
            catchUp(&state, standing, all)
            return state.readings
        }
        return readings.sorted { $0.key < $1.key }.flatMap { group, partitions in
            var sums: [String: (count: UInt64, repeatedCount: UInt64)] = [:]
            for (partition, reading) in partitions {
                let deliveries = reading.deliveries.withLock { $0 }
                sums[partition.topic, default: (0, 0)].count += deliveries.count
                sums[partition.topic, default: (0, 0)].repeatedCount += deliveries.repeatedCount
            }
            return sums.sorted { $0.key < $1.key }.map { (group, $0.key, $0.value.count, $0.value.repeatedCount) }
        }
    }
}
