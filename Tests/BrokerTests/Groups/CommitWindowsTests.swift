import Broker
import DurableState
import GroupCoordination
import KafkaWire
import Testing
import TestKit

@Suite struct `What is remembered of a group's commits` {
    private func commit(_ broker: TestBroker, _ offset: Int64, metadata: String = "") async throws -> ErrorCode? {
        let request = OffsetCommitRequest(
            groupId: "g", generationIdOrMemberEpoch: -1, memberId: "",
            topics: [
                .init(
                    name: "t",
                    partitions: [.init(partitionIndex: 0, committedOffset: offset, committedMetadata: metadata)])
            ])
        return try await broker.ask(request, version: 8).topics.first?.partitions.first?.errorCode
    }

    private func offsets(_ broker: TestBroker) -> [Int64]? {
        broker.node.groups.windows(of: "g")[LogPartition(topic: "t", index: 0)]?.commits.map(\.offset)
    }

    @Test func `is those that were taken, with what was left to read`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("a", "b", "c")
        #expect(offsets(broker) == nil)
        #expect(try await commit(broker, 1) == ErrorCode.none)
        #expect(try await commit(broker, 2, metadata: String(repeating: "x", count: 5_000)) == .offsetMetadataTooLarge)
        #expect(try await commit(broker, 3) == ErrorCode.none)
        let window = try #require(broker.node.groups.windows(of: "g")[LogPartition(topic: "t", index: 0)])
        #expect(window.commits.map(\.offset) == [1, 3] && window.commits.map(\.lag) == [2, 0])
    }

    @Test func `is the last alone after a restart`() async throws {
        let broker = try await TestBroker()
        for offset in [1, 2] as [Int64] { _ = try await commit(broker, offset) }
        try broker.restart()
        #expect(offsets(broker) == [2])
        _ = try await commit(broker, 3)
        #expect(offsets(broker) == [3])
    }

    @Test func `goes with the topic and with the group`() async throws {
        let broker = try await TestBroker()
        _ = try await commit(broker, 3)
        _ = try await broker.ask(DeleteTopicsRequest(topicNames: ["t"]), version: 3)
        #expect(offsets(broker) == nil)
        _ = try await broker.ask(
            CreateTopicsRequest(topics: [.init(name: "t", numPartitions: 1, replicationFactor: 1)]), version: 7)
        _ = try await commit(broker, 1)
        #expect(offsets(broker) == [1])
        _ = try await broker.ask(DeleteGroupsRequest(groupsNames: ["g"]), version: 2)
        #expect(offsets(broker) == nil)
        _ = try await commit(broker, 0)
        #expect(offsets(broker) == [0])
    }
}
