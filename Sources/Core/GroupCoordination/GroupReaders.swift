package import DurableState

/// A client as it shows both in its requests and in the groups that it is a member of.
package struct GroupReader: Hashable, Sendable {
    package var clientID: String
    package var host: String

    package init(clientID: String, host: String) {
        self.clientID = clientID
        self.host = host
    }
}

/// For which group a client reads a partition. Requests for records do not say: it is the one group in which a member of that
/// name on that host has the partition. Where two have, there is no telling.
package struct GroupReaders: Sendable {
    /// A member, and what it has.
    package struct Share: Sendable {
        package var reader: GroupReader
        package var partitions: [LogPartition]

        package init(reader: GroupReader, partitions: [LogPartition]) {
            self.reader = reader
            self.partitions = partitions
        }
    }

    private let limit: Int
    private var shares: [String: [Share]] = [:]
    /// Groups in whose name a reader has a partition; nearly always one.
    private var groups: [GroupReader: [LogPartition: [String]]] = [:]
    /// Groups that there was no room for: what their members read could be read for them.
    private var untold: [String: Set<GroupReader>] = [:]
    private var untoldReaders: [GroupReader: Int] = [:]
    /// Partitions that members have, of all groups.
    package private(set) var count = 0

    /// - Parameter limit: Of `count`. Members of groups beyond it are not told apart from others.
    package init(limit: Int) { self.limit = limit }

    /// Takes note of who has what in a group now.
    package mutating func set(_ new: [Share], of group: String) {
        remove(group)
        let held = new.filter { !$0.partitions.isEmpty }
        let added = held.reduce(0) { $0 + $1.partitions.count }
        guard count + added <= limit else {
            let readers = Set(held.map(\.reader))
            untold[group] = readers
            for reader in readers { untoldReaders[reader, default: 0] += 1 }
            return
        }
        guard added > 0 else { return }
        count += added
        shares[group] = held
        for share in held {
            for partition in share.partitions { groups[share.reader, default: [:]][partition, default: []].append(group) }
        }
    }

    /// The group that has no members any more.
    package mutating func remove(_ group: String) {
        for reader in untold.removeValue(forKey: group) ?? [] {
            let left = untoldReaders[reader, default: 1] - 1
            untoldReaders[reader] = left == 0 ? nil : left
        }
        for share in shares.removeValue(forKey: group) ?? [] {
            count -= share.partitions.count
            for partition in share.partitions {
                var left = groups[share.reader]?[partition] ?? []
                left.removeAll { $0 == group }
                groups[share.reader]?[partition] = left.isEmpty ? nil : left
            }
            if groups[share.reader]?.isEmpty == true { groups[share.reader] = nil }
        }
    }

    /// Nil if it reads for none, or for one of several.
    package func group(of reader: GroupReader, in partition: LogPartition) -> String? {
        guard untoldReaders.isEmpty || untoldReaders[reader] == nil, let found = groups[reader]?[partition],
            let first = found.first, found.allSatisfy({ $0 == first })
        else { return nil }
        return first
    }
}
