import Broker
import GroupCoordination
import KafkaWire
import Testing

@Suite struct `Group requests` {
    @Test(arguments: Array(APIKey.joinGroup.versions))
    func `to join are understood at every version`(_ version: Int16) throws {
        let server = try GroupServer()
        var join = JoinGroupRequest(
            groupId: "g", sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, protocolType: "consumer",
            protocols: [.init(name: "range", metadata: [7])])
        if version >= 4 {
            let sentBack = try server.ask(join, version: version)
            #expect(sentBack.errorCode == .memberIdRequired && sentBack.generationId == -1)
            #expect(sentBack.memberId.hasPrefix("app-"))
            #expect(sentBack.protocolName == (version >= 7 ? nil : ""))
            join.memberId = sentBack.memberId
        }
        let joined = server.send(join, version: version)
        server.scheduler.wait(100)
        let answer = try #require(try joined.response)
        #expect(answer.errorCode == .none && answer.generationId == 1 && answer.protocolName == "range")
        #expect(answer.leader == answer.memberId)
        #expect(answer.members.map(\.metadata) == [[7]])
        #expect(answer.protocolType == (version >= 7 ? "consumer" : nil))
    }

    @Test(arguments: Array(APIKey.syncGroup.versions))
    func `to sync are understood at every version`(_ version: Int16) throws {
        let server = try GroupServer()
        let member = try server.joinAlone("g")
        let sync = SyncGroupRequest(
            groupId: "g", generationId: 1, memberId: member, protocolType: version >= 5 ? "consumer" : nil,
            protocolName: version >= 5 ? "range" : nil)
        let answer = try server.ask(sync, version: version)
        #expect(answer.errorCode == .none && answer.assignment == [3])
        #expect(answer.protocolName == (version >= 5 ? "range" : nil))
        let stranger = SyncGroupRequest(groupId: "none", memberId: member)
        #expect(try server.ask(stranger, version: version).errorCode == .unknownMemberId)
    }

    @Test(arguments: Array(APIKey.heartbeat.versions))
    func `to stay are understood at every version`(_ version: Int16) throws {
        let server = try GroupServer()
        let member = try server.joinAlone("g")
        let heartbeat = HeartbeatRequest(groupId: "g", generationId: 1, memberId: member)
        #expect(try server.ask(heartbeat, version: version).errorCode == .none)
        let stranger = HeartbeatRequest(groupId: "none", memberId: member)
        #expect(try server.ask(stranger, version: version).errorCode == .unknownMemberId)
    }

    @Test(arguments: Array(APIKey.leaveGroup.versions))
    func `to leave are understood at every version`(_ version: Int16) throws {
        let server = try GroupServer()
        let member = try server.joinAlone("g")
        let members = [member, "stranger"].map { LeaveGroupRequest.MemberIdentity(memberId: $0) }
        let answer = try server.ask(LeaveGroupRequest(groupId: "g", memberId: member, members: members), version: version)
        #expect(answer.errorCode == .none)
        #expect(answer.members.map(\.errorCode) == (version >= 3 ? [.none, .unknownMemberId] : []))
        #expect(server.groups.describe("g")?.state == "Empty")
    }

    @Test(arguments: Array(APIKey.offsetCommit.versions))
    func `to commit are understood at every version`(_ version: Int16) throws {
        let server = try GroupServer()
        let member = try server.joinAlone("g")
        let committed = server.commit("g", member: member, generation: 1, metadata: "m", version: version)
        #expect(try committed.codes == [.none])
        #expect(try server.offsets("g") == [0: 5])
    }

    @Test(arguments: Array(APIKey.offsetFetch.versions))
    func `to fetch offsets are understood at every version`(_ version: Int16) throws {
        let server = try GroupServer()
        _ = server.commit("g", metadata: "m")
        if version < 8 {
            let named = try server.ask(
                OffsetFetchRequest(groupId: "g", topics: [.init(name: "t", partitionIndexes: [0, 3])]), version: version)
            let partitions = named.topics[0].partitions
            #expect(partitions.map(\.committedOffset) == [5, -1])
            #expect(partitions.map(\.metadata) == ["m", ""])
            #expect(partitions.map(\.committedLeaderEpoch) == (version >= 5 ? [0, -1] : [-1, -1]))
            return
        }
        let t = try #require(GroupServer.ids["t"])
        let answer = try server.ask(
            OffsetFetchRequest(groups: [
                .init(groupId: "g", topics: nil),
                .init(groupId: "none", topics: [.init(name: "t", topicId: t, partitionIndexes: [2])]),
                .init(groupId: "", topics: nil),
            ]), version: version)
        #expect(answer.groups.map(\.groupId) == ["g", "none", ""])
        #expect(answer.groups[0].topics[0].partitions.map(\.committedOffset) == [5])
        #expect(answer.groups[1].topics[0].partitions.map(\.committedOffset) == [-1])
        #expect(answer.groups[2].errorCode == .invalidGroupId)
        for group in answer.groups.prefix(2) {
            #expect(group.topics.map(\.name) == [version < 10 ? "t" : ""])
            #expect(group.topics.map(\.topicId) == [version < 10 ? .zero : t])
        }
        #expect(try server.ask(OffsetFetchRequest(groups: []), version: version).groups.isEmpty)
    }

