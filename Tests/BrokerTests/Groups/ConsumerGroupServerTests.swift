import Broker
import DurableState
import GroupCoordination
import KafkaWire
import TestKit
import Testing
import TopicModel

extension GroupServer {
    func beat(
        _ group: String, _ member: String, _ epoch: Int32, topics: [String]? = nil, pattern: String? = nil, owned: [Int32]? = nil,
        version: Int16 = 1
    ) -> Pending<ConsumerGroupHeartbeatResponse> {
        let isJoin = epoch == 0
        return send(
            ConsumerGroupHeartbeatRequest(
                groupId: group, memberId: member, memberEpoch: epoch, rebalanceTimeoutMs: isJoin ? 60_000 : -1,
                subscribedTopicNames: topics ?? (isJoin && pattern == nil ? ["t"] : nil), subscribedTopicRegex: pattern,
                topicPartitions: isJoin ? [] : owned.map { [.init(topicId: KafkaUUID(high: 0, low: 7), partitions: $0)] }),
            version: version)
    }
}

@Suite struct `Consumer groups on the server` {
    @Test func `are joined, described, listed and left at every version`() throws {
        for version in APIKey.consumerGroupHeartbeat.versions {
            let server = try GroupServer()
            let joined = try #require(try server.beat("g", version == 0 ? "" : "m", 0, version: version).response)
            #expect(joined.errorCode == .none && joined.memberEpoch == 1 && joined.heartbeatIntervalMs == 5_000)
            let member = try #require(joined.memberId)
            #expect(version == 0 ? member.utf8.count == 22 : member == "m")
            #expect(joined.assignment?.topicPartitions == [.init(topicId: KafkaUUID(high: 0, low: 7), partitions: [0, 1, 2, 3])])

            let described = try server.ask(
                ConsumerGroupDescribeRequest(groupIds: ["g", "none"]), version: version).groups
            #expect(described.map(\.errorCode) == [.none, .groupIdNotFound])
            #expect(described[0].groupState == "Stable" && described[0].groupEpoch == 1 && described[0].assignmentEpoch == 1)
            #expect(described[0].assignorName == "uniform")
            #expect(described[0].members[0].assignment.topicPartitions.map(\.topicName) == ["t"])
            #expect(described[0].members[0].targetAssignment.topicPartitions.map(\.partitions) == [[0, 1, 2, 3]])
            #expect(described[0].members[0].memberType == (version == 0 ? -1 : 1))

            let consumers = try server.ask(ListGroupsRequest(typesFilter: ["Consumer"]), version: 5).groups
            #expect(consumers.map(\.groupType) == ["consumer"] && consumers.map(\.groupState) == ["Stable"])
            #expect(try server.ask(ListGroupsRequest(typesFilter: ["classic"]), version: 5).groups.isEmpty)
            let old = try server.ask(DescribeGroupsRequest(groups: ["g"]), version: 5).groups[0]
            #expect(old.protocolType == "consumer" && old.protocolData == "uniform")
            let assignment = try ConsumerProtocol.Assignment(decoding: old.members[0].memberAssignment)
            #expect(assignment.partitions.map(\.index) == [0, 1, 2, 3])
            #expect(try ConsumerProtocol.Subscription(decoding: old.members[0].memberMetadata).topics == ["t"])

            #expect(try server.beat("g", member, -1, version: version).response?.memberEpoch == -1)
            #expect(server.groups.describe("g")?.state == "Empty")
            // Only the expiration is left.
            #expect(server.scheduler.callCount == 1)
        }
    }

    @Test func `tell of an epoch when it is durable`() throws {
        let server = try GroupServer()
        server.engine.hold()
        let joined = server.beat("g", "a", 0)
        #expect(!joined.isAnswered)
        server.engine.release()
        #expect(try joined.response?.memberEpoch == 1)
    }

