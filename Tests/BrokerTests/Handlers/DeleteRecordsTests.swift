import Broker
import KafkaWire
import NIOEmbedded
import Storage
import Testing
import TestKit

@Suite struct `Deleting records` {
    private typealias Answer = DeleteRecordsResponse.DeleteRecordsPartitionResult

    private func delete(
        _ broker: TestBroker, before offsets: (Int32, Int64)..., of topic: String = "t", version: Int16 = 2
    ) async throws -> [Answer] {
        let partitions = offsets.map { DeleteRecordsRequest.DeleteRecordsPartition(partitionIndex: $0.0, offset: $0.1) }
        let request = DeleteRecordsRequest(topics: [.init(name: topic, partitions: partitions)])
        return try #require(try await broker.ask(request, version: version).topics.first).partitions
    }

    @Test(arguments: [0, 1, 2] as [Int16])
    func `raises the start to an offset, or to the end, and never takes it back`(version: Int16) async throws {
        let broker = try await TestBroker()
        for _ in 0..<4 { try await broker.produce("a") }
        struct Case {
            var offset: Int64
            var start: Int64
        }
        for step in [Case(offset: 2, start: 2), Case(offset: 1, start: 2), Case(offset: -1, start: 4), Case(offset: 4, start: 4)] {
            let answers = try await delete(broker, before: (0, step.offset), version: version)
            #expect(answers.map(\.errorCode) == [.none] && answers.map(\.lowWatermark) == [step.start], "\(step)")
            #expect(try broker.partitionLog().logStart == step.start)
        }
        try broker.crash()
        #expect(try broker.partitionLog().logStart == 4)
    }

    @Test func `goes no further than what is durable`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("durable")
        _ = broker.send(TestBroker.request(try TestBroker.batch(["not yet"]), acks: 1), version: 9)
        broker.directory.writeOnly()
        let log = try broker.partitionLog()
        try #require(log.highWatermark == 1 && log.logEnd == 2)
        let pending = broker.send(
            DeleteRecordsRequest(topics: [.init(name: "t", partitions: [.init(partitionIndex: 0, offset: 2)])]), version: 2)
        broker.node.topics.waitForQueue()
        #expect(try pending.response?.topics[0].partitions[0].errorCode == .offsetOutOfRange)
        #expect(log.logStart == 0)
    }

    @Test func `of what it must not, or cannot, says so for each partition`() async throws {
        let broker = try await TestBroker(.init(name: "kept", partitions: 1, options: ["cleanup.policy": "compact"]))
        try await broker.produce("a", to: "three", 1)
        let answers = try await delete(broker, before: (0, 0), (1, 1), (2, 1), (1, 0), (3, 0), (-1, 0), (0, -2), of: "three")
        // What is named twice counts the first time.
        #expect(
            answers.map(\.errorCode) == [
                .none, .none, .offsetOutOfRange, .none, .unknownTopicOrPartition, .unknownTopicOrPartition, .none,
            ])
        #expect(answers.map(\.lowWatermark) == [0, 1, -1, 1, -1, -1, 0])
        #expect(try await delete(broker, before: (0, -2)).map(\.errorCode) == [.offsetOutOfRange])
        #expect(try await delete(broker, before: (0, 0), of: "kept").map(\.errorCode) == [.policyViolation])
        #expect(try await delete(broker, before: (0, 0), of: "__consumer_offsets").map(\.errorCode) == [.policyViolation])
        #expect(try await delete(broker, before: (0, 0), of: "nowhere").map(\.errorCode) == [.unknownTopicOrPartition])
    }

    @Test func `answers a fetch that waits below`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("a")
        let waiting = broker.fetch(.init(offset: 0), minBytes: 1_000, maxWait: 500)
        _ = try await delete(broker, before: (0, -1))
        await broker.loop.run()
        #expect(try waiting.partitions?.map(\.errorCode) == [.offsetOutOfRange])
    }
}
