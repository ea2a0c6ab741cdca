import GroupCoordination
import TestKit
import Testing
import TopicModel

@Suite struct `Assignors` {
    private func topic(_ number: Int) -> TopicID { TopicID(high: 9, low: UInt64(number)) }

    private func member(_ id: String, _ topics: [Int], instance: String? = nil) -> ConsumerAssignor.Member {
        ConsumerAssignor.Member(id: id, instanceID: instance, topics: Set(topics.map(topic)))
    }

    @Test func `by range give the same numbers of topics of equal sizes to one member`() {
        let members = [member("b", [1, 2]), member("a", [1, 2]), member("c", [1, 2], instance: "0")]
        let shares = ConsumerAssignor.range.shares(of: members, in: [topic(1): 7, topic(2): 7])
        let indexes = shares.mapValues { share in
            [1, 2].map { number in share.filter { $0.topic == topic(number) }.map(\.index).sorted() }
        }
        #expect(indexes == ["c": [[0, 1, 2], [0, 1, 2]], "a": [[3, 4], [3, 4]], "b": [[5, 6], [5, 6]]])
    }

    @Test func `even out in chains when subscriptions differ`() {
        var members = [member("a", [1]), member("b", [1, 2]), member("c", [2])]
        let all: (Int, Range<Int32>) -> Set<AssignedPartition> = { number, range in
            Set(range.map { AssignedPartition(topic: TopicID(high: 9, low: UInt64(number)), index: $0) })
        }
        members[0].current = all(1, 0..<2)
        members[1].current = all(2, 0..<1)
        let shares = ConsumerAssignor.uniform.shares(of: members, in: [topic(1): 2, topic(2): 1])
        #expect(shares.mapValues(\.count) == ["a": 1, "b": 1, "c": 1])
    }

    @Test func `cope with nobody and nothing`() {
        for assignor in ConsumerAssignor.allCases {
            #expect(assignor.shares(of: [], in: [topic(1): 3]) == [:])
            #expect(assignor.shares(of: [member("a", [1])], in: [:]) == ["a": []])
        }
    }

    @Test(arguments: [UInt64](1...60))
    func `give every partition to one subscriber, evenly, and move no more than they must`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let isHomogeneous = Bool.random(using: &random)
        var topics: [TopicID: Int32] = [:]
        for number in 0..<Int.random(in: 1...5, using: &random) { topics[topic(number)] = .random(in: 0...9, using: &random) }
        var members = (0..<Int.random(in: 1...7, using: &random)).map { number -> ConsumerAssignor.Member in
            let wanted = isHomogeneous ? [0, 1, 2] : (0..<5).filter { _ in Bool.random(using: &random) }
            return member("m\(number)", wanted)
        }
        for assignor in ConsumerAssignor.allCases {
            let shares = assignor.shares(of: members, in: topics)
            check(shares, members, topics, seed)
            // Again, with what came out: nothing moves.
            for place in members.indices { members[place].current = shares[members[place].id] ?? [] }
            #expect(assignor.shares(of: members, in: topics) == shares, "seed \(seed): \(assignor) moves without a reason")
            guard assignor == .uniform, isHomogeneous, members.count > 1 else { continue }
            // One leaves: nobody else loses anything.
            let rest = Array(members.dropLast())
            let after = assignor.shares(of: rest, in: topics)
            check(after, rest, topics, seed)
            for member in rest {
                #expect(member.current.isSubset(of: after[member.id] ?? []), "seed \(seed): \(member.id) loses to a leaver")
            }
            let loads = after.values.map(\.count)
            #expect((loads.max() ?? 0) - (loads.min() ?? 0) <= 1, "seed \(seed): \(loads) is not even")
        }
    }

    private func check(
        _ shares: [String: Set<AssignedPartition>], _ members: [ConsumerAssignor.Member], _ topics: [TopicID: Int32],
        _ seed: UInt64
    ) {
        let all = shares.values.flatMap { $0 }
        #expect(all.count == Set(all).count, "seed \(seed): a partition is given twice")
        let wanted = Set(members.flatMap(\.topics))
        let expected = topics.filter { wanted.contains($0.key) }.values.reduce(0, +)
        #expect(all.count == Int(expected), "seed \(seed): \(all.count) of \(expected) partitions are given")
        for member in members {
            #expect(shares[member.id]?.allSatisfy { member.topics.contains($0.topic) } == true, "seed \(seed)")
        }
    }
}
