import DurableState
import GroupCoordination
import KafkaWire
import TestKit
import Testing
import TopicModel

@testable import Broker

@Suite struct `Memory of groups` {
    @Test func `has room below its limit, and is held to it by those who ask first`() {
        let memory = GroupMemory(limit: 100)
        #expect(memory.hasRoom)
        memory.add(99)
        #expect(memory.hasRoom)
        memory.add(1)
        #expect(!memory.hasRoom)
        // What is under way is counted all the same.
        memory.add(50)
        #expect(!memory.hasRoom)
        memory.add(-50)
        #expect(!memory.hasRoom)
        memory.add(-1)
        #expect(memory.hasRoom)
        #expect(!GroupMemory(limit: 0).hasRoom)
    }

    @Test func `is all given back by many groups that change at once`() async {
        let memory = GroupMemory(limit: 1)
        await withTaskGroup(of: Void.self) { group in
            for size in 1...8 {
                group.addTask {
                    for _ in 0..<2000 {
                        memory.add(size)
                        memory.add(-size)
                    }
                }
            }
        }
        #expect(memory.hasRoom)
    }
}

extension GroupServer {
    /// As a consumer of the classic protocol that subscribes to "t".
    fileprivate func join(_ group: String, _ member: String = "", version: Int16 = 3) throws -> JoinGroupResponse {
        let request = JoinGroupRequest(
            groupId: group, sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, memberId: member, protocolType: "consumer",
            protocols: [.init(name: "range", metadata: ConsumerProtocol.subscription(to: ["t"]))])
        let pending = send(request, version: version)
        scheduler.wait(100)
        return try #require(try pending.response)
    }

    fileprivate func code(_ group: String, _ member: String, _ epoch: Int32) throws -> ErrorCode {
        try #require(try beat(group, member, epoch).response).errorCode
    }

    fileprivate func leave(_ group: String, _ member: String) throws {
        _ = try ask(LeaveGroupRequest(groupId: group, members: [.init(memberId: member)]), version: 3)
    }
}

@Suite struct `Groups that take as much memory as they may` {
    @Test func `take no other member, of whichever protocol and group`() throws {
        let server = try GroupServer(maxMemoryBytes: 1)
        let member = try server.join("classic")
        #expect(member.errorCode == .none)
        #expect(try server.join("classic").errorCode == .policyViolation)
        #expect(try server.join("other").errorCode == .policyViolation)
        #expect(try server.code("consumers", "a", 0) == .policyViolation)
        #expect(server.groups.list().map(\.id) == ["classic"])
        // Those that are there stay, and may say something new.
        #expect(try server.join("classic", member.memberId).errorCode == .none)

        try server.leave("classic", member.memberId)
        #expect(try server.code("consumers", "a", 0) == .none)
        #expect(try server.code("consumers", "b", 0) == .policyViolation)
        #expect(try server.join("consumers").errorCode == .policyViolation)
        #expect(try server.join("classic").errorCode == .policyViolation)
        #expect(try server.code("consumers", "a", 1) == .none)
        #expect(try server.code("consumers", "a", 0) == .none)
        #expect(try server.code("consumers", "a", -1) == .none)
        #expect(try server.join("classic").errorCode == .none)
    }

    @Test func `take the one whose place is kept since it was told its id`() throws {
        let server = try GroupServer(maxMemoryBytes: 1)
        let told = try server.join("g", version: 5)
        #expect(told.errorCode == .memberIdRequired)
        #expect(try server.join("g", version: 5).errorCode == .policyViolation)
        #expect(try server.join("g", told.memberId, version: 5).errorCode == .none)
    }

    @Test func `take a static member that comes back with another id`() throws {
        let classic = try GroupServer(maxMemoryBytes: 1)
        let before = try classic.joinAlone("g", instance: "i")
        let again = JoinGroupRequest(
            groupId: "g", sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 60_000, groupInstanceId: "i", protocolType: "consumer",
            protocols: [.init(name: "range", metadata: [1, 2])])
        let back = try classic.ask(again, version: 9)
        #expect(back.errorCode == .none && back.memberId != before)
        #expect(try classic.join("g").errorCode == .policyViolation)

        let consumers = try GroupServer(maxMemoryBytes: 1)
        func beat(_ member: String, _ epoch: Int32, instance: String) throws -> ErrorCode {
            let request = ConsumerGroupHeartbeatRequest(
                groupId: "g", memberId: member, memberEpoch: epoch, instanceId: instance,
                rebalanceTimeoutMs: epoch == 0 ? 60_000 : -1, subscribedTopicNames: epoch == 0 ? ["t"] : nil,
                topicPartitions: epoch == 0 ? [] : nil)
            return try consumers.ask(request, version: 1).errorCode
        }
        #expect(try beat("a", 0, instance: "i") == .none)
        #expect(try beat("a", -2, instance: "i") == .none)
        #expect(try beat("b", 0, instance: "j") == .policyViolation)
        #expect(try beat("b", 0, instance: "i") == .none)
    }

    @Test func `take others when members were silent, or never came back with the id they were told`() throws {
        let server = try GroupServer(maxMemoryBytes: 1)
        _ = try server.join("g")
        server.scheduler.wait(10_000)
        #expect(try server.join("g", version: 5).errorCode == .memberIdRequired)
        #expect(try server.code("consumers", "a", 0) == .policyViolation)
        server.scheduler.wait(10_000)
        #expect(try server.code("consumers", "a", 0) == .none)
        server.scheduler.wait(45_000)
        #expect(try server.join("g").errorCode == .none)
    }

    @Test func `count what they go on with after a restart`() throws {
        let engine = InMemoryLogEngine()
        let before = try GroupServer(on: engine)
        _ = try before.joinAlone("classic")
        #expect(try before.code("consumers", "a", 0) == .none)
        before.groups.stop()

        let after = try GroupServer(on: engine, maxMemoryBytes: 1)
        #expect(try after.join("other").errorCode == .policyViolation)
        #expect(try after.code("consumers", "a", -1) == .none)
        #expect(try after.join("other").errorCode == .policyViolation)
        after.scheduler.wait(10_000)
        #expect(try after.join("other").errorCode == .none)
    }

    /// Each round would leave a kilobyte or more behind.
    @Test func `give all of it back, also those that change their protocol to and fro`() throws {
        let server = try GroupServer(maxMemoryBytes: 5_000)
        for round in 0..<50 {
            let member = try server.join("g")
            #expect(member.errorCode == .none, "round \(round)")
            let all = ConsumerProtocol.assignment(of: (0..<4).map { LogPartition(topic: "t", index: $0) })
            _ = try server.ask(
                SyncGroupRequest(
                    groupId: "g", generationId: member.generationId, memberId: member.memberId,
                    assignments: [.init(memberId: member.memberId, assignment: all)]), version: 5)
            #expect(try server.code("g", "a", 0) == .none, "round \(round)")
            #expect(server.groups.describe("g")?.kind == .consumer)
            #expect(try server.code("g", "a", -1) == .none, "round \(round)")
            #expect(server.groups.describe("g")?.kind == .classic)
            try server.leave("g", member.memberId)
            #expect(server.groups.describe("g")?.state == "Empty")
        }
    }
}
