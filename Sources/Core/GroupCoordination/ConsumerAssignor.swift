package import TopicModel

/// How a `ConsumerGroup` divides partitions. Pure: the same members and topics give the same shares.
package enum ConsumerAssignor: String, CaseIterable, Sendable {
    /// As even as subscriptions allow, and then with as few moves as that takes.
    case uniform
    /// Each topic by itself, in runs: members with equal subscriptions get the same numbers of topics of equal sizes.
    case range

    package struct Member: Sendable {
        package var id: String
        package var instanceID: String?
        package var topics: Set<TopicID>
        /// What it was to have before.
        package var current: Set<AssignedPartition>

        package init(id: String, instanceID: String? = nil, topics: Set<TopicID>, current: Set<AssignedPartition> = []) {
            self.id = id
            self.instanceID = instanceID
            self.topics = topics
            self.current = current
        }
    }

    /// Everybody's share, by member id; every member has one, possibly empty.
    ///
    /// - Parameter topics: Partitions of each topic that is there.
    package func shares(of members: [Member], in topics: [TopicID: Int32]) -> [String: Set<AssignedPartition>] {
        switch self {
        case .uniform:
            let isHomogeneous = members.dropFirst().allSatisfy { $0.topics == members[0].topics }
            return isHomogeneous ? EvenShares(members, topics).shares : BalancedShares(members, topics).shares
        case .range: return Self.runs(members, topics)
        }
    }

    private static func runs(_ members: [Member], _ topics: [TopicID: Int32]) -> [String: Set<AssignedPartition>] {
        var shares = Dictionary(uniqueKeysWithValues: members.map { ($0.id, Set<AssignedPartition>()) })
        // Static members keep their place when they come back under another id.
        let inOrder = members.sorted { ($0.instanceID ?? $0.id, $0.id) < ($1.instanceID ?? $1.id, $1.id) }
        for (topic, count) in topics {
            let subscribers = inOrder.filter { $0.topics.contains(topic) }
            guard !subscribers.isEmpty else { continue }
            let (quota, extra) = Int(count).quotientAndRemainder(dividingBy: subscribers.count)
            var next = 0
            for (place, member) in subscribers.enumerated() {
                let end = next + quota + (place < extra ? 1 : 0)
                for index in next..<end { shares[member.id]?.insert(AssignedPartition(topic: topic, index: Int32(index))) }
                next = end
            }
        }
        return shares
    }
}

extension [TopicID: Int32] {
    /// All partitions of those of `wanted` that are there, in order.
    func partitions(of wanted: Set<TopicID>) -> [AssignedPartition] {
        wanted.flatMap { topic in
            (0..<(self[topic] ?? 0)).map { AssignedPartition(topic: topic, index: $0) }
        }.sorted()
    }
}
