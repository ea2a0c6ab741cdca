import Broker
import DurableState
import GroupCoordination
import KafkaWire
import Logging
import Synchronization
import TestKit
import Testing

@Suite struct `A group on the server` {
    @Test func `is not answered its assignments before they are durable`() throws {
        let server = try GroupServer()
        let join = JoinGroupRequest(
            groupId: "g", sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, protocolType: "consumer",
            protocols: [.init(name: "range")])
        let joined = server.send(join, version: 3)
        server.scheduler.wait(100)
        let member = try #require(try joined.response).memberId
        server.engine.hold()
        let sync = SyncGroupRequest(
            groupId: "g", generationId: 1, memberId: member, assignments: [.init(memberId: member, assignment: [9])])
        let synced = server.send(sync, version: 3)
        #expect(!synced.isAnswered)
        server.engine.release()
        #expect(try synced.response?.assignment == [9])
    }

    @Test func `goes on after a restart, members and offsets`() throws {
        let engine = InMemoryLogEngine()
        let before = try GroupServer(on: engine)
        let member = try before.joinAlone("g")
        #expect(try before.commit("g", member: member, generation: 1).codes == [.none])
        before.groups.stop()

        let after = try GroupServer(on: engine)
        let heartbeat = HeartbeatRequest(groupId: "g", generationId: 1, memberId: member)
        #expect(try after.ask(heartbeat, version: 4).errorCode == .none)
        #expect(try after.offsets("g") == [0: 5])
        #expect(after.groups.describe("g")?.members.first?.assignment == [3])
        after.scheduler.wait(10_000)
        #expect(try after.ask(heartbeat, version: 4).errorCode == .unknownMemberId)
    }

    @Test func `that is empty takes no memory and keeps its generation`() throws {
        let server = try GroupServer()
        let first = try server.joinAlone("g")
        _ = try server.ask(LeaveGroupRequest(groupId: "g", members: [.init(memberId: first)]), version: 3)
        #expect(server.groups.describe("g")?.state == "Empty")
        // Only the expiration is left.
        #expect(server.scheduler.callCount == 1)
        let second = try server.joinAlone("g")
        let heartbeat = HeartbeatRequest(groupId: "g", generationId: 3, memberId: second)
        #expect(try server.ask(heartbeat, version: 4).errorCode == .none)
    }

    @Test func `loses members that are silent`() throws {
        let server = try GroupServer()
        let member = try server.joinAlone("g")
        server.scheduler.wait(9_999)
        #expect(server.groups.describe("g")?.state == "Stable")
        server.scheduler.wait(10_000)
        #expect(server.groups.describe("g")?.state == "Empty")
        #expect(try server.commit("g", member: member, generation: 1).codes == [.unknownMemberId])
    }

    @Test func `whose id is empty or endless is refused by every call`() throws {
        let server = try GroupServer()
        for group in ["", String(repeating: "x", count: 2_000)] {
            let join = JoinGroupRequest(
                groupId: group, sessionTimeoutMs: 10_000, protocolType: "consumer", protocols: [.init(name: "range")])
            #expect(try server.ask(join, version: 3).errorCode == .invalidGroupId)
            #expect(try server.ask(SyncGroupRequest(groupId: group), version: 3).errorCode == .invalidGroupId)
            #expect(try server.ask(HeartbeatRequest(groupId: group), version: 3).errorCode == .invalidGroupId)
            #expect(try server.ask(LeaveGroupRequest(groupId: group), version: 2).errorCode == .invalidGroupId)
            #expect(try server.commit(group).codes == [.invalidGroupId])
            #expect(try server.ask(OffsetFetchRequest(groupId: group), version: 7).errorCode == .invalidGroupId)
            #expect(server.groups.describe(group) == nil)
        }
    }

    @Test func `is forgotten a week after it became empty`() throws {
        let server = try GroupServer()
        let member = try server.joinAlone("g")
        _ = server.commit("g", member: member, generation: 1)
        _ = server.commit("simple")
        server.scheduler.wait(6 * 24 * 3_600_000)
        #expect(server.groups.list().map(\.id) == ["g", "simple"])
        server.scheduler.wait(2 * 24 * 3_600_000)
        #expect(server.groups.list().isEmpty)
    }

    @Test func `is refused when there are as many as the server takes`() throws {
        var limits = OffsetsShard.Limits()
        limits.maxGroups = 2
        let scheduler = ManualScheduler()
        let groups = try GroupHost(
            engine: InMemoryLogEngine(), topics: TestTopics(), shardCount: 1, limits: limits, scheduler: scheduler,
            wallClock: { 0 }, logger: Logger(label: "test"))
        let answers = Mutex<[GroupError?]>([])
        for group in ["a", "b", "c", "a"] {
            let commit = OffsetsCommand.Commit(partition: LogPartition(topic: "t", index: 0), offset: 1)
            groups.commit(group, MemberClaim(memberID: "", generation: -1), [commit]) { result in
                answers.withLock { list in
                    switch result {
                    case .success(let errors): list += errors
                    case .failure(let error): list.append(error)
                    }
                }
            }
        }
        #expect(answers.withLock { $0 } == [nil, nil, .policyViolation, nil])
    }
}

/// Counted from many threads.
private final class Counter: Sendable {
    private let count = Atomic(0)

    func add() { count.add(1, ordering: .relaxed) }

    func remove() { count.subtract(1, ordering: .relaxed) }

    var value: Int { count.load(ordering: .relaxed) }
}

