import Bytes
import DurableState
import GroupCoordination
import Testing

private let day: Int64 = 24 * 3_600_000

/// Decides and applies, as the host does.
@discardableResult
private func run(_ command: OffsetsCommand, on shard: inout OffsetsShard) throws(GroupError) -> OffsetsReply {
    let decision = try shard.decide(command)
    for record in decision.records { shard.apply(record) }
    return decision.reply
}

private func commit(
    _ topic: String = "t", _ index: Int32 = 0, offset: Int64 = 1, metadata: String = ""
) -> OffsetsCommand.Commit {
    OffsetsCommand.Commit(partition: LogPartition(topic: topic, index: index), offset: offset, metadata: metadata)
}

@Suite struct `Committed offsets` {
    private let orders = LogPartition(topic: "t", index: 0)

    @Test func `are kept by group and partition, the last one counts`() throws {
        var shard = OffsetsShard(index: 0)
        try run(.commit(group: "g", [commit(offset: 1), commit("t", 1, offset: 5)], timestamp: 10), on: &shard)
        try run(.commit(group: "g", [commit(offset: 2, metadata: "m")], timestamp: 20), on: &shard)
        #expect(shard.groups["g"]?.offsets[orders] == CommittedOffset(offset: 2, metadata: "m", commitTimestamp: 20))
        #expect(shard.groups["g"]?.offsets.count == 2)
        #expect(shard.groups["h"] == nil)
    }

    @Test func `with too long a text are refused for their partition alone`() throws {
        var shard = OffsetsShard(index: 0)
        let long = String(repeating: "x", count: 4097)
        let reply = try run(.commit(group: "g", [commit(metadata: long), commit("t", 1)], timestamp: 0), on: &shard)
        #expect(reply.commits == [.offsetMetadataTooLarge, nil])
        #expect(shard.groups["g"]?.offsets.keys.map(\.index) == [1])
    }

