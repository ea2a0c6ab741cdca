import CRdKafka
import KafkaClient
import TestKit
import Testing

@Suite struct `A producer` {
    @Test func `tells where each record landed`() async throws {
        let cluster = try MockCluster(topics: ["orders": 3])
        let producer = try cluster.producer()
        let first = try await producer.send(ProducerRecord(topic: "orders", partition: 2, value: [1]))
        let second = try await producer.send(ProducerRecord(topic: "orders", partition: 2, value: [2]))
        #expect(first.topic == "orders")
        #expect(first.partition == 2)
        #expect(first.offset == 0)
        #expect(second.offset == 1)
        #expect(first.timestamp != nil)
        try await producer.close()
    }

    /// Expected partitions: murmur2 with Kafka's seed, positive, modulo 100.
    @Test func `puts keys where Java's producer puts them`() async throws {
        struct Case {
            let key: String
            let hash: Int32
        }
        // The hashes of Apache Kafka's own UtilsTest.testMurmur2.
        let cases = [
            Case(key: "21", hash: -973_932_308), Case(key: "foobar", hash: -790_332_482),
            Case(key: "a-little-bit-long-string", hash: -985_981_536),
            Case(key: "a-little-bit-longer-string", hash: -1_486_304_829),
            Case(key: "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", hash: -58_897_971),
        ]
        let cluster = try MockCluster(topics: ["keyed": 100])
        let producer = try cluster.producer()
        for test in cases {
            let stored = try await producer.send(ProducerRecord(topic: "keyed", key: test.key, value: "x"))
            #expect(stored.partition == (test.hash & 0x7fff_ffff) % 100, "\(test.key)")
        }
        try await producer.close()
    }

    @Test func `keeps nil, empty, headers and timestamps apart`() async throws {
        let cluster = try MockCluster(topics: ["shapes": 1])
        let producer = try cluster.producer()
        let headers = [RecordHeader("a", "1"), RecordHeader("a", nil), RecordHeader("b", [])]
        try await producer.send(ProducerRecord(topic: "shapes", key: nil, value: []))
        try await producer.send(
            ProducerRecord(topic: "shapes", key: [], value: nil, headers: headers, timestampMilliseconds: 1234))
        try await producer.close()

        let consumer = try cluster.consumer()
        try await consumer.assign([TopicPartition("shapes", 0): .earliest])
        var records: [ConsumerRecord] = []
        for try await record in consumer.records {
            records.append(record)
            if records.count == 2 { break }
        }
        #expect(records[0].key == nil)
        #expect(records[0].value == [])
        #expect(records[1].key == [])
        #expect(records[1].isTombstone)
        #expect(records[1].headers == headers)
        #expect(records[1].timestamp == RecordTimestamp(milliseconds: 1234))
        try await consumer.close()
    }

    @Test func `gives each record of a batch its own outcome`() async throws {
        let cluster = try MockCluster(topics: ["batch": 1])
        let producer = try cluster.producer { $0.maxMessageBytes = 2000 }
        let outcomes = try await producer.send([
            ProducerRecord(topic: "batch", value: [1]),
            ProducerRecord(topic: "batch", value: [UInt8](repeating: 0, count: 3000)),
            ProducerRecord(topic: "batch", value: [3]),
        ])
        #expect(try outcomes[0].get().offset == 0)
        let failure = #expect(throws: KafkaClientError.self) { try outcomes[1].get() }
        #expect(failure?.code == .messageTooLarge)
        #expect(failure?.isRetriable == false)
        #expect(failure?.topic == "batch")
        #expect(try outcomes[2].get().offset == 1)
        try await producer.close()
    }

    @Test func `the library never refuses what the budget let in`() async throws {
        let cluster = try MockCluster(topics: ["busy": 1])
        let producer = try cluster.producer { $0.maxBufferedRecords = 20_000 }
        // The budget is used up, given back, and used again while the reports that gave it back are not freed yet.
        for _ in 0..<5 {
            for _ in 0..<20_000 { try await producer.enqueue(ProducerRecord(topic: "busy", partition: 0, value: [1])) }
            try await producer.flush()
            try await producer.send(ProducerRecord(topic: "busy", partition: 0, value: [1]))
        }
        try await producer.close()
    }

