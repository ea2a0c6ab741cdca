import Avro
import Foundation
import KafkaClient
import RegistryClient
import Serializers

/// What an application does: registers a schema, writes typed records, reads them back, and deletes what it made.
///
///     HERALD_BROKERS=127.0.0.1:9092 HERALD_SERVER=http://127.0.0.1:8081 RoundTrip
@main
struct RoundTrip {
    struct Order: Codable, Hashable, Sendable {
        var id: String
        var amount: Int64
        var placed: Date

        static let schema = """
            {"type":"record","name":"Order","namespace":"outside","fields":[
             {"name":"id","type":"string"},{"name":"amount","type":"long"},
             {"name":"placed","type":{"type":"long","logicalType":"timestamp-millis"}}]}
            """
    }

    struct Mismatch: Error, CustomStringConvertible {
        var description: String
    }

    /// A type that `herald schema codegen swift` made, with nobody between: bytes out, bytes in, and bytes of an older schema.
    static func roundTripGenerated() throws {
        let payment = Payment(order: "o-1", cents: 1250, method: .transfer, parts: [1000, 250])
        let bytes = try payment.encoded()
        guard try GeneratedTypeDecoder<Payment>().decode(bytes) == payment else {
            throw Mismatch(description: "the generated type read another payment than it wrote")
        }
        let older = try AvroSchema(
            parsing: """
                {"type":"record","name":"Payment","fields":[
                 {"name":"cents","type":"int"},{"name":"order","type":"string"},
                 {"name":"method","type":{"type":"enum","name":"Method","symbols":["TRANSFER","CHEQUE"]}}]}
                """)
        let cheque = try AvroValueEncoder(older).encode(["cents": 5, "order": "o-2", "method": "CHEQUE"])
        guard try GeneratedTypeDecoder<Payment>(writer: older).decode(cheque) == Payment(order: "o-2", cents: 5, method: .card) else {
            throw Mismatch(description: "the generated type read another payment than the older schema holds")
        }
    }

    static func main() async throws {
        try roundTripGenerated()
        let environment = ProcessInfo.processInfo.environment
        guard let brokers = environment["HERALD_BROKERS"], let server = environment["HERALD_SERVER"] else {
            throw Mismatch(description: "set HERALD_BROKERS and HERALD_SERVER")
        }
        let topic = "outside-\(UUID().uuidString.lowercased())"
        let cluster = ClientConfiguration(bootstrapServers: brokers, clientID: "outside")
        let admin = try AdminClient(cluster)
        try await admin.createTopic(NewTopic(topic, partitions: 2))

        let registry = RegistryClient(server)
        var options = SerializerOptions()
        options.registration = .ifCompatible
        let serializer = AvroSerializer<Order>(registry, writing: .given(SchemaText(Order.schema)), options: options)
        let orders = (0..<100).map {
            Order(id: "o-\($0)", amount: Int64($0), placed: Date(timeIntervalSince1970: 1_700_000_000 + Double($0)))
        }
        let producer = try Producer(ProducerConfiguration(cluster))
        for order in orders {
            try await producer.enqueue(order, key: Array(order.id.utf8), to: topic, with: serializer)
        }
        try await producer.close()

        let consumer = try Consumer(ConsumerConfiguration(cluster, group: topic))
        try await consumer.subscribe(to: [topic])
        var seen: Set<Order> = []
        for try await decoded in consumer.records.decoded(with: AvroDeserializer<Order>(registry)) {
            guard case .value(let order, _) = decoded else { throw Mismatch(description: "unexpected \(decoded)") }
            seen.insert(order)
            if seen.count == orders.count { break }
        }
        try await consumer.commit()
        try await consumer.close()
        guard seen == Set(orders) else { throw Mismatch(description: "read other records than were written") }

        let committed = try await admin.committedOffsets(of: topic)
        guard committed.values.reduce(0, +) == 100 else { throw Mismatch(description: "committed \(committed)") }
        try await admin.deleteTopics([topic])
        try await admin.close()
        print("round trip: \(seen.count) records")
    }
}
