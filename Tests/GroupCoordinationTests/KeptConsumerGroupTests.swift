import DurableState
import GroupCoordination
import TestKit
import Testing
import TopicModel

/// `__consumer_offsets` as a group's records fill it, byte for byte.
private struct Journal {
    var shard = OffsetsShard(index: 0)
    var records: [StoredRecord] = []
    /// Records of the last write.
    var last: [OffsetsRecord.Change] = []

    mutating func write(_ group: inout ConsumerGroup) throws(GroupError) {
        last = []
        if let news = group.takeNews(at: 0) { try give(.storeConsumers(group: group.id, news)) }
    }

    mutating func give(_ command: OffsetsCommand) throws(GroupError) {
        let decided = try shard.decide(command).records
        last = decided.map(\.change)
        for record in decided {
            let (partition, bytes) = record.encoded()
            records.append(
                StoredRecord(
                    partition: partition, offset: Int64(records.count), timestamp: bytes.timestamp ?? 0, key: bytes.key,
                    value: bytes.value))
            shard.apply(record)
        }
    }

    func replayed(_ records: [StoredRecord]) throws -> OffsetsShard {
        var shard = OffsetsShard(index: 0)
        for record in records { shard.apply(try #require(try OffsetsRecord.decode(record))) }
        return shard
    }

    /// The last of each key; what was taken back is gone.
    var compacted: [StoredRecord] {
        var last: [[UInt8]: Int64] = [:]
        for record in records { last[record.key ?? []] = record.offset }
        return records.filter { $0.value != nil && last[$0.key ?? []] == $0.offset }
    }

    func kept(_ group: String = "g") -> KeptConsumerGroup? { shard.groups[group]?.consumer }
}

private func restored(_ kept: KeptConsumerGroup?, now: Int64 = 0) throws -> ConsumerGroup {
    ConsumerGroup(restoring: "g", try #require(kept), parameters: GroupParameters(), now: now)
}

private func place(_ index: Int32) -> AssignedPartition { AssignedPartition(topic: ConsumerTalk.orders, index: index) }

@Suite struct `What is kept of a group whose assignments the server makes` {
    @Test func `is written in one go when a member joins`() throws {
        let talk = ConsumerTalk(["orders": 2])
        var journal = Journal()
        try talk.join("a")
        try journal.write(&talk.group)
        let all: Set = [place(0), place(1)]
        #expect(
            journal.last == [
                .consumers("g", .member("a", .init(clientID: "", clientHost: "", topics: ["orders"], rebalanceTimeout: 60_000))),
                .consumers("g", .topics(["orders": .init(id: ConsumerTalk.orders, partitionCount: 2)])),
                .consumers("g", .epoch(ConsumerGroupMetadata(epoch: 1, timestamp: 0))),
                .consumers("g", .target("a", all)),
                .consumers("g", .targetEpoch(1)),
                .consumers("g", .current("a", .init(epoch: 1, previousEpoch: 0, assigned: all))),
            ])
    }

    @Test func `is not written again by who says nothing new`() throws {
        let talk = ConsumerTalk()
        var journal = Journal()
        for id in ["a", "b"] { try talk.join(id) }
        try talk.settle()
        try journal.write(&talk.group)
        for _ in 0..<10 {
            talk.now += 5_000
            for id in ["a", "b"] { try talk.beat(id) }
        }
        talk.setTopics(["orders": 6, "other": 9])
        #expect(!talk.group.hasNews && journal.records.count == 9)
        // A time alone is no change either.
        try journal.give(.storeConsumers(group: "g", ConsumerGroupNews(talk.group.kept(at: 9))))
        #expect(journal.last.isEmpty)

        talk.group = try restored(journal.kept())
        try talk.settle()
        #expect(!talk.group.hasNews)
    }

    @Test func `is written while somebody waits for others only when that changes something`() throws {
        let talk = ConsumerTalk()
        try talk.join("a")
        try talk.join("b")
        #expect(talk.group.takeNews(at: 0) != nil)
        // b waits for what a has.
        try talk.beat("b")
        #expect(!talk.group.hasNews)
    }

    @Test func `is written as a whole when something of it may have been lost`() throws {
        let talk = ConsumerTalk()
        var journal = Journal()
        for id in ["a", "b"] { try talk.join(id) }
        // The log has not taken that, and takes what comes next.
        _ = talk.group.takeNews(at: 0)
        talk.group.tellEverything()
        try talk.beat("a")
        try journal.write(&talk.group)
        #expect(journal.kept() == talk.group.kept(at: 0) && journal.records.count == 9)
        _ = try talk.say("b", epoch: -1)
        _ = talk.group.takeNews(at: 0)
        talk.group.tellEverything()
        try journal.write(&talk.group)
        #expect(journal.kept()?.members.keys.sorted() == ["a"] && journal.kept()?.epoch == 3)
    }

    @Test func `goes with the member, and stays while a static one is away`() throws {
        let talk = ConsumerTalk(["orders": 2])
        var journal = Journal()
        try talk.join("a", instance: "i")
        try talk.join("b")
        try talk.settle()
        try journal.write(&talk.group)
        _ = try talk.say("a", epoch: -2, instance: "i")
        try journal.write(&talk.group)
        guard case .consumers("g", .current("a", let away?)) = try #require(journal.last.first), journal.last.count == 1 else {
            Issue.record("\(journal.last)")
            return
        }
        #expect(away.epoch == -2 && away.assigned.count == 1)
        // It comes back under another id after a restart: that one has its place.
        talk.group = try restored(try journal.replayed(journal.compacted).groups["g"]?.consumer)
        talk.setTopics(["orders": 2])
        #expect(try talk.join("a2", instance: "i").assignment == away.assigned)
        try journal.write(&talk.group)
        #expect(Array(journal.last.prefix(3)) == [
            .consumers("g", .current("a", nil)), .consumers("g", .target("a", nil)), .consumers("g", .member("a", nil)),
        ])
        #expect(journal.kept()?.members.keys.sorted() == ["a2", "b"] && journal.kept()?.epoch == 2)