    @Test func `about a topic id that is not there are told so`() throws {
        let server = try GroupServer()
        #expect(try server.commit("g", topic: "nowhere", version: 10).codes == [.unknownTopicId])
        #expect(try server.commit("g", [0, 7], version: 10).codes == [.none, .unknownTopicOrPartition])
        let asked: [OffsetFetchRequest.OffsetFetchRequestTopics] = [
            .init(topicId: KafkaUUID(high: 9, low: 9), partitionIndexes: [0]),
            .init(topicId: try #require(GroupServer.ids["t"]), partitionIndexes: [0]),
        ]
        let answer = try server.ask(OffsetFetchRequest(groups: [.init(groupId: "g", topics: asked)]), version: 10)
        let partitions = answer.groups[0].topics.flatMap(\.partitions)
        #expect(partitions.map(\.errorCode) == [.unknownTopicId, .none] && partitions.map(\.committedOffset) == [-1, 5])
    }

    @Test(arguments: Array(APIKey.findCoordinator.versions))
    func `for the coordinator always find this server`(_ version: Int16) throws {
        let server = try GroupServer()
        let answer = try server.ask(FindCoordinatorRequest(key: "g", coordinatorKeys: ["g", "h"]), version: version)
        if version < 4 {
            #expect(answer.nodeId == 1 && answer.host == "here" && answer.port == 9092)
        } else {
            #expect(answer.coordinators.map(\.key) == ["g", "h"])
            #expect(answer.coordinators.allSatisfy { $0.nodeId == 1 && $0.host == "here" && $0.port == 9092 })
        }
    }

    @Test func `for the coordinator of a transaction find this server, for that of a share group are refused`() throws {
        let server = try GroupServer()
        let answer = try server.ask(FindCoordinatorRequest(key: "tx", keyType: 1), version: 2)
        #expect(answer.errorCode == .none && answer.nodeId == 1 && answer.host == "here")
        let share = try server.ask(FindCoordinatorRequest(keyType: 2, coordinatorKeys: ["s"]), version: 4)
        #expect(share.coordinators[0].errorCode == .invalidRequest)
    }

    @Test(arguments: Array(APIKey.describeGroups.versions))
    func `to describe are understood at every version`(_ version: Int16) throws {
        let server = try GroupServer()
        let member = try server.joinAlone("g", instance: "i")
        _ = server.commit("simple")
        let answer = try server.ask(
            DescribeGroupsRequest(groups: ["g", "simple", "none"], includeAuthorizedOperations: version >= 3), version: version)
        let (stable, simple, none) = (answer.groups[0], answer.groups[1], answer.groups[2])
        #expect(stable.groupState == "Stable" && stable.protocolType == "consumer" && stable.protocolData == "range")
        #expect(stable.members.map(\.memberId) == [member])
        #expect(stable.members[0].groupInstanceId == (version >= 4 ? "i" : nil))
        #expect(stable.members[0].clientHost == "/10.0.0.7" && stable.members[0].clientId == "app")
        #expect(stable.members[0].memberMetadata == [1, 2] && stable.members[0].memberAssignment == [3])
        if version >= 3 { #expect(stable.authorizedOperations == 328) }
        #expect(simple.groupState == "Empty" && simple.protocolType == "" && simple.members.isEmpty)
        #expect(none.groupState == "Dead")
        #expect(none.errorCode == (version >= 6 ? .groupIdNotFound : .none))
    }

    @Test(arguments: Array(APIKey.listGroups.versions))
    func `to list are understood at every version`(_ version: Int16) throws {
        let server = try GroupServer()
        _ = try server.joinAlone("g")
        _ = server.commit("a")
        let all = try server.ask(ListGroupsRequest(), version: version)
        #expect(all.groups.map(\.groupId) == ["a", "g"])
        #expect(all.groups.map(\.protocolType) == ["", "consumer"])
        if version >= 4 {
            let stable = try server.ask(ListGroupsRequest(statesFilter: ["stable"]), version: version)
            #expect(stable.groups.map(\.groupId) == ["g"])
        }
        if version >= 5 {
            #expect(all.groups.map(\.groupType) == ["classic", "classic"])
            #expect(try server.ask(ListGroupsRequest(typesFilter: ["consumer"]), version: version).groups.isEmpty)
            #expect(try server.ask(ListGroupsRequest(typesFilter: ["Classic"]), version: version).groups.count == 2)
        }
    }

    @Test(arguments: Array(APIKey.deleteGroups.versions))
    func `to delete are understood at every version`(_ version: Int16) throws {
        let server = try GroupServer()
        _ = try server.joinAlone("busy")
        _ = server.commit("old")
        let answer = try server.ask(DeleteGroupsRequest(groupsNames: ["busy", "old", "none", ""]), version: version)
        #expect(answer.results.map(\.groupId) == ["busy", "old", "none", ""])
        #expect(answer.results.map(\.errorCode) == [.nonEmptyGroup, .none, .groupIdNotFound, .invalidGroupId])
        #expect(server.groups.list().map(\.id) == ["busy"])
        #expect(try server.offsets("old").isEmpty)
        #expect(try server.ask(DeleteGroupsRequest(groupsNames: []), version: version).results.isEmpty)
    }

    @Test func `of a static member that came back fence its old id`() throws {
        let server = try GroupServer()
        let old = try server.joinAlone("g", instance: "i")
        let join = JoinGroupRequest(
            groupId: "g", sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, groupInstanceId: "i", protocolType: "consumer",
            protocols: [.init(name: "range")])
        let back = try server.ask(join, version: 9)
        #expect(back.errorCode == .none && back.skipAssignment && back.memberId != old)
        let heartbeat = HeartbeatRequest(groupId: "g", generationId: 1, memberId: old, groupInstanceId: "i")
        #expect(try server.ask(heartbeat, version: 4).errorCode == .fencedInstanceId)
    }
}
