import Avro
import Foundation
import RegistryClient
import RegistryModel
import Serializers
import Testing

struct Order: Codable, Hashable, Sendable {
    var id: String
    var amount: Int64

    static let schema = """
        {"type":"record","name":"Order","namespace":"com.acme","fields":[
         {"name":"id","type":"string"},{"name":"amount","type":"long"}]}
        """
}

/// The same record a year later.
struct OrderV2: Codable, Hashable, Sendable {
    var id: String
    var amount: Int64
    var currency: String?

    static let schema = """
        {"type":"record","name":"Order","namespace":"com.acme","fields":[
         {"name":"id","type":"string"},{"name":"amount","type":"long"},
         {"name":"currency","type":["null","string"],"default":null}]}
        """
}

@Suite struct `An Avro serializer` {
    @Test func `puts the schema's id in front, big-endian`() async throws {
        let registry = StubRegistry()
        registry.add("\"string\"", under: "other-value")
        registry.add(Order.schema, under: "orders-value")
        let serializer = AvroSerializer<Order>(registry, writing: .given(SchemaText(Order.schema)))
        let bytes = try await serializer.serialize(Order(id: "o-1", amount: 150), topic: "orders")
        // id 2; then "o-1" (length 3) and 150, both as zigzag varints
        #expect(bytes == [0, 0, 0, 0, 2, 6, 0x6f, 0x2d, 0x31, 0xac, 0x02])
        #expect(try await serializer.serialize(nil, topic: "orders") == nil)
    }

    @Test func `asks the registry once per topic`() async throws {
        let registry = StubRegistry()
        registry.add(Order.schema, under: "orders-value")
        let serializer = AvroSerializer<Order>(registry, writing: .given(SchemaText(Order.schema)))
        let deserializer = AvroDeserializer<Order>(registry)
        for amount in 0..<10 {
            let order = Order(id: "x", amount: Int64(amount))
            let bytes = try await serializer.serialize(order, topic: "orders")
            #expect(try await deserializer.deserialize(bytes, topic: "orders") == order)
        }
        #expect(registry.calls == ["look up under orders-value", "schema 1"])
    }

    @Test func `refuses an unregistered schema and says which command registers it`() async throws {
        let registry = StubRegistry()
        let serializer = AvroSerializer<Order>(registry, writing: .given(SchemaText(Order.schema)))
        let error = await #expect(throws: SerializationError.self) {
            try await serializer.serialize(Order(id: "o", amount: 1), topic: "orders")
        }
        #expect(error?.code == .unregistered)
        #expect(
            error?.description
                == "Could not write a value of topic orders: its schema is not registered (subject orders-value). "
                + "Register it: herald schema register Order.avsc --subject orders-value")
        #expect(registry.calls == ["look up under orders-value"])
    }

    @Test func `registers when told to, after a check when told to check`() async throws {
        struct Case {
            let policy: RegistrationPolicy
            let calls: [String]
        }
        let cases = [
            Case(policy: .always, calls: ["look up under orders-value", "register under orders-value"]),
            Case(
                policy: .ifCompatible,
                calls: ["look up under orders-value", "check against orders-value", "register under orders-value"]),
        ]
        for test in cases {
            let registry = StubRegistry()
            var options = SerializerOptions()
            options.registration = test.policy
            let serializer = AvroSerializer<Order>(registry, writing: .given(SchemaText(Order.schema)), options: options)
            let bytes = try await serializer.serialize(Order(id: "", amount: 0), topic: "orders")
            #expect(bytes == [0, 0, 0, 0, 1, 0, 0])
            #expect(registry.calls == test.calls)
        }
    }

    @Test func `passes on why a schema does not fit`() async throws {
        for policy in [RegistrationPolicy.ifCompatible, .always] {
            let registry = StubRegistry()
            registry.refuseEverything()
            var options = SerializerOptions()
            options.registration = policy
            let serializer = AvroSerializer<Order>(registry, writing: .given(SchemaText(Order.schema)), options: options)
            let error = await #expect(throws: SerializationError.self) {
                try await serializer.serialize(Order(id: "", amount: 0), topic: "orders")
            }
            #expect(error?.code == .incompatible)
            #expect(error?.subject == Subject("orders-value"))
        }
    }

    @Test func `finds its subject by topic, by record, or by both`() async throws {
        struct Case {
            let strategy: SubjectNameStrategy
            let side: SubjectNameStrategy.Side
            let subject: String
        }
        let cases = [
            Case(strategy: .topic, side: .value, subject: "t-value"), Case(strategy: .topic, side: .key, subject: "t-key"),
            Case(strategy: .record, side: .value, subject: "com.acme.Order"),
            Case(strategy: .topicRecord, side: .value, subject: "t-com.acme.Order"),
        ]
        for test in cases {
            let registry = StubRegistry()
            registry.add(Order.schema, under: test.subject)
            var options = SerializerOptions()
            (options.strategy, options.side) = (test.strategy, test.side)
            let serializer = AvroSerializer<Order>(registry, writing: .given(SchemaText(Order.schema)), options: options)
            #expect(try await serializer.serialize(Order(id: "", amount: 0), topic: "t")?.count == 7, "\(test.subject)")
        }
    }

    @Test func `needs a name for strategies that use it`() async throws {
        var options = SerializerOptions()
        options.strategy = .record
        let serializer = AvroSerializer<String>(StubRegistry(), writing: .given(SchemaText("\"string\"")), options: options)
        let error = await #expect(throws: SerializationError.self) { try await serializer.serialize("x", topic: "t") }
        #expect(error?.code == .unnamedRecord)
    }

    @Test func `writes with the latest version, or with a given one`() async throws {
        let registry = StubRegistry()
        registry.add(Order.schema, under: "orders-value")
        registry.add(OrderV2.schema, under: "orders-value")
        let order = OrderV2(id: "a", amount: 1, currency: "EUR")
        let latest = AvroSerializer<OrderV2>(registry, writing: .latest)
        #expect(try await latest.serialize(order, topic: "orders")?.prefix(5) == [0, 0, 0, 0, 2])
        let first = AvroSerializer<Order>(registry, writing: .version(.first))
        #expect(try await first.serialize(Order(id: "a", amount: 1), topic: "orders")?.prefix(5) == [0, 0, 0, 0, 1])
        let missing = await #expect(throws: SerializationError.self) { try await latest.serialize(order, topic: "empty") }
        #expect(missing?.code == .unknownSchema)
        #expect(missing?.advice?.contains("herald schema register schema.avsc --subject empty-value") == true)
    }

    @Test func `names topic, field and schema of a value that does not fit`() async throws {
        let registry = StubRegistry()
        registry.add(Order.schema, under: "orders-value")
        let serializer = AvroValueSerializer(registry, writing: .latest)
        let error = await #expect(throws: SerializationError.self) {
            try await serializer.serialize(["id": "o-1", "amount": "twelve"], topic: "orders")
        }
        let text = error?.description ?? ""
        for part in ["value of topic orders", "amount", "long", "twelve", "subject orders-value", "version 1", "schema id 1"] {
            #expect(text.contains(part), "\(part) in: \(text)")
        }
        let good = try await serializer.serialize(["id": "", "amount": 0], topic: "orders")
        #expect(good == [0, 0, 0, 0, 1, 0, 0])
    }
}

