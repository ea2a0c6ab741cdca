import KafkaClient
import Testing

/// What the mock brokers can answer; requests they do not know are tested against a real broker elsewhere.
@Suite struct `An admin client` {
    @Test func `describes topics and does not create them by asking`() async throws {
        let cluster = try MockCluster(brokers: 3, topics: ["orders": 4])
        let admin = try AdminClient(cluster.client)
        let orders = try await admin.topic("orders")
        #expect(orders.partitions.map(\.id) == [0, 1, 2, 3])
        #expect(orders.partitions.allSatisfy { $0.replicas.count == 3 && $0.leader != nil })
        #expect(try await admin.cluster().brokers.count == 3)
        #expect(try await admin.topics().map(\.name) == ["orders"])
        try await admin.close()
    }

    @Test func `finds the ends of partitions`() async throws {
        let cluster = try MockCluster(topics: ["t": 2])
        try await cluster.fill("t", count: 10, partitions: 2)
        let admin = try AdminClient(cluster.client)
        let (even, odd) = (TopicPartition("t", 0), TopicPartition("t", 1))
        #expect(try await admin.offsets([even: .latest, odd: .earliest]) == [even: 5, odd: 0])
        try await admin.close()
    }

    @Test func `fails with a sentence when nobody answers`() async throws {
        let admin = try AdminClient(ClientConfiguration(bootstrapServers: "127.0.0.1:1"), timeout: .milliseconds(300))
        let failure = await #expect(throws: KafkaClientError.self) { try await admin.topics() }
        #expect(failure?.isRetriable == true)
        #expect(failure?.description.hasPrefix("Could not list topics: ") == true)
        await #expect(throws: KafkaClientError.self) { try await admin.createTopic(NewTopic("x")) }
        try await admin.close()
        let closed = await #expect(throws: KafkaClientError.self) { try await admin.groups() }
        #expect(closed?.code == .closed)
    }
}
