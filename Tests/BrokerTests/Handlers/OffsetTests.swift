import Broker
import DurableState
import KafkaWire
import Storage
import Testing
import TestKit

@Suite struct `Listing offsets` {
    private static let latest: Int64 = -1, earliest: Int64 = -2, largestTime: Int64 = -3, earliestLocal: Int64 = -4
    private static let latestTiered: Int64 = -5

    private func list(
        _ broker: TestBroker, _ timestamps: Int64..., partition: Int32 = 0, epoch: Int32 = -1, topic: String = "t"
    ) async throws -> [ListOffsetsResponse.ListOffsetsPartitionResponse] {
        var answers: [ListOffsetsResponse.ListOffsetsPartitionResponse] = []
        for timestamp in timestamps {
            let request = ListOffsetsRequest(
                replicaId: -1,
                topics: [
                    .init(
                        name: topic,
                        partitions: [.init(partitionIndex: partition, currentLeaderEpoch: epoch, timestamp: timestamp)])
                ])
            answers += try await broker.ask(request, version: 9).topics.flatMap(\.partitions)
        }
        return answers
    }

    /// Records at 1000, 3000 and 2000, the last two in one batch; offsets 0, 1, 2.
    private func append(to broker: TestBroker) async throws {
        for times in [[Int64(1000)], [3000, 2000]] {
            let response = try await broker.ask(TestBroker.request(try TestBroker.batch(at: times)), version: 9)
            try #require(response.responses[0].partitionResponses[0].errorCode == .none)
        }
    }

    @Test func `every kind of offset has its answer`() async throws {
        let broker = try await TestBroker()
        try await append(to: broker)
        let answers = try await list(
            broker, Self.latest, Self.earliest, Self.largestTime, Self.earliestLocal, Self.latestTiered)
        #expect(answers.map(\.offset) == [3, 0, 1, 0, -1])
        #expect(answers.map(\.timestamp) == [-1, -1, 3000, -1, -1])
        #expect(answers.allSatisfy { $0.errorCode == .none })
    }

    @Test func `a time finds the first record that is not older, inside of its batch`() async throws {
        let broker = try await TestBroker()
        try await append(to: broker)
        let answers = try await list(broker, 0, 1000, 1001, 2500, 3000, 3001)
        #expect(answers.map(\.offset) == [0, 0, 1, 1, 1, -1])
        #expect(answers.map(\.timestamp) == [1000, 1000, 3000, 3000, 3000, -1])
    }

    @Test func `an empty log has bounds and no records`() async throws {
        let broker = try await TestBroker()
        #expect(try await list(broker, Self.latest, Self.earliest, Self.largestTime, 0).map(\.offset) == [0, 0, -1, -1])
    }

    @Test func `what is not durable is not found, neither by kind nor by time`() async throws {
        let broker = try await TestBroker()
        try await append(to: broker)
        let appended = broker.send(TestBroker.request(try TestBroker.batch(at: [9000])), version: 9)
        broker.directory.writeOnly()
        let request = ListOffsetsRequest(
            replicaId: -1,
            topics: [Self.latest, Self.largestTime, 4000].map {
                .init(name: "t", partitions: [.init(partitionIndex: 0, timestamp: $0)])
            })
        let answers = try #require(try broker.send(request, version: 9).response).topics.flatMap(\.partitions)
        #expect(answers.map(\.offset) == [3, 1, -1])
        await broker.settle()
        #expect(appended.isAnswered)
        #expect(try await list(broker, Self.latest, Self.largestTime, 4000).map(\.offset) == [4, 3, 3])
    }

    @Test func `what cannot be answered says why`() async throws {
        let broker = try await TestBroker()
        #expect(try await list(broker, -1, topic: "nowhere").first?.errorCode == .unknownTopicOrPartition)
        #expect(try await list(broker, -1, partition: 4).first?.errorCode == .unknownTopicOrPartition)
        #expect(try await list(broker, -1, epoch: 99).first?.errorCode == .unknownLeaderEpoch)
        let twice = ListOffsetsRequest(
            replicaId: -1, topics: [.init(name: "t", partitions: [.init(timestamp: -1), .init(timestamp: -2)])])
        let answers = try await broker.ask(twice, version: 9).topics[0].partitions
        #expect(answers.map(\.errorCode) == [.invalidRequest, .invalidRequest])
    }
}

@Suite struct `The end of a leader epoch` {
    private func end(_ broker: TestBroker, of epoch: Int32, current: Int32 = -1, topic: String = "t") async throws
        -> OffsetForLeaderEpochResponse.EpochEndOffset
    {
        let request = OffsetForLeaderEpochRequest(
            replicaId: -1,
            topics: [.init(topic: topic, partitions: [.init(partition: 0, currentLeaderEpoch: current, leaderEpoch: epoch)])])
        return try #require(try await broker.ask(request, version: 4).topics.first?.partitions.first)
    }

    @Test func `is where the next one began, or the end of the log`() async throws {
        let broker = try await TestBroker()
        let first = try broker.partitionLog().leaderEpoch
        try await broker.produce("a", "b")
        try broker.crash()
        let second = try broker.partitionLog().leaderEpoch
        try await broker.produce("c")
        let ended = try await end(broker, of: first), running = try await end(broker, of: second, current: second)
        #expect(ended.leaderEpoch == first && ended.endOffset == 2 && ended.errorCode == .none)
        #expect(running.leaderEpoch == second && running.endOffset == 3)
    }

    @Test func `is unknown for epochs that never were, and not told to clients of another leader`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("a")
        try broker.crash()
        let current = try broker.partitionLog().leaderEpoch
        #expect(try await end(broker, of: current + 1).errorCode == .unknownLeaderEpoch)
        #expect(try await end(broker, of: 0, current: current - 1).errorCode == .fencedLeaderEpoch)
        #expect(try await end(broker, of: 0, current: current + 1).errorCode == .unknownLeaderEpoch)
        let none = try await end(broker, of: -1)
        #expect(none.errorCode == .none && none.leaderEpoch == -1 && none.endOffset == -1)
        #expect(try await end(broker, of: 0, topic: "nowhere").errorCode == .unknownTopicOrPartition)
    }
}