    @Test func `of new groups are refused when there are too many, of known ones never`() throws {
        var limits = OffsetsShard.Limits()
        limits.maxGroups = 2
        var shard = OffsetsShard(index: 0, limits: limits)
        for group in ["a", "b", "a"] { try run(.commit(group: group, [commit()], timestamp: 0), on: &shard) }
        #expect(throws: GroupError.policyViolation) { try shard.decide(.commit(group: "c", [commit()], timestamp: 0)) }
        #expect(throws: GroupError.policyViolation) {
            try shard.decide(.store(group: "c", GroupMetadata(protocolType: "consumer", generation: 1)))
        }
    }

    @Test func `need a group id of sensible length`() {
        let shard = OffsetsShard(index: 0)
        for group in ["", String(repeating: "x", count: 1025)] {
            #expect(throws: GroupError.invalidGroupID) { try shard.decide(.commit(group: group, [commit()], timestamp: 0)) }
        }
    }

    @Test func `that would become too large a batch are refused as a whole`() throws {
        var limits = OffsetsShard.Limits()
        limits.maxCommitBytes = 200
        var shard = OffsetsShard(index: 0, limits: limits)
        try run(.commit(group: "g", (0..<3).map { commit("t", $0) }, timestamp: 0), on: &shard)
        #expect(throws: GroupError.invalidCommitOffsetSize) {
            try shard.decide(.commit(group: "g", (0..<4).map { commit("t", $0) }, timestamp: 0))
        }
    }

    @Test func `are forgotten a bounded number at a time`() throws {
        var limits = OffsetsShard.Limits()
        limits.maxTombstones = 2
        var shard = OffsetsShard(index: 0, limits: limits)
        for group in ["a", "b", "c"] { try run(.commit(group: group, [commit(), commit("t", 1)], timestamp: 0), on: &shard) }
        let commands: [OffsetsCommand] = [.forgetTopic("t"), .expire(now: 70 * day, live: [:])]
        for command in commands {
            var copy = shard
            var rounds = 1
            while try run(command, on: &copy).hasMore { rounds += 1 }
            #expect(rounds == 3)
            #expect(copy.groups.isEmpty)
        }
    }

    @Test func `go with their group`() throws {
        var shard = OffsetsShard(index: 0)
        try run(.commit(group: "g", [commit(), commit("u")], timestamp: 0), on: &shard)
        try run(.store(group: "g", GroupMetadata(protocolType: "consumer", generation: 1)), on: &shard)
        try run(.delete(group: "g"), on: &shard)
        #expect(shard.groups.isEmpty)
        #expect(throws: GroupError.groupNotFound) { try shard.decide(.delete(group: "g")) }
    }

    @Test func `are forgotten one by one, those that are there, and the group with the last`() throws {
        var shard = OffsetsShard(index: 0)
        try run(.commit(group: "g", [commit("t", 0), commit("t", 1), commit("u", 0)], timestamp: 0), on: &shard)
        let (first, second) = (LogPartition(topic: "t", index: 1), LogPartition(topic: "t", index: 7))
        let decision = try shard.decide(.deleteOffsets(group: "g", [first, second, first]))
        #expect(decision.records.count == 1)
        for record in decision.records { shard.apply(record) }
        #expect(shard.groups["g"]?.offsets.keys.map { "\($0)" }.sorted() == ["t-0", "u-0"])
        try run(.deleteOffsets(group: "g", [orders, LogPartition(topic: "u", index: 0)]), on: &shard)
        #expect(shard.groups["g"] == nil)
        #expect(throws: GroupError.groupNotFound) { try shard.decide(.deleteOffsets(group: "g", [orders])) }
    }

    @Test func `go with their topic, in every group`() throws {
        var shard = OffsetsShard(index: 0)
        for group in ["a", "b"] { try run(.commit(group: group, [commit("t"), commit("u")], timestamp: 0), on: &shard) }
        try run(.commit(group: "c", [commit("t")], timestamp: 0), on: &shard)
        try run(.forgetTopic("t"), on: &shard)
        #expect(shard.groups.keys.sorted() == ["a", "b"])
        #expect(shard.groups.values.allSatisfy { $0.offsets.keys.map(\.topic) == ["u"] })
    }

    @Test func `a tombstone of something unknown brings nothing into being`() {
        var shard = OffsetsShard(index: 0)
        shard.apply(OffsetsRecord(shard: 0, .offset(group: "g", orders, nil)))
        shard.apply(OffsetsRecord(shard: 0, .group("g", nil)))
        #expect(shard.groups.isEmpty)
    }

    @Test func `replayed from their bytes are the same`() throws {
        var shard = OffsetsShard(index: 5)
        var replayed = OffsetsShard(index: 5)
        let commands: [OffsetsCommand] = [
            .commit(group: "g", [commit(offset: 3), commit("u", 7, offset: 4, metadata: "x")], timestamp: 1),
            .store(group: "g", GroupMetadata(protocolType: "consumer", generation: 2, stateTimestamp: 3)),
            .commit(group: "h", [commit()], timestamp: 2), .delete(group: "h"), .forgetTopic("t"),
        ]
        for command in commands {
            for record in try shard.decide(command).records {
                shard.apply(record)
                let (partition, bytes) = record.encoded()
                #expect(partition == LogPartition(topic: "__consumer_offsets", index: 5))
                let stored = StoredRecord(partition: partition, offset: 0, timestamp: 0, key: bytes.key, value: bytes.value)
                replayed.apply(try #require(try OffsetsRecord.decode(stored)))
            }
        }
        #expect(replayed.groups.keys.sorted() == ["g"])
        #expect(replayed.groups["g"]?.offsets == shard.groups["g"]?.offsets)
        #expect(replayed.groups["g"]?.metadata == shard.groups["g"]?.metadata)
    }
}

@Suite struct `Forgetting offsets` {
    /// A consumer's subscription to these topics: version 0, no user data.
    private func metadata(_ topics: [String], since: Int64) -> GroupMetadata {
        var writer = ByteWriter()
        writer.writeInteger(Int16(0))
        writer.writeInteger(Int32(topics.count))
        for topic in topics {
            writer.writeInteger(Int16(topic.utf8.count))
            writer.writeUTF8(topic)
        }
        writer.writeInteger(Int32(-1))
        return GroupMetadata(
            protocolType: "consumer", generation: 1, protocolName: "range", leader: "m", stateTimestamp: since,
            members: [
                .init(
                    memberID: "m", clientID: "c", clientHost: "/h", rebalanceTimeout: 1, sessionTimeout: 1,
                    subscription: writer.array(), assignment: [])
            ])
    }

    private func empty(since: Int64) -> GroupMetadata {
        GroupMetadata(protocolType: "consumer", generation: 2, stateTimestamp: since)
    }

    struct Case: Sendable {
        var about: String
        var metadata: GroupMetadata?
        var committed: Int64
        var now: Int64
        var isLive = false
        /// Of live members whose assignments the server makes.
        var subscribed: Set<String>?
        var left: [String]
    }

