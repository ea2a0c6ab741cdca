import DurableState
import GroupCoordination
import TestKit
import Testing
import TopicModel

/// Groups whose assignments the server makes live on through restarts at any moment, members of both protocols in them.
@Suite struct `Whatever happens to a group whose assignments the server makes` {
    private struct Life {
        var random: SeededGenerator
        let talk = ConsumerTalk(["orders": 5, "users": 3])
        var topics: [String: Int32] = ["orders": 5, "users": 3]
        var shard = OffsetsShard(index: 0)
        var log: [StoredRecord] = []

        private static let names = (0..<5).map { "m\($0)" }

        init(_ seed: UInt64) {
            random = SeededGenerator(seed: seed)
            talk.group.tellEverything()
        }

        mutating func step() {
            let id = Self.names.randomElement(using: &random) ?? ""
            talk.now += .random(in: 0...3_000, using: &random)
            switch Int.random(in: 0..<16, using: &random) {
            case 0: _ = try? talk.join(id, [["orders"], ["users"], ["orders", "users"]].randomElement(using: &random) ?? [])
            case 1:
                let pattern = ["orders|us.*", ".*"].randomElement(using: &random)
                _ = try? talk.join(id, nil, pattern: pattern, assignor: random.oneIn(2) ? "range" : nil)
            case 2: _ = try? talk.join("\(id)-\(Int.random(in: 0..<3, using: &random))", instance: "i\(id)")
            case 3:
                let clients = talk.clients.values.sorted { $0.id < $1.id }
                guard let client = clients.randomElement(using: &random) else { return }
                let epoch: Int32 = client.instance != nil && random.oneIn(2) ? -2 : -1
                if (try? talk.say(client.id, epoch: epoch, instance: client.instance)) != nil { talk.clients[client.id] = nil }
            case 4:
                topics = ["orders": .random(in: 1...7, using: &random), "users": .random(in: 0...4, using: &random), "more": 2]
                talk.setTopics(topics)
            case 5: classic("c\(id)")
            case 6:
                for gone in talk.group.expire(now: talk.now) { talk.clients[gone] = nil }
            default:
                if let client = talk.clients.keys.sorted().randomElement(using: &random) { _ = try? talk.beat(client) }
            }
        }

        /// A member of the classic protocol joins, asks for its share, or shows itself.
        private mutating func classic(_ id: String) {
            let epoch = talk.group.members[id]?.current.epoch ?? -1
            switch Int.random(in: 0..<4, using: &random) {
            case 0: _ = talk.group.heartbeat(MemberClaim(memberID: id, generation: epoch), now: talk.now)
            case 1: _ = talk.group.leave([Leaver(memberID: id)])
            default:
                let metadata = ConsumerProtocol.subscription(to: random.oneIn(2) ? ["orders"] : ["orders", "users"])
                _ = talk.group.join(
                    JoinRequest(
                        memberID: id, clientID: "c", clientHost: "/h", sessionTimeout: 10_000, rebalanceTimeout: 60_000,
                        protocolType: "consumer", protocols: [GroupProtocol(name: "range", metadata: metadata)], freshID: "new",
                        mustKnowMemberID: false, canSkipAssignment: false), now: talk.now)
                _ = talk.group.sync(SyncRequest(claim: MemberClaim(memberID: id, generation: epoch)), now: talk.now)
            }
        }

        /// Writes what is new. False if that is not all.
        mutating func write() throws -> Bool {
            let news = talk.group.takeNews(at: 0)
            for record in try news.map({ try shard.decide(.storeConsumers(group: "g", $0)).records }) ?? [] {
                let (partition, bytes) = record.encoded()
                log.append(
                    StoredRecord(
                        partition: partition, offset: Int64(log.count), timestamp: bytes.timestamp ?? 0, key: bytes.key,
                        value: bytes.value))
                shard.apply(record)
            }
            let whole = ConsumerGroupNews(talk.group.kept(at: 0))
            return try shard.decide(.storeConsumers(group: "g", whole)).records.isEmpty
        }

        /// What a start makes of the log, from all of it or from what compaction leaves.
        func replayed(compacted: Bool) throws -> ConsumerGroup {
            var last: [[UInt8]: Int64] = [:]
            for record in log { last[record.key ?? []] = record.offset }
            var shard = OffsetsShard(index: 0)
            for record in log where !compacted || record.value != nil && last[record.key ?? []] == record.offset {
                shard.apply(try #require(try OffsetsRecord.decode(record)))
            }
            let kept = shard.groups["g"]?.consumer ?? KeptConsumerGroup()
            return ConsumerGroup(restoring: "g", kept, parameters: GroupParameters(), now: talk.now)
        }
    }

    @Test(arguments: Seed.values(40))
    func `a start finds it as it was`(_ seed: UInt64) throws {
        var life = Life(seed)
        for number in 0..<200 {
            life.step()
            let moment = "seed \(seed), step \(number)"
            #expect(try life.write(), "\(moment): something is new, and the log was not told")
            guard number.isMultiple(of: 10) else { continue }
            let group = life.talk.group
            for compacted in number.isMultiple(of: 50) ? [false, true] : [true] {
                var found = try life.replayed(compacted: compacted)
                #expect(found.kept(at: 0) == group.kept(at: 0), "\(moment): a start finds something else")
                #expect(found.members.mapValues(\.subscribed) == group.members.mapValues(\.subscribed), "\(moment)")
                #expect(found.assignor == group.assignor && found.stateName == group.stateName, "\(moment)")
                #expect(found.subscribedTopics == group.subscribedTopics, "\(moment)")
                // The first heartbeat looks at the topics; they are the same, and so nothing follows.
                found.topicsChanged(ConsumerTalk.topics(life.topics))
                #expect(found.epoch == group.epoch, "\(moment): a start alone is no change")
            }
            if life.random.oneIn(3) {
                life.talk.group = try life.replayed(compacted: true)
                life.talk.setTopics(life.topics)
                #expect(try life.write() && life.talk.group.epoch == group.epoch, "\(moment): a start changed the group")
            }
        }
        // Nobody lost anything by the restarts: all come to what they are to have.
        for member in life.talk.group.members.keys where life.talk.clients[member] == nil {
            _ = life.talk.group.leave([Leaver(memberID: member)])
        }
        for client in life.talk.clients.keys where life.talk.group.members[client] == nil { life.talk.clients[client] = nil }
        for _ in 0..<6 { for id in life.talk.clients.keys.sorted() { _ = try? life.talk.beat(id) } }
        for (id, client) in life.talk.clients where (try? life.talk.beat(id)) != nil {
            #expect(client.owned == life.talk.group.members[id]?.target, "seed \(seed): \(id) has not arrived at its target")
        }
    }
}
