import DurableState
import GroupCoordination
import TestKit
import Testing
import TopicModel

/// Members of both protocols in one group: "a" speaks the classic one, "b" the newer.
@Suite struct `A group that moves from one protocol to the other` {
    private let topics = ["orders": GroupTopic(id: ConsumerTalk.orders, partitionCount: 6)]

    private func places(_ indexes: ClosedRange<Int32>) -> [LogPartition] {
        indexes.map { LogPartition(topic: "orders", index: $0) }
    }

    /// A classic group in generation 4, whose member "a" has all of "orders".
    private func classic(subscription: [UInt8]? = nil) -> ClassicGroup {
        let metadata = GroupMetadata(
            protocolType: "consumer", generation: 4, protocolName: "range", leader: "a", stateTimestamp: 0,
            members: [
                .init(
                    memberID: "a", clientID: "c", clientHost: "/h", rebalanceTimeout: 60_000, sessionTimeout: 10_000,
                    subscription: subscription ?? ConsumerProtocol.subscription(to: ["orders"]),
                    assignment: ConsumerProtocol.assignment(of: places(0...5)))
            ])
        return ClassicGroup.restored("g", metadata, parameters: GroupParameters(), now: 0).group
    }

    private func moved() throws -> ConsumerTalk {
        let talk = ConsumerTalk()
        talk.group = try #require(ConsumerGroup(classic(), topics: topics, now: 0))
        return talk
    }

    /// - Parameters:
    ///   - owned: Nil for a member that gives back everything before it joins.
    ///   - generation: In which it had that.
    private func join(
        _ talk: ConsumerTalk, _ id: String = "a", instance: String? = nil, owned: [LogPartition]? = nil, generation: Int32 = 4,
        protocols: [String] = ["range"], knows: Bool = false
    ) -> GroupAnswer {
        var metadata = ConsumerProtocol.subscription(to: ["orders"])
        if let owned {
            metadata[1] = 2
            // Behind the user data it owns what an assignment names, between its version and its user data.
            metadata += ConsumerProtocol.assignment(of: owned).dropFirst(2).dropLast(4)
            metadata += withUnsafeBytes(of: generation.bigEndian) { Array($0) }
        }
        return talk.group.join(
            JoinRequest(
                memberID: id, instanceID: instance, clientID: "c", clientHost: "/h", sessionTimeout: 10_000,
                rebalanceTimeout: 60_000, protocolType: "consumer",
                protocols: protocols.map { GroupProtocol(name: $0, metadata: metadata) }, freshID: "new", mustKnowMemberID: knows, canSkipAssignment: false), now: talk.now)
    }

    private func generation(_ answer: GroupAnswer) -> Int32? {
        guard case .joined(let membership) = answer else { return nil }
        #expect(membership.leader == "" && membership.members.isEmpty && membership.protocolType == "consumer")
        return membership.generation
    }

    private func synced(_ talk: ConsumerTalk, _ id: String = "a", generation: Int32) throws -> [Int32]? {
        let answer = talk.group.sync(SyncRequest(claim: MemberClaim(memberID: id, generation: generation)), now: talk.now)
        guard case .synced(let assignment) = answer else { return nil }
        return try ConsumerProtocol.Assignment(decoding: assignment.bytes).partitions.map(\.index)
    }

    private func heartbeat(_ talk: ConsumerTalk, _ id: String = "a", generation: Int32) -> GroupError? {
        talk.group.heartbeat(MemberClaim(memberID: id, generation: generation), now: talk.now)
    }

    @Test func `keeps who was there, with what it had`() throws {
        let talk = try moved()
        #expect(talk.group.epoch == 4 && talk.group.stateName == "Stable" && talk.group.speaksOnlyClassic)
        #expect(talk.group.subscribedTopics == ["orders"])
        #expect(heartbeat(talk, generation: 4) == nil)
        #expect(try synced(talk, generation: 4) == [0, 1, 2, 3, 4, 5])
        #expect(talk.group.refusal(of: MemberClaim(memberID: "a", generation: 4)) == nil)
        #expect(talk.group.refusal(of: MemberClaim(memberID: "a", generation: 3)) == .illegalGeneration)
    }

