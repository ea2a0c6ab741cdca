@testable import Avro
import Testing

/// Types of this target's schemas, against the generic codec on the same bytes.
@Suite struct `Generated types` {
    /// The value's bytes once more: what a map's order did to the bytes is undone by reading.
    private func check<Value: GeneratedAvroType & Hashable>(_ type: Value.Type, seeds: Range<UInt64>) throws {
        let schema = Value.avroSchema
        let sample = AvroSample(schema, style: .extreme), encoder = AvroValueEncoder(schema)
        let decoder = try GeneratedTypeDecoder<Value>()
        for seed in seeds {
            var random = SampleRandom(seed: seed)
            let tree = try #require(sample.value(using: &random))
            let bytes = try encoder.encode(tree)
            let value = try decoder.decode(bytes)
            #expect(try decoder.decode(value.encoded()) == value, "seed \(seed)")
            let again = try GenericDatum(value.encoded(), plan: decoder.plan)
            #expect(Self.sorted(again.root.tree) == Self.sorted(tree), "seed \(seed)")
            #expect(try value.encoded(after: [1, 2]).prefix(2) == [1, 2])
        }
    }

    private static func sorted(_ value: AvroValue) -> AvroValue {
        switch value {
        case .array(let items): .array(items.map(sorted))
        case .map(let entries): .map(entries.map { .init($0.name, sorted($0.value)) }.sorted { $0.name < $1.name })
        case .record(let name, let fields): .record(name: name, fields: fields.map { .init($0.name, sorted($0.value)) })
        case .union(let branch, let inner): .union(branch: branch, sorted(inner))
        default: value
        }
    }

    @Test func `hold what the generic codec reads`() throws {
        try check(Order.self, seeds: 1..<200)
        try check(Tree.self, seeds: 1..<200)
        try check(Class.self, seeds: 1..<200)
    }

    @Test func `begin with the defaults of their schema`() {
        let order = Order(
            id: 1, number: 2, customer: "c", total: 3, address: Address(street: "s"), lines: [],
            digest: Digest([1, 2, 3, 4])!, tax: [], placedAt: 0)
        #expect(order.weight == 1.5 && !order.paid && order.state == .new && order.note == nil && order.coupon == "none")
        #expect(order.address.zipCode == 8000 && order.tags == [:] && order.payment == nil)
        #expect(Tree(value: 1).either == .string("leaf") && Digest([1]) == nil)
    }

    /// Writers' schemas that differ from the order's in every way resolution knows.
    static let writers = [
        // Another order of fields, one more of each kind to step over, promotions, symbols in another order.
        #"""
        {"type":"record","name":"Order","namespace":"shop","fields":[
          {"name":"gone","type":["null",{"type":"record","name":"Gone","fields":[{"name":"a","type":"string"},{"name":"b","type":"int"},
            {"name":"deep","type":["null","Gone"]}]}]},
          {"name":"goneToo","type":{"type":"map","values":{"type":"array","items":["null","double"]}}},
          {"name":"placed_at","type":"int"},{"name":"tax","type":"string"},
          {"name":"digest","type":{"type":"fixed","name":"Digest","size":4}},
          {"name":"maybe","type":["null","double"]},{"name":"eight","type":"double"},
          {"name":"tags","type":{"type":"map","values":["string"]}},
          {"name":"lines","type":{"type":"array","items":{"type":"record","name":"Line","fields":[
            {"name":"price","type":"float"},{"name":"sku","type":"string"},{"name":"quantity","type":["int"]}]}}},
          {"name":"address","type":{"type":"record","name":"Address","fields":[{"name":"street","type":["string"]}]}},
          {"name":"note","type":"string"},
          {"name":"state","type":{"type":"enum","name":"State","symbols":["DONE","NEW"]}},
          {"name":"total","type":"long"},{"name":"customer","type":"string"},{"name":"number","type":"int"},
          {"name":"id","type":["int","long"]},
          {"name":"payment","type":[{"type":"record","name":"Invoice","fields":[]},"null"]}]}
        """#,
        // As little as will do.
        #"""
        {"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"},{"name":"number","type":"int"},
          {"name":"customer","type":"string"},{"name":"total","type":"float"},
          {"name":"address","type":{"type":"record","name":"Address","fields":[{"name":"street","type":"string"}]}},
          {"name":"lines","type":{"type":"array","items":{"type":"record","name":"Line","fields":[
            {"name":"sku","type":"string"},{"name":"quantity","type":"int"},{"name":"price","type":"double"}]}}},
          {"name":"digest","type":{"type":"fixed","name":"Digest","size":4}},{"name":"tax","type":"bytes"},
          {"name":"placed_at","type":"long"}]}
        """#,
    ]

    @Test(arguments: writers.indices) func `resolve as the generic decoder does`(_ index: Int) throws {
        let writer = try AvroSchema(parsing: Self.writers[index])
        let sample = AvroSample(writer, style: .extreme), encoder = AvroValueEncoder(writer)
        let decoder = try GeneratedTypeDecoder<Order>(writer: writer), own = try GeneratedTypeDecoder<Order>()
        var agreed = 0
        for seed in UInt64(1)..<300 {
            var random = SampleRandom(seed: seed)
            let bytes = try encoder.encode(try #require(sample.value(using: &random)))
            // Bytes that are no text, or a null that is no string, are refused by both.
            guard let datum = try? GenericDatum(bytes, plan: decoder.plan) else {
                #expect(throws: AvroDecodingError.self, "seed \(seed)") { try decoder.decode(bytes) }
                continue
            }
            agreed += 1
            #expect(try decoder.decode(bytes) == own.decode(datum.encoded()), "seed \(seed)")
        }
        #expect(agreed > 10)
    }

    @Test func `write the schema they are asked to`() throws {
        let older = try AvroSchema(parsing: Self.writers[1])
        var order = Order(
            id: 1, number: 2, customer: "c", total: 3, address: Address(street: "s", zipCode: 1), lines: [],
            digest: Digest([1, 2, 3, 4])!, tax: [], placedAt: 0)
        #expect(throws: SchemaResolutionError.self) { try GeneratedTypeEncoder<Order>(older) }
        let wide = Self.writers[1].replacing(#""total","type":"float""#, with: #""total","type":"double""#)
        let encoder = try GeneratedTypeEncoder<Order>(AvroSchema(parsing: wide))
        let bytes = try encoder.encode(order, after: [9])
        order.address.zipCode = 8000
        #expect(try GeneratedTypeDecoder<Order>(writer: AvroSchema(parsing: wide)).decode(bytes, from: 1) == order)
    }
}