        _ = try talk.say("a2", epoch: -1, instance: "i")
        _ = try talk.say("b", epoch: -1)
        try journal.write(&talk.group)
        #expect(journal.kept()?.members.isEmpty == true && journal.kept()?.topics.isEmpty == true)
        #expect(journal.kept()?.metadata == ConsumerGroupMetadata(epoch: 4, timestamp: 0))
        try journal.give(.delete(group: "g"))
        #expect(journal.last == [.consumers("g", .targetEpoch(nil)), .consumers("g", .epoch(nil))])
        #expect(journal.shard.groups.isEmpty && journal.compacted.isEmpty)
    }

    @Test func `begins everybody's time anew`() throws {
        let talk = ConsumerTalk()
        try talk.join("a", rebalance: 5_000)
        try talk.join("b")
        try talk.beat("a")
        #expect(talk.group.members["a"]?.current.state == .unrevoked)
        let group = try restored(talk.group.kept(at: 0), now: 100_000)
        #expect(group.nextDeadline == 105_000)
        var later = group
        #expect(later.expire(now: 104_999) == [] && later.expire(now: 105_000) == ["a"])
        #expect(later.nextDeadline == 145_000)
    }

    @Test func `follows topics that changed while the server was away`() throws {
        let talk = ConsumerTalk(["orders": 2])
        try talk.join("a")
        let kept = talk.group.kept(at: 0)
        talk.group = try restored(kept)
        talk.setTopics(["orders": 2, "users": 1])
        #expect(talk.group.epoch == 1)
        talk.group = try restored(kept)
        talk.setTopics(["orders": 3])
        #expect(talk.group.epoch == 2)
        #expect(try talk.beat("a").assignment?.count == 3)
    }

    @Test func `finds again what a pattern found, and no internal topic`() throws {
        let talk = ConsumerTalk(["orders": 1, "__consumer_offsets": 1])
        try talk.join("a", nil, pattern: ".*")
        try talk.join("b", ["__consumer_offsets"])
        try talk.settle()
        let epoch = talk.group.epoch
        let before = talk.group.members.mapValues(\.subscribed)
        talk.group = try restored(talk.group.kept(at: 0))
        #expect(talk.group.members.mapValues(\.subscribed) == before)
        talk.setTopics(["orders": 1, "__consumer_offsets": 1])
        #expect(talk.group.epoch == epoch)
    }

    @Test func `is of use when another server wrote it`() throws {
        let talk = ConsumerTalk(["orders": 2])
        try talk.join("a")
        var kept = talk.group.kept(at: 0)
        // It went down between an epoch and its target, and takes expressions that are none here.
        kept.metadata?.epoch = 7
        kept.members["a"]?.metadata?.pattern = #"\bx\b"#
        talk.group = try restored(kept)
        #expect(talk.group.epoch == 7 && talk.group.assignmentEpoch == 1)
        talk.setTopics(["orders": 2])
        #expect(talk.group.epoch == 8 && talk.group.assignmentEpoch == 8)
        try talk.beat("a")
        #expect(talk.clients["a"]?.epoch == 8 && talk.indexes("a") == [0, 1])
    }

    @Test func `is of use when records of it are missing`() throws {
        let talk = ConsumerTalk(["orders": 2])
        try talk.join("a")
        try talk.join("b")
        try talk.settle()
        var kept = talk.group.kept(at: 0)
        kept.metadata = nil
        kept.members["c"] = kept.members["a"]
        kept.members["a"]?.target = nil
        kept.members["b"]?.current = nil
        kept.members["d"] = .init(target: [place(0)])
        let group = try restored(kept)
        #expect(group.epoch == 2 && group.members["c"]?.current.assigned.isEmpty == true && group.members["d"] == nil)
        talk.group = group
        #expect(talk.refusal { () throws(ConsumerRefusal) in try talk.beat("b") } == .fencedMemberEpoch)
    }

    @Test func `of an epoch alone is a group without members`() throws {
        var shard = OffsetsShard(index: 0)
        shard.apply(OffsetsRecord(shard: 0, .consumers("g", .epoch(ConsumerGroupMetadata(epoch: 7, timestamp: 1)))))
        #expect(shard.groups["g"]?.hasMembers == false)
        let group = try restored(shard.groups["g"]?.consumer)
        #expect(group.isEmpty && group.epoch == 7 && group.assignmentEpoch == 7 && group.nextDeadline == nil)
    }

    @Test func `makes place for a classic group of the same name, and takes its place`() throws {
        var journal = Journal()
        let classic = GroupMetadata(protocolType: "consumer", generation: 3)
        try journal.give(.store(group: "g", classic))
        let talk = ConsumerTalk()
        try talk.join("a")
        try journal.write(&talk.group)
        #expect(journal.last.first == .group("g", nil) && journal.last.count == 7)
        #expect(journal.shard.groups["g"]?.metadata == nil && journal.shard.groups["g"]?.hasMembers == true)
        try journal.give(.store(group: "g", classic))
        #expect(journal.last == [
            .consumers("g", .current("a", nil)), .consumers("g", .target("a", nil)), .consumers("g", .targetEpoch(nil)),
            .consumers("g", .member("a", nil)), .consumers("g", .topics(nil)), .consumers("g", .epoch(nil)), .group("g", classic),
        ])
        #expect(journal.kept() == nil && journal.compacted.count == 1)
    }

    @Test func `is forgotten a week after the last member left, and not before`() throws {
        let day: Int64 = 24 * 3_600_000
        var journal = Journal()
        let talk = ConsumerTalk()
        try talk.join("a")
        try journal.write(&talk.group)
        let commit = OffsetsCommand.Commit(partition: LogPartition(topic: "orders", index: 0), offset: 1)
        try journal.give(.commit(group: "g", [commit], timestamp: 0))
        try journal.give(.expire(now: 30 * day, live: [:]))
        #expect(journal.last.isEmpty)
        _ = try talk.say("a", epoch: -1)
        try journal.give(.storeConsumers(group: "g", ConsumerGroupNews(talk.group.kept(at: 30 * day))))
        try journal.give(.expire(now: 36 * day, live: [:]))
        #expect(journal.last.isEmpty)
        try journal.give(.expire(now: 37 * day, live: [:]))
        #expect(journal.last.count == 3 && journal.shard.groups.isEmpty && journal.compacted.isEmpty)
    }
}