    @Test func `does not take over members that say nothing of topics`() {
        #expect(ConsumerGroup(classic(subscription: [1]), topics: topics, now: 0) == nil)
    }

    @Test func `takes from a classic member that rebalances step by step`() throws {
        let talk = try moved()
        #expect(try talk.join("b").assignment == [])
        #expect(!talk.group.speaksOnlyClassic)
        #expect(heartbeat(talk, generation: 4) == .rebalanceInProgress)
        // It learns what it may keep, in the generation it is in.
        #expect(generation(join(talk, owned: places(0...5))) == 4)
        let kept = try #require(try synced(talk, generation: 4))
        #expect(kept.count == 3 && heartbeat(talk, generation: 4) == .rebalanceInProgress)
        #expect(try talk.beat("b").assignment == nil)
        // It has given back the rest.
        let owned = kept.map { LogPartition(topic: "orders", index: $0) }
        #expect(generation(join(talk, owned: owned)) == 5)
        #expect(try synced(talk, generation: 5) == kept && heartbeat(talk, generation: 5) == nil)
        #expect(try talk.beat("b").assignment?.count == 3)
        #expect(talk.group.stateName == "Stable" && Set(kept + talk.indexes("b")) == Set(0..<6))
    }

    @Test func `takes at once from a classic member that gives back everything before it joins`() throws {
        let talk = try moved()
        try talk.join("b")
        #expect(try synced(talk, generation: 4) == nil)
        #expect(generation(join(talk)) == 5)
        #expect(try synced(talk, generation: 5)?.count == 3)
        #expect(try talk.beat("b").assignment?.count == 3)
    }

    @Test func `does not believe what was owned in another generation`() throws {
        let talk = try moved()
        try talk.join("b")
        #expect(generation(join(talk, owned: places(0...5), generation: 3)) == 5)
    }

    @Test func `has a classic member join again when what it waits for is free`() throws {
        let talk = try moved()
        try talk.join("b")
        #expect(generation(join(talk)) == 5)
        try talk.settle()
        // c gets two of the six, one of them b's.
        #expect(generation(join(talk, "c", generation: -1)) == 6)
        #expect(try synced(talk, "c", generation: 6) == [] && heartbeat(talk, "c", generation: 6) == nil)
        #expect(generation(join(talk)) == 6)
        #expect(heartbeat(talk, "c", generation: 6) == .rebalanceInProgress)
        #expect(generation(join(talk, "c", generation: 6)) == 6)
        #expect(try synced(talk, "c", generation: 6)?.count == 1 && heartbeat(talk, "c", generation: 6) == nil)
        try talk.settle()
        #expect(heartbeat(talk, "c", generation: 6) == .rebalanceInProgress)
        #expect(generation(join(talk, "c", generation: 6)) == 6)
        #expect(try synced(talk, "c", generation: 6)?.count == 2)
        #expect(heartbeat(talk, "c", generation: 6) == nil && talk.group.stateName == "Stable")
    }

    @Test func `refuses classic members as a classic group does`() throws {
        let talk = try moved()
        try talk.join("b")
        #expect(join(talk, "", knows: true) == .joinRefused(.memberIDRequired, memberID: "c-new"))
        #expect(join(talk, "c", protocols: ["other"]) == .joinRefused(.inconsistentProtocol, memberID: "c"))
        #expect(join(talk, "b") == .joinRefused(.unknownMember, memberID: "b"))
        #expect(join(talk, "a", instance: "i") == .joinRefused(.fencedInstance, memberID: "a"))
        #expect(heartbeat(talk, "b", generation: 5) == .unknownMember)
        #expect(heartbeat(talk, generation: 3) == .illegalGeneration)
        #expect(try synced(talk, "nobody", generation: 4) == nil)
    }

