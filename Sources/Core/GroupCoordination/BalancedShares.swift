internal import TopicModel

/// Shares of members who subscribe to different topics: no chain of moves would make them more even.
struct BalancedShares {
    private(set) var shares: [String: Set<AssignedPartition>] = [:]
    /// Members by id, in order, for each topic.
    private var subscribers: [TopicID: [String]] = [:]

    /// More moves than that are left for the next time.
    private static let maxMoves = 10_000

    init(_ members: [ConsumerAssignor.Member], _ topics: [TopicID: Int32]) {
        for member in members.sorted(by: { $0.id < $1.id }) {
            for topic in member.topics { subscribers[topic, default: []].append(member.id) }
        }
        var isTaken: Set<AssignedPartition> = []
        for member in members.sorted(by: { $0.id < $1.id }) {
            let kept = member.current.filter { partition in
                member.topics.contains(partition.topic) && partition.index < topics[partition.topic] ?? 0
                    && !isTaken.contains(partition)
            }
            shares[member.id] = kept
            isTaken.formUnion(kept)
        }
        let free = topics.partitions(of: Set(subscribers.keys)).filter { !isTaken.contains($0) }
        for partition in free.sorted(by: { (choices($0), $0) < (choices($1), $1) }) {
            guard let id = subscribers[partition.topic]?.min(by: { (load($0), $0) < (load($1), $1) }) else { continue }
            shares[id]?.insert(partition)
        }
        var moves = 0
        while moves < Self.maxMoves, let chain = chainThatHelps() {
            for move in chain {
                shares[move.from]?.remove(move.partition)
                shares[move.to]?.insert(move.partition)
            }
            moves += chain.count
        }
    }

    private struct Move {
        var partition: AssignedPartition
        var from: String
        var to: String
    }

    private func choices(_ partition: AssignedPartition) -> Int { subscribers[partition.topic]?.count ?? 0 }

    private func load(_ id: String) -> Int { shares[id]?.count ?? 0 }

    /// Moves from somebody who has at least two more than whoever gets the last one.
    private func chainThatHelps() -> [Move]? {
        let ids = shares.keys.sorted { (load($0), $1) > (load($1), $0) }
        for start in ids where load(start) >= 2 {
            // Breadth first: the shortest chain moves least.
            var cameBy: [String: Move] = [:]
            var queue = [start]
            var next = 0
            while next < queue.count {
                let from = queue[next]
                next += 1
                var tried: Set<TopicID> = []
                for partition in (shares[from] ?? []).sorted() where tried.insert(partition.topic).inserted {
                    for to in subscribers[partition.topic] ?? [] where to != start && cameBy[to] == nil {
                        cameBy[to] = Move(partition: partition, from: from, to: to)
                        queue.append(to)
                    }
                }
            }
            guard let end = queue.min(by: { (load($0), $0) < (load($1), $1) }), load(end) + 2 <= load(start) else { continue }
            var chain: [Move] = []
            var place = end
            while let move = cameBy[place] {
                chain.append(move)
                place = move.from
            }
            return chain
        }
        return nil
    }
}