    @Test func `lose members that are silent, and follow topics`() throws {
        let server = try GroupServer()
        _ = server.beat("g", "a", 0)
        server.scheduler.wait(44_000)
        server.topics.set("t", GroupTopic(id: TopicID(high: 0, low: 7), partitionCount: 5))
        let grown = try #require(try server.beat("g", "a", 1, owned: [0, 1, 2, 3]).response)
        #expect(grown.memberEpoch == 2 && grown.assignment?.topicPartitions[0].partitions == [0, 1, 2, 3, 4])
        server.scheduler.wait(44_000)
        #expect(server.groups.describe("g")?.state == "Stable")
        server.scheduler.wait(1_000)
        #expect(server.groups.describe("g")?.state == "Empty")
        #expect(try server.beat("g", "a", 2).response?.errorCode == .unknownMemberId)
    }

    @Test func `check who commits and who reads offsets`() throws {
        let server = try GroupServer()
        _ = server.beat("g", "a", 0)
        #expect(try server.commit("g", member: "a", generation: 1, version: 9).codes == [.none])
        #expect(try server.commit("g", member: "a", generation: 0, version: 9).codes == [.staleMemberEpoch])
        #expect(try server.commit("g", member: "z", generation: 1, version: 9).codes == [.unknownMemberId])
        #expect(try server.commit("g", version: 9).codes == [.unknownMemberId])
        for (member, epoch, code) in [("a", 1, .none), ("a", 9, .staleMemberEpoch), ("z", 1, .unknownMemberId)]
            as [(String, Int32, ErrorCode)]
        {
            let fetch = OffsetFetchRequest(groups: [.init(groupId: "g", memberId: member, memberEpoch: epoch, topics: nil)])
            #expect(try server.ask(fetch, version: 9).groups.map(\.errorCode) == [code])
        }
    }

