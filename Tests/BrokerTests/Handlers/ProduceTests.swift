import KafkaWire
import LogFormat
import Measures
import Storage
import Testing
import TestKit
import TopicModel

@testable import Broker

@Suite struct `Producing` {
    @Test func `from version 13 on topics go by id`() async throws {
        let broker = try await TestBroker()
        var request = TestBroker.request(try TestBroker.batch(["a"]))
        request.topicData[0].topicId = KafkaUUID(try broker.topic().description.id)
        let taken = try #require(try await broker.ask(request, version: 13).responses.first)
        #expect(taken.topicId == request.topicData[0].topicId && taken.name.isEmpty)
        #expect(taken.partitionResponses.map(\.errorCode) == [.none])
        #expect(try broker.fetch(.init()).values == [["a"]])
        request.topicData[0].topicId = KafkaUUID(high: 1, low: 2)
        let unknown = try #require(try await broker.ask(request, version: 13).responses.first)
        #expect(unknown.topicId == request.topicData[0].topicId)
        #expect(unknown.partitionResponses.map(\.errorCode) == [.unknownTopicId])
    }

    @Test func `acks all is answered when the batch is durable, and nobody reads it before`() async throws {
        let broker = try await TestBroker()
        let produced = broker.send(TestBroker.request(try TestBroker.batch(["a", "b"])), version: 9)
        broker.directory.writeOnly()
        #expect(!produced.isAnswered)
        #expect(try broker.fetch(.init()).values == [[]])
        #expect(try broker.fetchOne().highWatermark == 0)
        await broker.settle()
        let answer = try #require(try produced.response?.responses.first?.partitionResponses.first)
        #expect(answer.errorCode == .none && answer.baseOffset == 0 && answer.logAppendTimeMs == -1 && answer.logStartOffset == 0)
        #expect(try broker.fetch(.init()).values == [["a", "b"]])
    }

    @Test func `acks one is answered when the batch is written, acks zero by nothing`() async throws {
        let broker = try await TestBroker()
        let one = broker.send(TestBroker.request(try TestBroker.batch(["a"]), acks: 1), version: 9)
        let zero = broker.send(TestBroker.request(try TestBroker.batch(["b"]), acks: 0), version: 9)
        broker.directory.writeOnly()
        #expect(try one.response?.responses.first?.partitionResponses.first?.baseOffset == 0)
        #expect(zero.isNothing)
        await broker.settle()
        #expect(try broker.partitionLog().segmentCount == 1)
        #expect(try broker.fetch(.init()).values == [["a", "b"]])
    }

    @Test func `a refused batch of acks zero closes the connection, since no answer can say so`() async throws {
        let broker = try await TestBroker()
        let unknown = broker.send(TestBroker.request(try TestBroker.batch(["a"]), to: "nowhere", acks: 0), version: 9)
        #expect(unknown.closeReason?.contains("there is no topic 'nowhere'") == true)
        let transactional = broker.send(
            TestBroker.request(try Self.transactional(), acks: 0, transactionalId: "x"), version: 9)
        #expect(transactional.closeReason?.contains("transaction 'x' does not take a batch") == true)
    }

