internal import TopicModel

/// Shares of members who all subscribe to the same: nobody has more than one partition more than anybody else.
struct EvenShares {
    private(set) var shares: [String: Set<AssignedPartition>] = [:]

    init(_ members: [ConsumerAssignor.Member], _ topics: [TopicID: Int32]) {
        guard let first = members.first else { return }
        let partitions = topics.partitions(of: first.topics)
        let wanted = Set(partitions)
        let (quota, extra) = partitions.count.quotientAndRemainder(dividingBy: members.count)
        // Who holds most is first to keep one more than the quota.
        var extrasLeft = extra
        var isTaken: Set<AssignedPartition> = []
        let kept = members.map { ($0.id, $0.current.intersection(wanted)) }.sorted { ($1.1.count, $0.0) < ($0.1.count, $1.0) }
        for (id, current) in kept {
            var share: Set<AssignedPartition> = []
            for partition in current.sorted() where !isTaken.contains(partition) {
                if share.count == quota {
                    guard extrasLeft > 0 else { break }
                    extrasLeft -= 1
                }
                guard share.count <= quota else { break }
                share.insert(partition)
                isTaken.insert(partition)
                if share.count > quota { break }
            }
            shares[id] = share
        }
        var free = partitions.filter { !isTaken.contains($0) }[...]
        for member in members.sorted(by: { $0.id < $1.id }) {
            while let count = shares[member.id]?.count, count < quota, let partition = free.popFirst() {
                shares[member.id]?.insert(partition)
            }
        }
        for member in members.sorted(by: { $0.id < $1.id }) where shares[member.id]?.count == quota {
            guard let partition = free.popFirst() else { break }
            shares[member.id]?.insert(partition)
        }
    }
}