@Suite struct `An Avro deserializer` {
    @Test func `reads old and new data into one type`() async throws {
        let registry = StubRegistry()
        registry.add(Order.schema, under: "orders-value")
        registry.add(OrderV2.schema, under: "orders-value")
        let old = try await AvroSerializer<Order>(registry, writing: .given(SchemaText(Order.schema)))
            .serialize(Order(id: "old", amount: 1), topic: "orders")
        let new = try await AvroSerializer<OrderV2>(registry, writing: .given(SchemaText(OrderV2.schema)))
            .serialize(OrderV2(id: "new", amount: 2, currency: "EUR"), topic: "orders")

        let reader = AvroDeserializer<OrderV2>(registry, reading: SchemaText(OrderV2.schema))
        #expect(try await reader.deserialize(old, topic: "orders") == OrderV2(id: "old", amount: 1, currency: nil))
        #expect(try await reader.deserialize(new, topic: "orders") == OrderV2(id: "new", amount: 2, currency: "EUR"))
        #expect(try await reader.deserialize(nil, topic: "orders") == nil)

        let oldReader = AvroDeserializer<Order>(registry, reading: SchemaText(Order.schema))
        #expect(try await oldReader.deserialize(new, topic: "orders") == Order(id: "new", amount: 2))
    }

    @Test func `reads without a type`() async throws {
        let registry = StubRegistry()
        registry.add(Order.schema, under: "orders-value")
        let bytes: [UInt8] = [0, 0, 0, 0, 1, 2, 0x61, 4]
        let reader = AvroGenericDeserializer(registry)
        let datum = try await reader.deserialize(bytes, topic: "orders")
        #expect(datum?.record?.name == "com.acme.Order")
        #expect(datum?.record?["id"]?.string == "a")
        #expect(datum?.record?["amount"]?.int64 == 2)
        #expect(try reader.schemaID(of: bytes, topic: "orders") == SchemaID(1))
    }