@Suite struct `Commits on the server` {
    @Test func `are answered when they are durable, and shown then`() throws {
        let server = try GroupServer()
        server.engine.hold()
        let committed = server.commit("g", [0, 1])
        let fetched = server.send(OffsetFetchRequest(groupId: "g", topics: nil), version: 7)
        #expect(!committed.isAnswered && !fetched.isAnswered)
        server.engine.release()
        #expect(try committed.codes == [.none, .none])
        #expect(try fetched.response?.topics[0].partitions.map(\.committedOffset) == [5, 5])
    }

    @Test func `that the log refuses leave no trace`() throws {
        let server = try GroupServer()
        server.engine.failAppend(after: 0)
        #expect(try server.commit("g").codes == [.coordinatorNotAvailable])
        #expect(try server.offsets("g").isEmpty)
        #expect(try server.commit("g").codes == [.none])
        #expect(try server.offsets("g") == [0: 5])
    }

    @Test func `to partitions that are not there are refused one by one`() throws {
        let server = try GroupServer()
        let committed = server.commit("g", [0, 4, 1, -1])
        #expect(try committed.codes == [.none, .unknownTopicOrPartition, .none, .unknownTopicOrPartition])
        #expect(try server.offsets("g") == [0: 5, 1: 5])
    }

    @Test func `with too much text are refused, the others taken`() throws {
        let server = try GroupServer()
        let long = String(repeating: "x", count: 4_097)
        #expect(try server.commit("g", metadata: long).codes == [.offsetMetadataTooLarge])
    }

    @Test func `from outside a group with members are refused`() throws {
        let server = try GroupServer()
        let member = try server.joinAlone("g")
        #expect(try server.commit("g").codes == [.unknownMemberId])
        #expect(try server.commit("g", member: member, generation: 0).codes == [.illegalGeneration])
        #expect(try server.commit("new", member: "m", generation: 4).codes == [.illegalGeneration])
    }

    @Test func `are forgotten with their topic`() throws {
        let server = try GroupServer()
        _ = server.commit("g")
        _ = server.commit("g", topic: "u")
        server.groups.topicWasDeleted("t")
        #expect(try server.offsets("g").isEmpty)
        #expect(try server.ask(OffsetFetchRequest(groupId: "g", topics: nil), version: 7).topics.map(\.name) == ["u"])
    }

    @Test func `are written as Kafka writes them, to the partition of their group`() throws {
        let server = try GroupServer()
        _ = server.commit("g1")
        #expect(server.engine.topics == ["__consumer_offsets": 4])
        let index = OffsetsPartition.index(of: "g1", count: 4)
        let record = try #require(server.engine.records(of: OffsetsPartition.partition(index)).first)
        #expect(record.key?.prefix(6) == [0, 1, 0, 2, 0x67, 0x31])
    }

    @Test func `of many threads at once are all answered`() async throws {
        let server = try GroupServer()
        let groups = server.groups
        let answered = Counter()
        await withTaskGroup(of: Void.self) { tasks in
            for thread in 0..<8 {
                tasks.addTask {
                    for round in 0..<200 {
                        let group = "g\((thread + round) % 5)"
                        let commit = OffsetsCommand.Commit(
                            partition: LogPartition(topic: "t", index: Int32(thread)), offset: Int64(round))
                        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                            groups.commit(group, MemberClaim(memberID: "", generation: -1), [commit]) { result in
                                if case .success(let errors) = result, errors == [nil] { answered.add() }
                                continuation.resume()
                            }
                        }
                    }
                }
            }
        }
        #expect(answered.value == 1_600)
    }
}

@Suite struct `Many threads at once` {
    /// Members come, sync, go and commit from eight threads while a ninth ends the syncs of the log.
    @Test func `leave no request without an answer`() async throws {
        let server = try GroupServer()
        server.engine.hold()
        let (groups, engine, scheduler) = (server.groups, server.engine, server.scheduler)
        let (asked, answered, running) = (Counter(), Counter(), Counter())
        await withTaskGroup(of: Void.self) { tasks in
            for thread in 0..<8 {
                running.add()
                tasks.addTask {
                    for round in 0..<100 {
                        let group = "g\(round % 3)"
                        let member = "m-\(thread)"
                        asked.add()
                        switch (thread + round) % 4 {
                        case 0:
                            let request = JoinRequest(
                                memberID: "", instanceID: "i\(thread)", clientID: "c", clientHost: "/h", sessionTimeout: 10_000,
                                rebalanceTimeout: 10_000, protocolType: "consumer",
                                protocols: [GroupProtocol(name: "range", metadata: [])], freshID: "\(round)",
                                mustKnowMemberID: true, canSkipAssignment: true)
                            groups.join(group, request) { _ in answered.add() }
                        case 1:
                            let claim = MemberClaim(memberID: member, instanceID: "i\(thread)", generation: 1)
                            groups.sync(group, SyncRequest(claim: claim)) { _ in answered.add() }
                        case 2:
                            let leaver = Leaver(memberID: "", instanceID: "i\((thread + 1) % 8)")
                            groups.leave(group, [leaver]) { _ in answered.add() }
                        default:
                            let commit = OffsetsCommand.Commit(partition: LogPartition(topic: "t", index: 0), offset: 1)
                            groups.commit(group, MemberClaim(memberID: "", generation: -1), [commit]) { _ in answered.add() }
                        }
                    }
                    running.remove()
                }
            }
            tasks.addTask {
                try? await eventually {
                    engine.sync()
                    return running.value == 0
                }
            }
        }
        // Time ends what waits for others.
        engine.release()
        for _ in 0..<20 { scheduler.wait(30_000) }
        #expect(answered.value == asked.value)
        #expect(groups.list().allSatisfy { $0.state == "Empty" })
    }
}
