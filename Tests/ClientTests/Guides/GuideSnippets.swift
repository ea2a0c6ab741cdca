import Avro
import KafkaClient
import ProtobufSerializers
import RegistryClient
import RegistryModel
import Serializers
import SwiftProtobuf

// The Swift of docs/guides, so that it compiles. `GuideTests` hold the guides to these lines; nothing here is run.

/// docs/guides/producing.md
private enum Producing {
    struct Order: Codable, Sendable {
        var id: String
        var amount: Int64
    }

    static func records(_ order: Order, _ orders: [Order], orderSchema: String, key: (Order) -> [UInt8]) async throws {
        let registry = RegistryClient("http://localhost:8081")
        let serializer = AvroSerializer<Order>(registry, writing: .given(SchemaText(orderSchema)))
        let producer = try Producer(ProducerConfiguration(bootstrapServers: "localhost:9092"))

        let stored = try await producer.send(order, key: Array(order.id.utf8), to: "orders", with: serializer)
        print("\(stored.topic)[\(stored.partition)]@\(stored.offset ?? -1)")

        for order in orders { try await producer.enqueue(order, key: key(order), to: "orders", with: serializer) }
        try await producer.flush()

        try await producer.close()
    }

    static func protobuf<Shop_Order: Message>(_ order: Shop_Order, _ registry: RegistryClient, orderProto: String) async throws {
        let schema = SchemaText(orderProto, format: .protobuf)
        let serializer = ProtobufSerializer<Shop_Order>(registry, writing: .given(schema))
        _ = try await serializer.serialize(order, topic: "orders")
    }
}

/// docs/guides/consuming.md
private enum Consuming {
    typealias Order = Producing.Order

    static func charge(_ order: Order, idempotencyKey: String) async throws {}
    static func forget(_ key: [UInt8]?) async throws {}
    static func park(_ record: ConsumerRecord, because error: any Error) async throws {}

    static func records(orderSchema: String) async throws {
        let registry = RegistryClient("http://localhost:8081")
        let deserializer = AvroDeserializer<Order>(registry, reading: SchemaText(orderSchema))
        let consumer = try Consumer(ConsumerConfiguration(bootstrapServers: "localhost:9092", group: "billing"))
        try await consumer.subscribe(to: ["orders"])

        for try await decoded in consumer.records.decoded(with: deserializer) {
            switch decoded {
            case .value(let order, let record): try await charge(order, idempotencyKey: record.place)
            case .tombstone(let record): try await forget(record.key)
            case .undecodable(let record, let error): try await park(record, because: error)
            }
        }
        try await consumer.close()
    }

    static func withoutGroup() async throws {
        let reader = try Consumer(ConsumerConfiguration(bootstrapServers: "localhost:9092"))
        try await reader.assign([TopicPartition("orders", 0): .last(10)])
    }
}

/// docs/guides/avro-in-swift.md
private enum AvroInSwift {
    struct Note: Codable, Sendable {
        static let schema = ""
    }

    static func generated<Order: GeneratedAvroType>(_ order: Order, _ registry: RegistryClient, _ written: AvroSchema) throws {
        let serializer = AvroSerializer<Order>(registry)
        let deserializer = AvroDeserializer<Order>(registry)
        _ = (serializer, deserializer)

        let bytes = try order.encoded()
        let decoder = try GeneratedTypeDecoder<Order>(writer: written)
        let order = try decoder.decode(bytes)
        _ = order
    }

    static func foreign(_ registry: RegistryClient, _ moved: [String: SchemaID]) {
        let foreign = ForeignSchemas { reference in
            if case .glue(let version) = reference { moved[version] } else { nil }
        }
        let deserializer = AvroDeserializer<Order>(registry, foreign: foreign)
        _ = deserializer
    }

    static func codable(_ registry: RegistryClient) {
        let serializer = AvroSerializer<Note>(registry, writing: .given(SchemaText(Note.schema)))
        let deserializer = AvroDeserializer<Note>(registry)
        _ = (serializer, deserializer)
    }

    static func generic(_ bytes: [UInt8], _ next: [UInt8], written: AvroSchema, mine: AvroSchema) throws {
        let plan = try SchemaResolution.plan(writer: written, reader: mine)
        var datum = try GenericDatum(bytes, plan: plan)
        try datum.decode(next, plan: plan)
        let name = datum.record?["name"]?.string
        let json = try AvroJSON.bytes(of: datum)
        _ = (name, json)
    }
}
