import Broker
import DurableState
import GroupCoordination
import KafkaWire
import Testing
import TestKit

@Suite struct `What groups have been handed` {
    private typealias Deliveries = [String: [UInt64]]

    private func deliveries(_ broker: TestBroker) -> Deliveries {
        let all = broker.node.groups.deliveries
        return Dictionary(uniqueKeysWithValues: all.map { ("\($0.group) \($0.topic)", [$0.count, $0.repeatedCount]) })
    }

    /// A member that shows as the client which fetches.
    private func join(_ broker: TestBroker, _ group: String, client: String = "app", topics: [String] = ["t"]) async throws {
        let said = ConsumerHeartbeat(
            memberID: "m-\(group)", epoch: ConsumerHeartbeat.joins, rebalanceTimeout: 5_000, topics: topics, owned: [],
            clientID: client, clientHost: "/10.0.0.7")
        broker.node.groups.heartbeat(group, said) { result in
            if case .failure(let refusal) = result { Issue.record("\(refusal)") }
        }
        await broker.settle()
    }

    private func leave(_ broker: TestBroker, _ group: String) async {
        let said = ConsumerHeartbeat(memberID: "m-\(group)", epoch: ConsumerHeartbeat.leaves)
        broker.node.groups.heartbeat(group, said) { _ in }
        await broker.settle()
    }

    @Test func `is counted by offsets, and again what lies before the highest`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("a", "b", "c")
        _ = try broker.fetchOne()
        #expect(deliveries(broker) == [:], "nobody reads for a group")
        try await join(broker, "g")
        for offset in [0, 0, 2] as [Int64] { _ = try broker.fetchOne(.init(offset: offset)) }
        #expect(deliveries(broker) == ["g t": [7, 4]])
        _ = try broker.fetchOne(.init(offset: 3))
        #expect(deliveries(broker) == ["g t": [7, 4]], "an answer without records")
    }

    @Test func `goes on when members come and go, and is over with the group`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("a", "b", "c")
        try await join(broker, "g")
        _ = try broker.fetchOne()
        await leave(broker, "g")
        _ = try broker.fetchOne()
        #expect(deliveries(broker) == ["g t": [3, 0]], "nobody reads for the group")
        try await join(broker, "g")
        _ = try broker.fetchOne()
        #expect(deliveries(broker) == ["g t": [6, 3]])
        await leave(broker, "g")
        broker.node.groups.delete("g") { _ in }
        await broker.settle()
        #expect(deliveries(broker) == [:])
    }

    @Test func `is not counted where two groups could be meant`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("a", "b", "c")
        try await join(broker, "g")
        try await join(broker, "h")
        try await join(broker, "i", client: "another")
        _ = try broker.fetchOne()
        #expect(deliveries(broker) == [:])
        await leave(broker, "h")
        _ = try broker.fetchOne()
        #expect(deliveries(broker) == ["g t": [3, 0]])
    }

    @Test func `begins again with another topic of the name`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("a", "b", "c")
        try await join(broker, "g")
        _ = try broker.fetchOne()
        _ = try await broker.ask(DeleteTopicsRequest(topicNames: ["t"]), version: 3)
        _ = try await broker.ask(
            CreateTopicsRequest(topics: [.init(name: "t", numPartitions: 1, replicationFactor: 1)]), version: 7)
        await leave(broker, "g")
        try await join(broker, "g")
        try await broker.produce("a", "b")
        _ = try broker.fetchOne()
        #expect(deliveries(broker) == ["g t": [2, 0]])
    }

    @Test func `goes by what clients of the classic protocol have agreed on`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("a", "b", "c")
        let join = JoinGroupRequest(
            groupId: "g", sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, protocolType: ConsumerProtocol.type,
            protocols: [.init(name: "range", metadata: ConsumerProtocol.subscription(to: ["t"]))])
        let joined = broker.send(join, version: 3)
        broker.scheduler.wait(100)
        await broker.settle()
        let member = try #require(try joined.response).memberId
        let assignment = ConsumerProtocol.assignment(of: [LogPartition(topic: "t", index: 0)])
        let sync = SyncGroupRequest(
            groupId: "g", generationId: 1, memberId: member, assignments: [.init(memberId: member, assignment: assignment)])
        _ = try broker.fetchOne()
        #expect(try await broker.ask(sync, version: 3).errorCode == .none)
        #expect(deliveries(broker) == [:], "the group had not agreed on anything")
        _ = try broker.fetchOne()
        _ = try broker.fetchOne(.init(offset: 1))
        #expect(deliveries(broker) == ["g t": [5, 2]])
        try broker.restart()
        _ = try broker.fetchOne()
        #expect(deliveries(broker) == ["g t": [3, 0]], "what was handed out before a restart is not known")
    }
}