    @Test func `takes out a classic member that is silent, or does not join again`() throws {
        let talk = try moved()
        try talk.join("b")
        talk.now = 9_999
        #expect(heartbeat(talk, generation: 4) == .rebalanceInProgress)
        #expect(talk.group.expire(now: 19_998) == [])
        #expect(talk.group.expire(now: 19_999) == ["a"])

        let slow = try moved()
        try slow.join("b")
        for time in stride(from: Int64(0), through: 50_000, by: 5_000) {
            slow.now = time
            _ = heartbeat(slow, generation: 4)
            try slow.beat("b")
        }
        #expect(slow.group.expire(now: 59_999) == [])
        slow.now = 59_000
        _ = heartbeat(slow, generation: 4)
        #expect(slow.group.expire(now: 60_000) == ["a"])
    }

    @Test func `keeps the share of a classic member with an instance id that comes back`() throws {
        let talk = try moved()
        try talk.join("b")
        #expect(generation(join(talk, "", instance: "i", generation: -1)) == 6)
        try talk.settle()
        #expect(generation(join(talk, generation: -1)) == 6)
        #expect(generation(join(talk, "i-new", instance: "i", generation: 6)) == 6)
        let share = try synced(talk, "i-new", generation: 6)
        #expect(share?.count == 2)
        let back = talk.group.join(
            JoinRequest(
                memberID: "", instanceID: "i", clientID: "c", clientHost: "/h", sessionTimeout: 10_000, rebalanceTimeout: 60_000,
                protocolType: "consumer",
                protocols: [GroupProtocol(name: "range", metadata: ConsumerProtocol.subscription(to: ["orders"]))], freshID: "2",
                mustKnowMemberID: true, canSkipAssignment: false), now: 0)
        #expect(generation(back) == 6 && talk.group.epoch == 6)
        #expect(try synced(talk, "i-2", generation: 6) == share)
    }

    @Test func `is a classic group again when only such members are left, who then join again`() throws {
        let talk = try moved()
        try talk.join("b")
        _ = join(talk)
        _ = try talk.say("b", epoch: -1)
        #expect(talk.group.speaksOnlyClassic)
        var (classic, effects) = ClassicGroup.takingOver(talk.group, now: 1_000)
        #expect(classic.generation == talk.group.epoch && classic.protocolName == "range")
        #expect(classic.stateName == "PreparingRebalance")
        #expect(effects.contains(.arm(.session(member: "a"), at: 11_000)) && effects.contains(.arm(.rebalance, at: 61_000)))
        let beat = GroupEvent.heartbeat(MemberClaim(memberID: "a", generation: classic.generation), RequestToken(1))
        #expect(classic.receive(beat, now: 1_000) == [.answer(RequestToken(1), .heartbeat(.rebalanceInProgress))])
    }

    @Test func `leaves nobody waiting for an answer`() {
        var group = classic()
        let request = JoinRequest(
            memberID: "a", clientID: "c", clientHost: "/h", sessionTimeout: 10_000, rebalanceTimeout: 60_000,
            protocolType: "consumer", protocols: [GroupProtocol(name: "range", metadata: [])], freshID: "new",
            mustKnowMemberID: true, canSkipAssignment: false)
        // A second member's join is held until the first has joined again.
        var other = request
        other.memberID = ""
        other.mustKnowMemberID = false
        _ = group.receive(.join(other, RequestToken(7)), now: 0)
        let effects = group.dissolve(now: 0)
        #expect(effects.contains(.answer(RequestToken(7), .joinRefused(.rebalanceInProgress, memberID: "c-new"))))
        #expect(effects.contains(.cancel(.session(member: "a"))) && effects.contains(.cancel(.rebalance)))
    }

    @Test func `lets members be taken out`() throws {
        let talk = try moved()
        try talk.join("b")
        let errors = talk.group.leave([
            Leaver(memberID: "a"), Leaver(memberID: "nobody"), Leaver(memberID: "", instanceID: "none"), Leaver(memberID: "b"),
        ])
        #expect(errors == [nil, .unknownMember, .unknownMember, nil])
        #expect(talk.group.isEmpty && talk.group.epoch == 6)
    }
}