    @Test func `and classic ones of members that are no consumers refuse each other's until they are empty`() throws {
        let server = try GroupServer()
        _ = server.beat("g", "a", 0)
        let join = JoinGroupRequest(
            groupId: "g", sessionTimeoutMs: 10_000, protocolType: "consumer", protocols: [.init(name: "range")])
        #expect(try server.ask(join, version: 3).errorCode == .inconsistentGroupProtocol)
        #expect(try server.ask(HeartbeatRequest(groupId: "g", memberId: "a"), version: 4).errorCode == .unknownMemberId)
        #expect(try server.ask(DeleteGroupsRequest(groupsNames: ["g"]), version: 2).results[0].errorCode == .nonEmptyGroup)
        _ = server.beat("g", "a", -1)

        // The count goes on: 2 after the leave.
        let member = try server.joinAlone("g")
        let stay = HeartbeatRequest(groupId: "g", generationId: 3, memberId: member)
        #expect(try server.ask(stay, version: 4).errorCode == .none)
        #expect(server.groups.describe("g")?.kind == .classic)
        let refused = try #require(try server.beat("g", "a", 0).response)
        #expect(refused.errorCode == .groupIdNotFound)
        #expect(
            refused.errorMessage
                == "the group 'g' has members of the classic protocol that are no consumers; they have to leave first")
        _ = try server.ask(LeaveGroupRequest(groupId: "g", members: [.init(memberId: member)]), version: 3)
        #expect(try server.beat("g", "a", 0).response?.memberEpoch == 5)
        #expect(server.groups.describe("g")?.kind == .consumer)
    }

    @Test func `take over the members of a classic one, and give them back`() throws {
        let server = try GroupServer()
        let subscription = ConsumerProtocol.subscription(to: ["t"])
        func join(_ member: String) throws -> JoinGroupResponse {
            let request = JoinGroupRequest(
                groupId: "g", sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 60_000, memberId: member, protocolType: "consumer",
                protocols: [.init(name: "range", metadata: subscription)])
            let pending = server.send(request, version: 5)
            server.scheduler.wait(200)
            return try #require(try pending.response)
        }
        func beat(_ member: String, _ generation: Int32) throws -> ErrorCode {
            try server.ask(HeartbeatRequest(groupId: "g", generationId: generation, memberId: member), version: 4).errorCode
        }
        func sync(_ member: String, _ generation: Int32, _ assignment: [UInt8]? = nil) throws -> [Int32] {
            let request = SyncGroupRequest(
                groupId: "g", generationId: generation, memberId: member,
                assignments: assignment.map { [.init(memberId: member, assignment: $0)] } ?? [])
            let answer = try server.ask(request, version: 5)
            #expect(answer.errorCode == .none)
            return try ConsumerProtocol.Assignment(decoding: answer.assignment).partitions.map(\.index)
        }
        let member = try join("").memberId
        let joined = try join(member)
        #expect(joined.errorCode == .none && joined.generationId == 1)
        let all = ConsumerProtocol.assignment(of: (0..<4).map { LogPartition(topic: "t", index: $0) })
        #expect(try sync(member, 1, all) == [0, 1, 2, 3])

        // Who is refused changes nothing.
        #expect(try server.beat("g", "b", 0, pattern: "(").response?.errorCode.rawValue == 128)
        #expect(server.groups.describe("g")?.kind == .classic)
        #expect(try beat(member, 1) == .none)

        let place = try #require(try server.beat("g", "b", 0).response)
        #expect(place.memberEpoch == 2 && place.assignment?.topicPartitions.isEmpty == true)
        #expect(server.groups.describe("g")?.kind == .consumer)
        let described = try server.ask(ConsumerGroupDescribeRequest(groupIds: ["g"]), version: 1).groups[0]
        #expect(described.members.map(\.memberType) == [0, 1])
        #expect(try server.commit("g", member: member, generation: 1, version: 8).codes == [.none])
        #expect(try beat(member, 1) == .rebalanceInProgress)
        #expect(try join(member).generationId == 2)
        #expect(try sync(member, 2).count == 2)
        #expect(try beat(member, 2) == .none)
        #expect(try server.beat("g", "b", 2, owned: []).response?.assignment?.topicPartitions[0].partitions.count == 2)

        #expect(try server.beat("g", "b", -1).response?.memberEpoch == -1)
        #expect(server.groups.describe("g")?.kind == .classic)
        #expect(try beat(member, 3) == .rebalanceInProgress)
        let back = try join(member)
        #expect(back.errorCode == .none && back.generationId == 4 && back.leader == member)
        #expect(try sync(member, 4, all) == [0, 1, 2, 3])
        #expect(try server.offsets("g") == [0: 5])
    }

    @Test func `are deleted when they are empty, and forgotten after a week`() throws {
        let server = try GroupServer()
        for group in ["g", "h"] {
            _ = server.beat(group, "a", 0)
            _ = server.commit(group, member: "a", generation: 1, version: 9)
            _ = server.beat(group, "a", -1)
        }
        #expect(try server.ask(DeleteGroupsRequest(groupsNames: ["g"]), version: 2).results[0].errorCode == .none)
        #expect(server.groups.list().map(\.id) == ["h"])
        server.scheduler.wait(6 * 24 * 3_600_000)
        #expect(server.groups.list().map(\.id) == ["h"])
        server.scheduler.wait(2 * 24 * 3_600_000)
        #expect(server.groups.list().isEmpty)
    }

    @Test func `refuse a pattern that is none`() throws {
        let server = try GroupServer()
        let refused = try #require(try server.beat("g", "a", 0, pattern: "a(b").response)
        #expect(refused.errorCode.rawValue == 128)
        #expect(refused.errorMessage == "the regular expression 'a(b' has a ( that is not closed, at character 3")
        #expect(try server.beat("g", "a", 0, pattern: "t|u").response?.assignment?.topicPartitions.count == 2)
        #expect(server.groups.list().count == 1)
    }
}
