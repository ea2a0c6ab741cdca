import Broker
import DurableState
import GroupCoordination
import KafkaWire
import TestKit
import Testing
import TopicModel

/// The server stops at once, and another goes on with what is in the log.
@Suite struct `Consumer groups after a restart` {
    private func partition(_ server: GroupServer) throws -> LogPartition { try #require(server.groups.partition(of: "g")) }

    private func count(_ server: GroupServer) throws -> Int { server.engine.records(of: try partition(server)).count }

    private func restarted(_ server: GroupServer) throws -> GroupServer {
        server.groups.stop()
        return try GroupServer(on: server.engine)
    }

    private func indexes(_ response: ConsumerGroupHeartbeatResponse?) -> [Int32]? {
        response?.assignment?.topicPartitions.flatMap(\.partitions).sorted()
    }

    /// Members "a" and "b" in epoch 2, with two of the four partitions each.
    private func pair() throws -> (server: GroupServer, a: [Int32], b: [Int32]) {
        let server = try GroupServer()
        _ = server.beat("g", "a", 0)
        _ = server.beat("g", "b", 0)
        let kept = try #require(indexes(try server.beat("g", "a", 1, owned: [0, 1, 2, 3]).response))
        #expect(try server.beat("g", "a", 1, owned: kept).response?.memberEpoch == 2)
        let got = try #require(indexes(try server.beat("g", "b", 2, owned: []).response))
        #expect(Set(kept + got) == [0, 1, 2, 3])
        return (server, kept, got)
    }

    @Test func `have their members go on, with what they had`() throws {
        let (before, a, b) = try pair()
        let shown = try before.ask(ConsumerGroupDescribeRequest(groupIds: ["g"]), version: 1)
        let after = try restarted(before)
        #expect(try after.ask(ConsumerGroupDescribeRequest(groupIds: ["g"]), version: 1) == shown)
        // A commit may be the first that is heard of a member.
        #expect(try after.commit("g", member: "a", generation: 2, version: 9).codes == [.none])
        #expect(try after.commit("g", member: "a", generation: 1, version: 9).codes == [.staleMemberEpoch])
        for (member, owned) in [("a", a), ("b", b)] {
            let place = try #require(try after.beat("g", member, 2, owned: owned).response)
            #expect(place.errorCode == .none && place.memberEpoch == 2 && place.assignment == nil)
        }
        #expect(after.groups.describeConsumers("g")?.epoch == 2)
        #expect(try after.offsets("g") == [0: 5])
    }

    @Test func `have a whole session for each member`() throws {
        let after = try restarted(try pair().server)
        after.scheduler.wait(44_000)
        #expect(try after.beat("g", "a", 2).response?.errorCode == ErrorCode.none)
        after.scheduler.wait(1_000)
        #expect(after.groups.describe("g")?.members.map(\.memberID) == ["a"])
        // That is in the log too.
        let third = try restarted(after)
        #expect(third.groups.describe("g")?.members.map(\.memberID) == ["a"])
        #expect(try third.beat("g", "b", 2).response?.errorCode == .unknownMemberId)
        third.scheduler.wait(45_000)
        #expect(third.groups.describe("g")?.state == "Empty")
        let fourth = try restarted(third)
        #expect(fourth.groups.describe("g")?.kind == .consumer && fourth.groups.describe("g")?.state == "Empty")
        #expect(try fourth.beat("g", "c", 0).response?.memberEpoch == 5)
    }

    @Test func `go on in the middle of a rebalance`() throws {
        let before = try GroupServer()
        _ = before.beat("g", "a", 0)
        _ = before.beat("g", "b", 0)
        let kept = try #require(indexes(try before.beat("g", "a", 1, owned: [0, 1, 2, 3]).response))
        let after = try restarted(before)
        // b still waits for what a has not given back.
        #expect(try after.beat("g", "b", 2, owned: []).response?.assignment == nil)
        #expect(try after.beat("g", "a", 1, owned: kept).response?.memberEpoch == 2)
        let third = try restarted(after)
        #expect(indexes(try third.beat("g", "b", 2, owned: []).response)?.count == 2)
        // a did not hear of its epoch.
        let place = try #require(try third.beat("g", "a", 1, owned: kept).response)
        #expect(place.errorCode == .none && place.memberEpoch == 2 && indexes(place) == kept)
    }

    @Test func `take out who does not give back what it was asked for`() throws {
        let before = try GroupServer()
        _ = before.beat("g", "a", 0)
        _ = before.beat("g", "b", 0)
        _ = before.beat("g", "a", 1, owned: [0, 1, 2, 3])
        let after = try restarted(before)
        for _ in 0..<6 {
            after.scheduler.wait(10_000)
            _ = after.beat("g", "a", 1, owned: [0, 1, 2, 3])
            _ = after.beat("g", "b", 2, owned: [])
        }
        #expect(after.groups.describe("g")?.members.map(\.memberID) == ["b"])
    }

    @Test func `write nothing while members only show themselves`() throws {
        let (server, a, b) = try pair()
        let written = try count(server)
        for _ in 0..<20 {
            server.scheduler.wait(5_000)
            _ = server.beat("g", "a", 2, owned: a)
            _ = server.beat("g", "b", 2, owned: b)
        }
        #expect(try count(server) == written)
        let after = try restarted(server)
        _ = after.beat("g", "a", 2, owned: a)
        _ = after.beat("g", "b", 2, owned: b)
        #expect(try count(after) == written)
    }

    @Test func `are the same from a compacted log, and leave alone what they do not know`() throws {
        let (before, a, _) = try pair()
        let share = NewRecord(key: [0, 10, 0, 1, 0x67, 0, 1, 0x6d], value: [0, 0])
        before.engine.plant(share, in: try partition(before))
        let shown = try before.ask(ConsumerGroupDescribeRequest(groupIds: ["g"]), version: 1)
        before.engine.compact()
        let after = try restarted(before)
        #expect(try after.ask(ConsumerGroupDescribeRequest(groupIds: ["g"]), version: 1) == shown)
        #expect(try after.beat("g", "a", 2, owned: a).response?.errorCode == ErrorCode.none)
        #expect(after.engine.records(of: try partition(after)).contains { $0.key == share.key && $0.value == share.value })
    }

    @Test func `of old data, an epoch alone, open without members`() throws {
        let engine = InMemoryLogEngine()
        let first = try GroupServer(on: engine)
        first.groups.stop()
        let place = try partition(first)
        engine.plant(NewRecord(key: [0, 3, 0, 1, 0x67], value: [0, 0, 0, 0, 0, 7, 0]), in: place)
        let server = try GroupServer(on: engine)
        #expect(server.groups.describe("g")?.state == "Empty" && server.groups.describe("g")?.generation == 7)
        #expect(try server.beat("g", "a", 7).response?.errorCode == .unknownMemberId)
        #expect(try server.commit("g", member: "a", generation: 7, version: 9).codes == [.unknownMemberId])
        #expect(try server.beat("g", "a", 0).response?.memberEpoch == 8)
    }

    @Test func `tell nobody of what the log did not take, and write it with what comes next`() throws {
        let (server, _, _) = try pair()
        let written = try count(server)
        server.engine.hold()
        let joined = server.beat("g", "c", 0)
        #expect(!joined.isAnswered)
        server.engine.failHeld()
        #expect(try joined.response?.errorCode == .coordinatorNotAvailable)
        #expect(try count(server) == written)
        // The client asks again. What it is told now, it is told after a restart.
        let again = try #require(try server.beat("g", "c", 0).response)
        #expect(again.errorCode == .none && again.memberEpoch == 3)
        let shown = try server.ask(ConsumerGroupDescribeRequest(groupIds: ["g"]), version: 1)
        let after = try restarted(server)
        #expect(try after.ask(ConsumerGroupDescribeRequest(groupIds: ["g"]), version: 1) == shown)
    }

    @Test func `write what several lost together with the next that anybody says`() throws {
        let (server, a, _) = try pair()
        server.engine.hold()
        let lost = [server.beat("g", "c", 0), server.beat("g", "b", -1), server.beat("g", "d", 0)]
        server.engine.failHeld()
        for answer in lost { #expect(try answer.response?.errorCode == .coordinatorNotAvailable) }
        // It has nothing new to say itself, and hears nothing of what is not written.
        server.engine.hold()
        let beat = server.beat("g", "a", 2, owned: a)
        #expect(!beat.isAnswered)
        server.engine.release()
        #expect(try beat.response?.errorCode == ErrorCode.none)
        let shown = try server.ask(ConsumerGroupDescribeRequest(groupIds: ["g"]), version: 1)
        #expect(shown.groups[0].members.map(\.memberId) == ["a", "c", "d"])
        let after = try restarted(server)
        #expect(try after.ask(ConsumerGroupDescribeRequest(groupIds: ["g"]), version: 1) == shown)
    }

    @Test func `are of the protocol that their members last made them`() throws {
        let server = try GroupServer()
        let subscription = ConsumerProtocol.subscription(to: ["t"])
        func join(_ server: GroupServer, _ member: String) throws -> JoinGroupResponse {
            let pending = server.send(
                JoinGroupRequest(
                    groupId: "g", sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 60_000, memberId: member,
                    protocolType: "consumer", protocols: [.init(name: "range", metadata: subscription)]), version: 5)
            server.scheduler.wait(200)
            return try #require(try pending.response)
        }
        func sync(_ server: GroupServer, _ member: String, _ generation: Int32, _ given: [Int32] = []) throws -> [Int32] {
            let assignment = ConsumerProtocol.assignment(of: given.map { LogPartition(topic: "t", index: $0) })
            let answer = try server.ask(
                SyncGroupRequest(
                    groupId: "g", generationId: generation, memberId: member,
                    assignments: given.isEmpty ? [] : [.init(memberId: member, assignment: assignment)]), version: 5)
            #expect(answer.errorCode == .none)
            return try ConsumerProtocol.Assignment(decoding: answer.assignment).partitions.map(\.index)
        }
        func beat(_ server: GroupServer, _ member: String, _ generation: Int32) throws -> ErrorCode {
            try server.ask(HeartbeatRequest(groupId: "g", generationId: generation, memberId: member), version: 4).errorCode
        }
        let member = try join(server, "").memberId
        _ = try join(server, member)
        #expect(try sync(server, member, 1, [0, 1, 2, 3]) == [0, 1, 2, 3])
        // One comes that wants the server to make the assignments.
        #expect(try server.beat("g", "b", 0).response?.memberEpoch == 2)
        #expect(try join(server, member).generationId == 2)
        let share = try sync(server, member, 2)
        #expect(share.count == 2)

        let mixed = try restarted(server)
        #expect(mixed.groups.describe("g")?.kind == .consumer)
        #expect(try beat(mixed, member, 2) == .none)
        #expect(try sync(mixed, member, 2) == share)
        #expect(try mixed.commit("g", member: member, generation: 2, version: 8).codes == [.none])
        #expect(try mixed.beat("g", "b", 2, owned: []).response?.assignment?.topicPartitions[0].partitions.count == 2)

        #expect(try mixed.beat("g", "b", -1).response?.memberEpoch == -1)
        let classic = try restarted(mixed)
        #expect(classic.groups.describe("g")?.kind == .classic)
        #expect(classic.groups.describe("g")?.members.map(\.memberID) == [member])
        // Its generation is over.
        #expect(try beat(classic, member, 2) == .illegalGeneration)
        let back = try join(classic, member)
        #expect(back.errorCode == .none && back.generationId == 4 && back.leader == member)
        #expect(try sync(classic, member, 4, [0, 1, 2, 3]) == [0, 1, 2, 3])
        #expect(try classic.offsets("g") == [0: 5])
    }

    @Test func `are gone with all that was kept of them when they are deleted`() throws {
        let (server, _, _) = try pair()
        #expect(try server.ask(DeleteGroupsRequest(groupsNames: ["g"]), version: 2).results[0].errorCode == .nonEmptyGroup)
        for member in ["a", "b"] { _ = server.beat("g", member, -1) }
        #expect(try server.ask(DeleteGroupsRequest(groupsNames: ["g"]), version: 2).results[0].errorCode == .none)
        server.engine.compact()
        #expect(try count(server) == 0)
        #expect(try restarted(server).groups.list().isEmpty)
    }
}