    @Test func `goes by when the group became empty, or by the commit if it never had members`() throws {
        let cases = [
            Case(about: "a simple group before its time", committed: 0, now: 7 * day - 1, left: ["t", "u"]),
            Case(about: "a simple group at its time", committed: 0, now: 7 * day, left: []),
            Case(about: "empty for less than a week", metadata: empty(since: 5), committed: 0, now: 7 * day, left: ["t", "u"]),
            Case(about: "empty for a week", metadata: empty(since: 5), committed: 0, now: 7 * day + 5, left: []),
            Case(about: "committed to when empty", metadata: empty(since: 0), committed: 9, now: 7 * day, left: ["t", "u"]),
            Case(about: "active", metadata: metadata(["t", "u"], since: 0), committed: 0, now: 70 * day, left: ["t", "u"]),
            Case(about: "subscribed to t only", metadata: metadata(["t"], since: 0), committed: 0, now: 7 * day, left: ["t"]),
            Case(
                about: "no longer subscribed to u, but for less than a week", metadata: metadata(["t"], since: 0), committed: 1,
                now: 7 * day, left: ["t", "u"]),
            Case(
                about: "empty as stored, but with members now", metadata: empty(since: 0), committed: 0, now: 70 * day,
                isLive: true, left: ["t", "u"]),
            Case(
                about: "of members that the server assigns t to", committed: 0, now: 7 * day, isLive: true, subscribed: ["t"],
                left: ["t"]),
            Case(
                about: "of such members, but for less than a week", committed: 1, now: 7 * day, isLive: true, subscribed: [],
                left: ["t", "u"]),
            Case(about: "simple as stored, but with members now", committed: 0, now: 70 * day, isLive: true, left: ["t", "u"]),
        ]
        for row in cases {
            var shard = OffsetsShard(index: 0)
            try run(.commit(group: "g", [commit("t"), commit("u")], timestamp: row.committed), on: &shard)
            if let metadata = row.metadata { try run(.store(group: "g", metadata), on: &shard) }
            let reply = try run(.expire(now: row.now, live: row.isLive ? ["g": row.subscribed] : [:]), on: &shard)
            #expect((shard.groups["g"]?.offsets.keys.map(\.topic).sorted() ?? []) == row.left, "\(row.about)")
            #expect(reply.expiredGroups == (row.left.isEmpty ? ["g"] : []), "\(row.about)")
        }
    }

    @Test func `takes the group with its last offset`() throws {
        var shard = OffsetsShard(index: 0)
        try run(.commit(group: "g", [commit()], timestamp: 0), on: &shard)
        try run(.store(group: "g", empty(since: 0)), on: &shard)
        try run(.expire(now: 7 * day, live: [:]), on: &shard)
        #expect(shard.groups.isEmpty)
    }

    @Test func `leaves an empty group without offsets alone until its time`() throws {
        var shard = OffsetsShard(index: 0)
        try run(.store(group: "g", empty(since: 10)), on: &shard)
        #expect(try run(.expire(now: day, live: [:]), on: &shard).expiredGroups.isEmpty)
        #expect(shard.groups["g"] != nil)
        #expect(try run(.expire(now: 7 * day + 10, live: [:]), on: &shard).expiredGroups == ["g"])
    }

    @Test func `goes by the client's own wish in records of old writers`() throws {
        var shard = OffsetsShard(index: 0)
        let offset = CommittedOffset(offset: 1, commitTimestamp: 0, expireTimestamp: 50)
        shard.apply(OffsetsRecord(shard: 0, .offset(group: "g", LogPartition(topic: "t", index: 0), offset)))
        #expect(try run(.expire(now: 49, live: [:]), on: &shard).expiredGroups.isEmpty)
        #expect(try run(.expire(now: 50, live: [:]), on: &shard).expiredGroups == ["g"])
    }

    @Test func `never touches a group whose members cannot be understood`() throws {
        var shard = OffsetsShard(index: 0)
        var odd = metadata([], since: 0)
        odd.members[0].subscription = [0xff]
        try run(.commit(group: "g", [commit()], timestamp: 0), on: &shard)
        try run(.store(group: "g", odd), on: &shard)
        try run(.expire(now: 70 * day, live: [:]), on: &shard)
        #expect(shard.groups["g"]?.offsets.count == 1)
    }
}
