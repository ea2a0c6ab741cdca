import KafkaWire
import NIOCore
import NIOEmbedded
import Storage
import Testing

@testable import Broker

@Suite struct `Room for fetches that wait` {
    @Test func `is for as many partitions as the limit says, whoever waits for them`() {
        let parking = FetchParking(limit: 10)
        #expect(parking.enter(4) && parking.enter(6))
        #expect(!parking.enter(1))
        #expect(parking.enter(0))
    }

    @Test func `is not taken by who is refused`() {
        let parking = FetchParking(limit: 10)
        #expect(!parking.enter(11))
        #expect(parking.enter(7))
        #expect(!parking.enter(4))
        #expect(parking.enter(3))
    }

    @Test func `is there again when somebody leaves, for others or the same`() {
        let parking = FetchParking(limit: 10)
        #expect(parking.enter(4) && parking.enter(6))
        parking.leave(4)
        #expect(!parking.enter(5) && parking.enter(4) && !parking.enter(1))
        parking.leave(6)
        parking.leave(4)
        #expect(parking.enter(10))
    }

    @Test func `is all given back by many that come and go at once`() async {
        let parking = FetchParking(limit: 8)
        await withTaskGroup(of: Void.self) { group in
            for size in 1...8 {
                group.addTask {
                    for _ in 0..<2000 where parking.enter(size) { parking.leave(size) }
                }
            }
        }
        #expect(parking.enter(8) && !parking.enter(1))
    }

    /// Topic "three" has three partitions, "t" has one.
    @Test func `of a broker: who finds none is answered at once, is asked to pause, and leaves nothing behind`() async throws {
        let broker = try await TestBroker(maxParkedPartitions: 3)
        /// All three, the one in the middle from an offset.
        func fetchThree(from offset: Int64) -> PendingAnswer<FetchResponse> {
            broker.fetch(
                .init(topic: "three"), .init(topic: "three", partition: 1, offset: offset), .init(topic: "three", partition: 2),
                maxWait: 500)
        }
        func isRefused(_ answer: PendingAnswer<FetchResponse>) throws -> Bool {
            guard let response = try answer.response else { return false }
            return response.throttleTimeMs == 1000 && response.responses.flatMap(\.partitions).allSatisfy { $0.errorCode == .none }
        }
        // Given back by an answer, by the end of the time, and by the end of the connection.
        let first = fetchThree(from: 0)
        #expect(!first.isAnswered)
        #expect(try isRefused(broker.fetch(.init(), maxWait: 500)))
        #expect(try broker.partitionLog().listenerCount == 0)
        try await broker.produce("a", to: "three", 1)
        #expect(try first.response?.throttleTimeMs == 0)

        try await broker.produce("a")
        let second = broker.fetch(.init(offset: 1), maxWait: 500)
        #expect(!second.isAnswered)
        #expect(try isRefused(fetchThree(from: 1)))
        await broker.loop.advanceTime(by: .milliseconds(500))
        #expect(try second.response?.throttleTimeMs == 0)

        let third = fetchThree(from: 1)
        #expect(!third.isAnswered)
        #expect(try isRefused(broker.fetch(.init(offset: 1), maxWait: 500)))
        broker.connection.end()
        broker.reconnect()
        #expect(!broker.fetch(.init(offset: 1), maxWait: 500).isAnswered)
    }

    @Test func `is not needed by who has something to read, or does not wait`() async throws {
        let broker = try await TestBroker(maxParkedPartitions: 0)
        #expect(try broker.fetch(.init()).response?.throttleTimeMs == 0)
        try await broker.produce("a")
        #expect(try broker.fetch(.init(), maxWait: 500).values == [["a"]])
        #expect(try broker.fetch(.init(offset: 1), maxWait: 500).response?.throttleTimeMs == 1000)
    }
}