    @Test func `follows references`() async throws {
        let registry = StubRegistry()
        registry.add(#"{"type":"enum","name":"Unit","symbols":["EUR","USD"]}"#, under: "unit")
        registry.add(
            #"{"type":"record","name":"Money","fields":[{"name":"unit","type":"Unit"},{"name":"cents","type":"long"}]}"#,
            under: "money", references: [SchemaReference(name: "Unit", subject: Subject("unit"), version: .first)])
        registry.add(
            #"{"type":"record","name":"Price","fields":[{"name":"net","type":"Money"}]}"#, under: "prices-value",
            references: [SchemaReference(name: "Money", subject: Subject("money"), version: .first)])
        let serializer = AvroValueSerializer(registry, writing: .latest)
        let bytes = try await serializer.serialize(["net": ["unit": "USD", "cents": 100]], topic: "prices")
        let datum = try await AvroGenericDeserializer(registry).deserialize(bytes, topic: "prices")
        #expect(datum?.record?["net"]?.record?["unit"]?.symbol == "USD")
    }

    @Test func `says what is wrong with bytes it cannot read`() async throws {
        struct Case {
            let bytes: [UInt8]
            let code: SerializationError.Code
            let part: String
        }
        let cases = [
            Case(bytes: [], code: .notFramed, part: "needs 1 bytes"),
            Case(bytes: Array("{}".utf8), code: .notFramed, part: "begins with the byte 123"),
            Case(bytes: [0, 0, 0], code: .notFramed, part: "needs 4 bytes, 2 are left"),
            Case(bytes: [0, 0, 0, 0, 99], code: .unknownSchema, part: "schema id 99"),
            Case(bytes: [0, 0, 0, 0, 1, 200], code: .decoding, part: "id"),
            Case(bytes: [0, 0, 0, 0, 1, 0, 0, 0], code: .decoding, part: "schema id 1"),
            Case(bytes: [0, 0, 0, 0, 2, 0], code: .unresolvable, part: "schema id 2"),
        ]
        let registry = StubRegistry()
        registry.add(Order.schema, under: "orders-value")
        registry.add(#"{"type":"record","name":"Other","fields":[{"name":"x","type":"null"}]}"#, under: "other-value")
        let reader = AvroDeserializer<Order>(registry, reading: SchemaText(Order.schema))
        for test in cases {
            let error = await #expect(throws: SerializationError.self) {
                try await reader.deserialize(test.bytes, topic: "orders")
            }
            #expect(error?.code == test.code, "\(test.bytes)")
            #expect(error?.description.contains(test.part) == true, "\(test.part) in: \(error?.description ?? "")")
        }
    }
}

@Suite struct `Foundation types in Avro` {
    struct Payment: Codable, Equatable {
        var at: Date
        var day: Date
        var id: UUID
        var key: UUID
        var amount: Decimal
        var fee: Decimal?
        var raw: Data
    }

    static let schema = """
        {"type":"record","name":"Payment","fields":[
         {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},
         {"name":"day","type":{"type":"int","logicalType":"date"}},
         {"name":"id","type":{"type":"string","logicalType":"uuid"}},
         {"name":"key","type":{"type":"fixed","name":"Key","size":16,"logicalType":"uuid"}},
         {"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":20,"scale":2}},
         {"name":"fee","type":["null",{"type":"fixed","name":"Fee","size":8,"logicalType":"decimal","precision":9,"scale":3}]},
         {"name":"raw","type":"bytes"}]}
        """

    @Test func `are read back as they were written`() async throws {
        let registry = StubRegistry()
        registry.add(Self.schema, under: "payments-value")
        let serializer = AvroSerializer<Payment>(registry, writing: .latest)
        let deserializer = AvroDeserializer<Payment>(registry)
        let id = UUID()
        let amounts: [(String, String?)] = [
            ("12.50", "-0.125"), ("-99999999999999999.99", nil), ("0", "0"), ("-1", "127.999"),
        ]
        for (amount, fee) in amounts {
            let payment = Payment(
                at: Date(timeIntervalSince1970: 1_700_000_000.123456), day: Date(timeIntervalSince1970: -86_400), id: id, key: id,
                amount: try #require(Decimal(string: amount)), fee: fee.flatMap { Decimal(string: $0) }, raw: Data([0, 255]))
            let bytes = try await serializer.serialize(payment, topic: "payments")
            let back = try #require(try await deserializer.deserialize(bytes, topic: "payments"))
            #expect(abs(back.at.timeIntervalSince(payment.at)) < 1e-6)
            #expect(back.day == payment.day)
            #expect(back.id == id)
            #expect(back.key == id)
            #expect(back.amount == payment.amount)
            #expect(back.fee == payment.fee)
            #expect(back.raw == payment.raw)
        }
    }

    @Test func `write decimals as the specification's two's complement`() async throws {
        struct Case {
            let text: String
            /// Length and bytes.
            let bytes: [UInt8]
        }
        let cases = [
            Case(text: "0", bytes: [2, 0]), Case(text: "1.27", bytes: [2, 0x7f]), Case(text: "1.28", bytes: [4, 0, 0x80]),
            Case(text: "-1.28", bytes: [2, 0x80]), Case(text: "-1.29", bytes: [4, 0xff, 0x7f]),
            Case(text: "-0.01", bytes: [2, 0xff]),
            Case(text: "2.560", bytes: [4, 1, 0]),
        ]
        let registry = StubRegistry()
        registry.add(#"{"type":"bytes","logicalType":"decimal","precision":6,"scale":2}"#, under: "d-value")
        let serializer = AvroSerializer<Decimal>(registry, writing: .latest)
        for test in cases {
            let value = try #require(Decimal(string: test.text))
            let bytes = try await serializer.serialize(value, topic: "d")
            #expect(bytes?.dropFirst(5) == test.bytes[...], "\(test.text)")
        }
        for text in ["0.001", "12345.67"] {
            let value = try #require(Decimal(string: text))
            await #expect(throws: SerializationError.self, "\(text)") { try await serializer.serialize(value, topic: "d") }
        }
    }
}
