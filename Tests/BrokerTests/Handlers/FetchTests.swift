import Broker
import DurableState
import KafkaWire
import Storage
import Testing
import TestKit

@Suite struct `Fetching` {
    private let large = String(repeating: "x", count: 1000)

    @Test func `nothing to read is an empty string of bytes, not null`() async throws {
        let broker = try await TestBroker()
        let data = try broker.fetchOne()
        guard case .frame(let range) = data.records else {
            Issue.record("\(data.records)")
            return
        }
        #expect(range.isEmpty && data.errorCode == .none)
        #expect(data.highWatermark == 0 && data.lastStableOffset == 0 && data.logStartOffset == 0)
    }

    @Test func `the first partition with data gives a batch however large, the others keep to what is left`() async throws {
        let broker = try await TestBroker()
        for index in Int32(0)..<3 { try await broker.produce(large, to: "three", index) }
        try await broker.produce("small", to: "t")
        let tight = broker.fetch(
            .init(topic: "three", partition: 0, offset: 1), .init(topic: "three", partition: 1, maxBytes: 1),
            .init(topic: "three", partition: 2), .init(), maxBytes: 1)
        #expect(try tight.values == [[], [large], [], []])
        let wider = broker.fetch(
            .init(topic: "three", partition: 0), .init(topic: "three", partition: 1), .init(), maxBytes: 1200)
        #expect(try wider.values == [[large], [], ["small"]])
        let limited = broker.fetch(.init(), .init(topic: "three", partition: 1, maxBytes: 100))
        #expect(try limited.values == [["small"], []])
    }

    @Test func `batches come whole, up to the partition's limit`() async throws {
        let broker = try await TestBroker()
        for _ in 0..<3 { try await broker.produce(large) }
        #expect(try broker.fetch(.init(maxBytes: 2500)).values == [[large, large]])
        #expect(try broker.fetch(.init(offset: 1, maxBytes: 0)).values == [[large]])
    }

    @Test func `an offset outside of the log is told its bounds`() async throws {
        let broker = try await TestBroker()
        for _ in 0..<4 { try await broker.produce("a") }
        _ = try broker.directory.deleteRecords(.init(topic: "t", index: 0), before: 2)
        for offset in [Int64(1), 5, -1] {
            let data = try broker.fetchOne(.init(offset: offset))
            #expect(data.errorCode == .offsetOutOfRange)
            #expect(data.highWatermark == 4 && data.logStartOffset == 2)
        }
        #expect(try broker.fetchOne(.init(offset: 4)).errorCode == .none)
    }

    @Test func `from version 13 on topics go by id`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("a")
        #expect(try broker.fetch(.init(), version: 13).values == [["a"]])
        var request = broker.fetchRequest([.init()], version: 13)
        request.topics[0].topicId = KafkaUUID(high: 1, low: 2)
        let unknown = try #require(try broker.send(request, version: 13).partitions?.first)
        #expect(unknown.errorCode == .unknownTopicId)
        #expect(try broker.fetchOne(.init(topic: "nowhere")).errorCode == .unknownTopicOrPartition)
        #expect(try broker.fetchOne(.init(partition: 3)).errorCode == .unknownTopicOrPartition)
    }

    @Test func `a client with another idea of the leader is fenced`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("a")
        try broker.crash()
        let epoch = try broker.partitionLog().leaderEpoch
        #expect(epoch > 0)
        #expect(try broker.fetchOne(.init(leaderEpoch: epoch - 1)).errorCode == .fencedLeaderEpoch)
        #expect(try broker.fetchOne(.init(leaderEpoch: epoch + 1)).errorCode == .unknownLeaderEpoch)
        #expect(try broker.fetchOne(.init(leaderEpoch: epoch)).errorCode == .none)
    }

    @Test func `a client that has read what a crash lost is told where the logs part`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("kept")
        let epoch = try broker.partitionLog().leaderEpoch
        // Written, never synced, and gone with the power, whatever of it reached the platter.
        _ = broker.send(TestBroker.request(try TestBroker.batch(["lost"]), acks: 1), version: 9)
        broker.directory.writeOnly()
        try broker.crash()
        let end = try broker.partitionLog().logEnd
        try await broker.produce("after")
        let data = try broker.fetchOne(.init(offset: end + 1, lastFetchedEpoch: epoch))
        #expect(data.errorCode == .none && data.divergingEpoch.epoch == epoch && data.divergingEpoch.endOffset == end)
        #expect(data.records.byteCount == 0)
        let sound = try broker.fetchOne(.init(offset: end, lastFetchedEpoch: epoch))
        #expect(sound.divergingEpoch.epoch == -1 && sound.records.byteCount > 0)
    }

    @Test func `a partition that cannot be read says so, the others are served`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("a", to: "three", 0)
        try await broker.produce("b", to: "three", 1)
        broker.storage.disk.failReads(of: "three-0/00000000000000000000.log")
        let fetched = broker.fetch(.init(topic: "three", partition: 0), .init(topic: "three", partition: 1))
        #expect(try fetched.partitions?.map(\.errorCode) == [.kafkaStorageError, .none])
        #expect(try fetched.values == [[], ["b"]])
    }
}