    @Test func `a batch that is sent twice is stored once and answered with where it lies`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("before")
        let producer = TestBatch.Producer(id: 7, sequence: 0)
        #expect(try await broker.produce("a", "b", producer: producer).baseOffset == 1)
        let again = try await broker.produce("a", "b", producer: producer)
        #expect(again.errorCode == .none && again.baseOffset == 1)
        let ahead = try await broker.produce("c", producer: .init(id: 7, sequence: 9))
        #expect(ahead.errorCode == .outOfOrderSequenceNumber && ahead.baseOffset == -1)
        #expect(try await broker.produce("c", producer: .init(id: 7, sequence: 2)).baseOffset == 3)
        #expect(try broker.fetch(.init()).values == [["before", "a", "b", "c"]])
    }

    private static func transactional() throws -> [UInt8] {
        try TestBatch([(nil, "a")], producer: .init(id: 9, sequence: 0), isTransactional: true).bytes
    }

    struct Refusal: CustomTestStringConvertible {
        var testDescription: String
        var code: ErrorCode
        var topic = "t"
        var partition: Int32 = 0
        var acks: Int16 = -1
        var transactionalId: String?
        var bytes: [UInt8]
        var version: Int16 = 9
    }

    static func refusals() throws -> [Refusal] {
        let batch = try TestBroker.batch(["a"])
        let zstd = [0, 4].reduce(into: batch) { bytes, value in bytes[22] = UInt8(value) }
        let large = try TestBroker.batch([String(repeating: "x", count: 200)])
        var damaged = batch
        damaged[batch.count - 2] ^= 1
        return [
            Refusal(testDescription: "unknown topic", code: .unknownTopicOrPartition, topic: "nowhere", bytes: batch),
            Refusal(testDescription: "unknown partition", code: .unknownTopicOrPartition, partition: 1, bytes: batch),
            Refusal(testDescription: "negative partition", code: .unknownTopicOrPartition, partition: -1, bytes: batch),
            Refusal(testDescription: "the groups' topic", code: .policyViolation, topic: "__consumer_offsets", bytes: batch),
            Refusal(testDescription: "no key in a compacted topic", code: .invalidRecord, topic: "compacted", bytes: batch),
            Refusal(testDescription: "too large", code: .messageTooLarge, topic: "small", bytes: large),
            Refusal(testDescription: "larger than a segment", code: .recordListTooLarge, topic: "tight", bytes: large),
            Refusal(testDescription: "two batches", code: .invalidRecord, bytes: batch + batch),
            Refusal(testDescription: "no batch", code: .corruptMessage, bytes: []),
            Refusal(testDescription: "a wrong checksum", code: .corruptMessage, bytes: damaged),
            Refusal(testDescription: "a codec that came later", code: .corruptMessage, bytes: zstd, version: 6),
            Refusal(testDescription: "acks of two", code: .invalidRequiredAcks, acks: 2, bytes: batch),
            Refusal(
                testDescription: "nobody's transaction", code: .invalidProducerIdMapping, transactionalId: "x",
                bytes: try transactional()),
            Refusal(testDescription: "a transaction's batch outside of one", code: .invalidTxnState, bytes: try transactional()),
        ]
    }

    @Test func `what cannot be taken is refused with its code and a sentence, and changes nothing`() async throws {
        let broker = try await TestBroker(
            durability: .fsync, .init(name: "compacted", partitions: 1, options: ["cleanup.policy": "compact"]),
            .init(name: "small", partitions: 1, options: ["max.message.bytes": "100"]),
            .init(name: "tight", partitions: 1, options: ["segment.bytes": "100"]))
        for refusal in try Self.refusals() {
            let request = TestBroker.request(
                refusal.bytes, to: refusal.topic, refusal.partition, acks: refusal.acks, transactionalId: refusal.transactionalId)
            let response = try await broker.ask(request, version: refusal.version)
            let answer = try #require(response.responses.first?.partitionResponses.first)
            #expect(answer.errorCode == refusal.code, "\(refusal.testDescription): \(answer)")
            #expect(answer.baseOffset == -1)
            #expect(refusal.version < 8 || answer.errorMessage?.isEmpty == false, "\(refusal.testDescription)")
        }
        for topic in broker.node.topics.all where !topic.description.isInternal {
            #expect(topic.logs.allSatisfy { $0?.logEnd == 0 })
        }
        // By topics that are there.
        typealias Label = ProduceRejections.Label
        #expect(
            broker.node.rejections.counts.all == [
                Label(topic: "t", reason: .partition): 2, Label(topic: "t", reason: .record): 4,
                Label(topic: "t", reason: .transaction): 2, Label(topic: "__consumer_offsets", reason: .policy): 1,
                Label(topic: "compacted", reason: .record): 1, Label(topic: "small", reason: .size): 1,
                Label(topic: "tight", reason: .size): 1,
            ])
    }

    @Test func `the records at fault are named`() async throws {
        let broker = try await TestBroker(
            durability: .fsync, .init(name: "compacted", partitions: 1, options: ["cleanup.policy": "compact"]))
        let batch = try TestBatch([("k", "0"), (nil, "1"), ("k", "2"), (nil, "3")]).bytes
        let response = try await broker.ask(TestBroker.request(batch, to: "compacted"), version: 9)
        let answer = try #require(response.responses.first?.partitionResponses.first)
        #expect(answer.errorCode == .invalidRecord)
        #expect(answer.recordErrors.map(\.batchIndex) == [1, 3])
    }

    @Test func `a request of before Kafka 0_11 closes the connection`() async throws {
        let broker = try await TestBroker()
        for version in Int16(0)...2 {
            let sent = PendingAnswer<ProduceResponse>(version: 3)
            broker.send(Wire.frame(apiKey: 0, version: version, correlationId: 1), to: sent)
            #expect(sent.closeReason == "Produce (API key 0) version \(version) was asked, Herald serves 3 to 13")
        }
    }

    @Test func `each partition of a request is answered for itself, and a request without any is answered`() async throws {
        let broker = try await TestBroker()
        var request = TestBroker.request(try TestBroker.batch(["a"]), to: "three", 0)
        let partition = request.topicData[0].partitionData[0]
        request.topicData[0].partitionData = [2, 7, 0, 1].map { .init(index: $0, records: partition.records) }
        let answers = try #require(try await broker.ask(request, version: 9).responses.first).partitionResponses
        #expect(answers.map(\.index) == [2, 7, 0, 1])
        #expect(answers.map(\.errorCode) == [.none, .unknownTopicOrPartition, .none, .none])
        #expect(try await broker.ask(ProduceRequest(acks: -1), version: 9).responses.isEmpty)
        #expect(try await broker.ask(ProduceRequest(acks: 1, topicData: [.init(name: "t")]), version: 9).responses.count == 1)
    }

    @Test func `a topic that stamps its records says when`() async throws {
        let broker = try await TestBroker(
            durability: .fsync, .init(name: "stamped", partitions: 1, options: ["message.timestamp.type": "LogAppendTime"]))
        broker.storage.clock.advance(by: 5)
        #expect(try await broker.produce("a", to: "stamped").logAppendTimeMs == 1_700_000_000_005)
    }

    @Test func `a full queue is told to producers, who may try again in their order`() async throws {
        let broker = try await TestBroker(.init(name: "big", partitions: 1, options: ["max.message.bytes": "20000000"]))
        func batch(_ megabytes: Int, producer: TestBatch.Producer? = nil) throws -> [UInt8] {
            var builder = RecordBatchBuilder(
                producerID: producer?.id ?? -1, producerEpoch: producer?.epoch ?? -1, baseSequence: producer?.sequence ?? -1)
            builder.append(key: nil, value: Array(repeating: 0, count: megabytes << 20), timestamp: 0)
            return try builder.finish()
        }
        let filler = TestBroker.request(try batch(16), to: "big")
        let fillers = (0..<3).map { _ in broker.send(filler, version: 9) }
        let refused = broker.send(
            TestBroker.request(try batch(17, producer: .init(id: 7, sequence: 0)), to: "big"), version: 9)
        #expect(try refused.response?.responses.first?.partitionResponses.first?.errorCode == .notEnoughReplicas)
        await broker.settle()
        #expect(try fillers.map { try $0.response?.responses.first?.partitionResponses.first?.baseOffset } == [0, 1, 2])
        #expect(try await broker.produce("again", to: "big", producer: .init(id: 7, sequence: 0)).baseOffset == 3)
    }
}