    @Test func `suspends senders beyond its bound and drops nothing`() async throws {
        let cluster = try MockCluster(topics: ["full": 1])
        let producer = try cluster.producer { $0.maxBufferedRecords = 10 }
        cluster.down()
        let accepted = Tally()
        let sending = Task {
            for index in 0..<50 {
                try await producer.enqueue(ProducerRecord(topic: "full", value: Array("\(index)".utf8)))
                accepted.add()
            }
        }
        await accepted.wait(for: 10)
        try await eventually { producer.suspendedSenders > 0 }
        #expect(accepted.count == 10)
        #expect(producer.undelivered == 10)
        cluster.up()
        try await sending.value
        try await producer.flush()
        #expect(accepted.count == 50)

        let consumer = try cluster.consumer()
        try await consumer.assign([TopicPartition("full", 0): .earliest])
        var texts: [String] = []
        for try await record in consumer.records {
            texts.append(record.text)
            if texts.count == 50 { break }
        }
        #expect(texts == (0..<50).map(String.init))
        try await consumer.close()
        try await producer.close()
    }

    @Test func `bounds bytes too, and lets a large record in alone`() async throws {
        let cluster = try MockCluster(topics: ["bytes": 1])
        let producer = try cluster.producer { $0.maxBufferedBytes = 1000 }
        for _ in 0..<5 {
            try await producer.enqueue(ProducerRecord(topic: "bytes", value: [UInt8](repeating: 7, count: 900)))
        }
        let large = try await producer.send(ProducerRecord(topic: "bytes", value: [UInt8](repeating: 7, count: 5000)))
        #expect(large.offset == 5)
        try await producer.close()
    }

    @Test func `lets a cancelled sender go without sending its record`() async throws {
        let cluster = try MockCluster(topics: ["cancelled": 1])
        let producer = try cluster.producer { $0.maxBufferedRecords = 1 }
        cluster.down()
        try await producer.enqueue(ProducerRecord(topic: "cancelled", value: [1]))
        let waiting = Task { try await producer.enqueue(ProducerRecord(topic: "cancelled", value: [2])) }
        try await eventually { producer.suspendedSenders > 0 }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(producer.suspendedSenders == 0)
        cluster.up()
        try await producer.flush()
        let next = try await producer.send(ProducerRecord(topic: "cancelled", value: [3]))
        #expect(next.offset == 1)
        try await producer.close()
    }

    @Test func `retries what may pass without duplicating it`() async throws {
        let cluster = try MockCluster(topics: ["retried": 1])
        cluster.fail(
            MockCluster.produce,
            with: [RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS])
        let producer = try cluster.producer()
        #expect(try await producer.send(ProducerRecord(topic: "retried", value: [1])).offset == 0)
        #expect(try await producer.send(ProducerRecord(topic: "retried", value: [2])).offset == 1)
        try await producer.close()
    }

    @Test func `reports at flush a failure nobody waited for`() async throws {
        let cluster = try MockCluster(topics: ["refused": 1])
        let producer = try cluster.producer { $0.idempotent = false }
        cluster.fail(MockCluster.produce, with: [RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED])
        try await producer.enqueue(ProducerRecord(topic: "refused", value: [1]))
        let failure = await #expect(throws: KafkaClientError.self) { try await producer.flush() }
        #expect(failure?.code == .topicAuthorizationFailed)
        #expect(failure?.description.contains("refused[0]") == true)
        try await producer.flush()
        try await producer.close()
    }

    @Test func `fails what it could not deliver before it closed`() async throws {
        let cluster = try MockCluster(topics: ["late": 1])
        let producer = try cluster.producer()
        cluster.down()
        let delivery = try await producer.enqueue(ProducerRecord(topic: "late", value: [1]))
        await #expect(throws: KafkaClientError.self) { try await producer.close(within: .milliseconds(1)) }
        let failure = await #expect(throws: KafkaClientError.self) { try await delivery.metadata }
        #expect(failure?.code == .purgedFromQueue || failure?.code == .purgedInFlight)
        let refused = await #expect(throws: KafkaClientError.self) {
            try await producer.send(ProducerRecord(topic: "late", value: [2]))
        }
        #expect(refused?.code == .closed)
        try await producer.close()
    }

    @Test func `refuses a property nobody knows, by name`() {
        var client = ClientConfiguration(bootstrapServers: "localhost:1")
        client.properties = ["no.such.property": "1"]
        let failure = #expect(throws: KafkaClientError.self) { try Producer(ProducerConfiguration(client)) }
        #expect(failure?.description.contains("no.such.property") == true)
    }

    @Test func `gives its log to the application`() async throws {
        let seen = Tally()
        var client = ClientConfiguration(bootstrapServers: "127.0.0.1:1")
        client.log = { _ in seen.add() }
        let producer = try Producer(ProducerConfiguration(client))
        await seen.wait(for: 1)
        try await producer.close(within: .zero)
        #expect(seen.count >= 1)
    }
}
