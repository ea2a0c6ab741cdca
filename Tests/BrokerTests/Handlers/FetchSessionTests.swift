import Broker
import DurableState
import KafkaWire
import NIOCore
import NIOEmbedded
import Storage
import Testing
import TestKit

@Suite struct `Fetching in a session` {
    /// A client that keeps to one session.
    private struct Client {
        let broker: TestBroker
        let version: Int16
        var id: Int32 = 0
        var epoch: Int32 = 0

        mutating func send(
            _ wanted: TestBroker.Wanted..., maxBytes: Int32 = .max, maxWait: Int32 = 0
        ) -> PendingAnswer<FetchResponse> {
            var request = broker.fetchRequest(wanted, maxBytes: maxBytes, maxWait: maxWait, version: version)
            (request.sessionId, request.sessionEpoch) = (id, epoch)
            epoch += 1
            return broker.send(request, version: version)
        }

        /// Begins the session.
        mutating func begin(_ wanted: TestBroker.Wanted...) throws -> FetchResponse {
            var request = broker.fetchRequest(wanted, version: version)
            (request.sessionId, request.sessionEpoch) = (0, 0)
            let response = try #require(try broker.send(request, version: version).response)
            (id, epoch) = (response.sessionId, 1)
            return response
        }
    }

    @Test(arguments: [7, 11, 12, 13, 17] as [Int16])
    func `tells what is new and nothing else`(version: Int16) async throws {
        let broker = try await TestBroker()
        try await broker.produce("a", to: "three", 0)
        var client = Client(broker: broker, version: version)
        let begun = try client.begin(.init(topic: "three", partition: 0), .init(topic: "three", partition: 1), .init())
        #expect(begun.sessionId > 0 && begun.responses.flatMap(\.partitions).count == 3)
        // Where it stands now; the others are as they were.
        let moved = client.send(.init(topic: "three", partition: 0, offset: 1))
        #expect(try moved.response?.sessionId == client.id && moved.partitions?.isEmpty == true)
        try await broker.produce("b")
        #expect(try client.send().values == [["b"]])
        #expect(try client.send(.init(offset: 1)).partitions?.isEmpty == true)
        _ = try broker.directory.deleteRecords(.init(topic: "t", index: 0), before: 1)
        #expect(try client.send().partitions?.map(\.logStartOffset) == [1])
    }

    @Test func `waits, and is answered by an append to any of its partitions`() async throws {
        let broker = try await TestBroker()
        var client = Client(broker: broker, version: 12)
        _ = try client.begin(.init(topic: "three", partition: 2), .init())
        let waiting = client.send(maxWait: 500)
        #expect(!waiting.isAnswered)
        #expect(try broker.partitionLog("three", 2).listenerCount == 1)
        try await broker.produce("a", to: "three", 2)
        #expect(try waiting.values == [["a"]])
        let silent = client.send(.init(topic: "three", partition: 2, offset: 1), maxWait: 500)
        await broker.loop.advanceTime(by: .milliseconds(500))
        #expect(try silent.response?.responses == [])
    }

    @Test func `lets no busy partition starve the others`() async throws {
        let broker = try await TestBroker()
        for index in Int32(0)..<3 { try await broker.produce("\(index)", to: "three", index) }
        var client = Client(broker: broker, version: 12)
        var seen: [String?] = []
        var request = broker.fetchRequest((0..<3).map { .init(topic: "three", partition: $0) }, maxBytes: 1)
        request.sessionEpoch = 0
        client.id = try #require(try broker.send(request, version: 12).response).sessionId
        client.epoch = 1
        // The client never moves on, so that there is always more of the first.
        for _ in 0..<3 {
            let answer = client.send(maxBytes: 1)
            seen += try #require(try answer.values).joined()
        }
        #expect(seen == ["0", "1", "2"])
    }

    @Test func `that is not there, or at another point, is refused`() async throws {
        let broker = try await TestBroker()
        var stranger = Client(broker: broker, version: 12, id: 9, epoch: 1)
        let asked = stranger.send(.init())
        let unknown = try #require(try asked.response)
        #expect(unknown.errorCode == .fetchSessionIdNotFound && unknown.sessionId == 0 && unknown.responses.isEmpty)
        var client = Client(broker: broker, version: 12)
        _ = try client.begin(.init())
        client.epoch = 2
        #expect(try client.send().response?.errorCode == .invalidFetchSessionEpoch)
        var other = Client(broker: broker, version: 13, id: client.id, epoch: 1)
        #expect(try other.send().response?.errorCode == .fetchSessionTopicIdError)
        client.epoch = -1
        let closing = client.send(.init())
        let closed = try #require(try closing.response)
        #expect(closed.errorCode == .none && closed.sessionId == 0 && closed.responses.count == 1)
        client.epoch = 1
        #expect(try client.send().response?.errorCode == .fetchSessionIdNotFound)
    }

    @Test func `hears of a partition that is not there each time`() async throws {
        let broker = try await TestBroker()
        var client = Client(broker: broker, version: 12)
        _ = try client.begin(.init(), .init(topic: "nowhere"))
        for _ in 0..<2 { #expect(try client.send(maxWait: 500).partitions?.map(\.errorCode) == [.unknownTopicOrPartition]) }
    }
}
