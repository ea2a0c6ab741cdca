import Broker
import KafkaWire
import NIOCore
import NIOEmbedded
import Storage
import Testing
import TestKit

@Suite struct `A fetch that waits` {
    @Test func `is answered by an append, once, and leaves nothing behind`() async throws {
        let broker = try await TestBroker()
        let waiting = broker.fetch(.init(), maxWait: 500)
        await broker.settle()
        #expect(!waiting.isAnswered)
        #expect(try broker.partitionLog().listenerCount == 1)
        try await broker.produce("a")
        #expect(try waiting.values == [["a"]])
        #expect(try broker.partitionLog().listenerCount == 0)
        try await broker.produce("b")
        await broker.loop.advanceTime(by: .seconds(1))
        #expect(waiting.count == 1)
    }

    @Test func `is answered with nothing when its time is up`() async throws {
        let broker = try await TestBroker()
        let waiting = broker.fetch(.init(), maxWait: 500)
        await broker.loop.advanceTime(by: .milliseconds(499))
        #expect(!waiting.isAnswered)
        await broker.loop.advanceTime(by: .milliseconds(1))
        #expect(try waiting.values == [[]])
        #expect(try broker.partitionLog().listenerCount == 0)
    }

    @Test func `is answered when its topic is deleted`() async throws {
        let broker = try await TestBroker()
        let waiting = broker.fetch(.init(), maxWait: 500)
        _ = try await broker.ask(DeleteTopicsRequest(topicNames: ["t"]), version: 5)
        await broker.loop.run()
        #expect(try waiting.partitions?.map(\.errorCode) == [.unknownTopicOrPartition])
    }

    @Test func `waits for the bytes of all its partitions together`() async throws {
        let broker = try await TestBroker()
        let size = Int32(try TestBroker.batch(["x"]).count)
        let waiting = broker.fetch(
            .init(topic: "three", partition: 0), .init(topic: "three", partition: 1), minBytes: 2 * size, maxWait: 500)
        try await broker.produce("x", to: "three", 0)
        try await broker.produce("x", to: "three", 2)
        #expect(!waiting.isAnswered)
        try await broker.produce("x", to: "three", 1)
        #expect(try waiting.values == [["x"], ["x"]])
    }

    @Test func `does not wait for more than its answer may hold`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("x")
        #expect(broker.fetch(.init(), minBytes: 1000, maxBytes: 10, maxWait: 500).isAnswered)
    }

    @Test func `does not wait if there is an error, or nothing to wait for`() async throws {
        let broker = try await TestBroker()
        #expect(broker.fetch(.init(), .init(topic: "nowhere"), maxWait: 500).isAnswered)
        #expect(broker.fetch(.init(offset: 9), maxWait: 500).isAnswered)
        #expect(broker.fetch(.init(), minBytes: 0, maxWait: 500).isAnswered)
        #expect(broker.fetch(maxWait: 500).isAnswered)
    }

    @Test func `ends with its connection`() async throws {
        let broker = try await TestBroker()
        let waiting = broker.fetch(.init(), .init(topic: "three"), maxWait: .max)
        broker.connection.end()
        #expect(try broker.partitionLog().listenerCount == 0 && broker.partitionLog("three").listenerCount == 0)
        try await broker.produce("a")
        await broker.loop.advanceTime(by: .hours(24 * 30))
        // Only that its slot was given up: there is nobody to be answered.
        #expect(waiting.count == 1 && waiting.closeReason != nil)
        let late = broker.fetch(.init(offset: 1), maxWait: 500)
        #expect(try broker.partitionLog().listenerCount == 0)
        await broker.loop.run()
        #expect(late.closeReason != nil)
    }

    @Test func `listens once to a partition that is named often`() async throws {
        let broker = try await TestBroker()
        let waiting = broker.fetch(.init(), .init(), .init(), maxWait: 500)
        #expect(try broker.partitionLog().listenerCount == 1)
        try await broker.produce("a")
        #expect(try waiting.values == [["a"], ["a"], ["a"]])
    }

    @Test func `many are all answered by one append, and none is left listening`() async throws {
        let broker = try await TestBroker()
        let waiting = (0..<200).map { _ in broker.fetch(.init(), maxWait: 500) }
        try await broker.produce("a")
        #expect(try waiting.allSatisfy { try $0.values == [["a"]] && $0.count == 1 })
        #expect(try broker.partitionLog().listenerCount == 0)
    }
}
