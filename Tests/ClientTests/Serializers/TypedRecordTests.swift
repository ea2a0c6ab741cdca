import KafkaClient
import RegistryClient
import Serializers
import Testing

@Suite struct `Typed records` {
    @Test func `go through a broker and come back, bad ones as values`() async throws {
        let cluster = try MockCluster(topics: ["orders": 1])
        let registry = StubRegistry()
        registry.add(Order.schema, under: "orders-value")
        let serializer = AvroSerializer<Order>(registry, writing: .given(SchemaText(Order.schema)))
        let producer = try cluster.producer()
        try await producer.send(Order(id: "a", amount: 1), key: [1], to: "orders", with: serializer)
        try await producer.send(ProducerRecord(topic: "orders", key: "x", value: "not Avro"))
        try await producer.send(nil, key: [1], to: "orders", with: serializer)
        try await producer.close()

        let consumer = try cluster.consumer()
        try await consumer.assign([TopicPartition("orders", 0): .earliest])
        var seen: [String] = []
        for try await decoded in consumer.records.decoded(with: AvroDeserializer<Order>(registry)) {
            switch decoded {
            case .value(let order, let record): seen.append("\(order.id) at \(record.offset)")
            case .tombstone(let record): seen.append("deleted \(record.key ?? [])")
            case .undecodable(let record, let error): seen.append("\(record.offset): \(error.code)")
            }
            if seen.count == 3 { break }
        }
        #expect(seen == ["a at 0", "1: notFramed", "deleted [1]"])
        try await consumer.close()
    }
}
