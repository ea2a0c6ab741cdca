@testable import Avro
import Testing

@Suite struct `Generic data` {
    private func order() throws -> GenericDatum {
        let schema = try schema(OrderFixture.schemaText)
        return try GenericDatum(AvroValueEncoder(schema).encode(OrderFixture.value), plan: SchemaResolution.plan(for: schema))
    }

    @Test func `fields are read by name, each with the accessor of its kind`() throws {
        let record = try #require(try order().record)
        #expect(record.name == "com.acme.Order")
        #expect(record["id"]?.int64 == 7_000_000_000)
        #expect(record["id"]?.int32 == nil)
        #expect(record["number"]?.int32 == -3)
        #expect(record["customer"]?.string == "Zoë")
        #expect(record["customer"]?.int64 == nil)
        #expect(record["total"]?.double == 12.5)
        #expect(record["paid"]?.bool == true)
        #expect(record["state"]?.symbol == "SHIPPED")
        #expect(record["note"]?.string == "call first")
        #expect(record["note"]?.unionBranch == 1)
        #expect(record["address"]?.record?["zip"]?.int32 == 8000)
        #expect(record["lines"]?.array?.count == 2)
        #expect(record["lines"]?.array?[1].record?["sku"]?.string == "B2")
        #expect(record["tags"]?.map?["b"]?.string == "y")
        #expect(record["tags"]?.map?["c"] == nil)
        #expect(record["digest"]?.bytes == [1, 2, 3, 4])
        #expect(record["raw"]?.bytes == [0xff, 0x00])
        #expect(record["nothing"] == nil)
        #expect(record.map(\.name).first == "id")
        #expect(record.count == 12)
    }

    @Test func `a datum that is used again forgets the earlier one, and spares values that are still held`() throws {
        let schema = try schema(#"{"type":"array","items":"string"}"#)
        let plan = try SchemaResolution.plan(for: schema)
        let encoder = AvroValueEncoder(schema)
        var datum = try GenericDatum(encoder.encode(["a", "b"]), plan: plan)
        let held = datum.root
        try datum.decode(encoder.encode(["c"]), plan: plan)
        #expect(datum.root.array?.map(\.string) == ["c"])
        #expect(held.array?.map(\.string) == ["a", "b"])
        #expect(throws: AvroDecodingError.self) { try datum.decode([2], plan: plan) }
        #expect(datum.root.isNull)
        try datum.decode(encoder.encode(["d"]), plan: plan)
        #expect(datum.root.array?.map(\.string) == ["d"])
    }

    @Test func `a datum behind a prefix is read from its offset`() throws {
        let schema = try schema(#""string""#)
        let bytes = try AvroValueEncoder(schema).encode("x", after: [0, 0, 0, 0, 9])
        let plan = try SchemaResolution.plan(for: schema)
        #expect(try GenericDatum(bytes, from: 5, plan: plan).root.string == "x")
        #expect(throws: AvroDecodingError.self) { try GenericDatum(bytes, from: 8, plan: plan) }
        #expect(throws: AvroDecodingError.self) { try GenericDatum(bytes, from: -1, plan: plan) }
        #expect(try GenericDatum(prefixOf: bytes + [1, 2], from: 5, plan: plan).endOffset == 7)
    }

    struct Refusal {
        var schema: String
        var value: AvroValue
        var says: String
    }

    static let refusals = [
        Refusal(schema: #""long""#, value: "12", says: #"long wants long, got string "12""#),
        Refusal(schema: #""int""#, value: .long(1 << 40), says: "int wants int, got long 1099511627776"),
        Refusal(
            schema: OrderFixture.schemaText, value: ["id": 1],
            says: "field Order.number wants int and has no default, got nothing (schema com.acme.Order)"),
        Refusal(
            schema: #"{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}"#, value: ["a": 1, "b": 2],
            says: #"R wants only fields of record R (a), got field "b""#),
        Refusal(
            schema: #"{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"array","items":"int"}}]}"#,
            value: ["a": [1, "x"]], says: #"field R.a[1] wants int, got string "x""#),
        Refusal(
            schema: #"{"type":"enum","name":"E","symbols":["A","B"]}"#, value: "C",
            says: #"E wants a symbol of enum E (A, B), got "C""#),
        Refusal(schema: #"{"type":"fixed","name":"F","size":2}"#, value: .fixed([1]), says: "2 bytes of fixed F, got 1 bytes"),
        Refusal(schema: #"["null","int"]"#, value: "x", says: #"union wants one of null, int, got string "x""#),
        Refusal(
            schema: #"[{"type":"record","name":"A","fields":[]},{"type":"record","name":"B","fields":[]}]"#, value: [:],
            says: "to know the branch of its union, as A, B all fit"),
    ]

    @Test(arguments: refusals.indices) func `a value that does not fit is refused by field`(_ index: Int) throws {
        let row = Self.refusals[index]
        let encoder = AvroValueEncoder(try schema(row.schema))
        let error = encodingError { _ = try encoder.encode(row.value) }
        let text = try #require(error).description
        #expect(text.contains(row.says), "\(text)")
    }

    @Test func `a field left out takes its default`() throws {
        let text = #"""
            {"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"string",
            "default":"x"}]}
            """#
        let bytes = try AvroValueEncoder(schema(text)).encode(["a": 1])
        #expect(bytes == [2, 2, UInt8(ascii: "x")])
    }

    struct Inference {
        var union: String
        var value: AvroValue
        var branch: String
    }

    static let inferences = [
        Inference(union: #"["null","int","long"]"#, value: .long(5), branch: "long"),
        Inference(union: #"["null","int"]"#, value: .long(5), branch: "int"),
        Inference(union: #"["int","double"]"#, value: .double(0.5), branch: "double"),
        Inference(union: #"["null","double"]"#, value: .long(5), branch: "double"),
        Inference(union: #"["string",{"type":"enum","name":"E","symbols":["A"]}]"#, value: "A", branch: "string"),
        Inference(union: #"["null",{"type":"enum","name":"E","symbols":["A"]}]"#, value: "A", branch: "E"),
        Inference(union: #"["null",{"type":"map","values":"int"}]"#, value: ["k": 1], branch: "map"),
        Inference(
            union: #"""
                [{"type":"record","name":"A","fields":[{"name":"x","type":"int"}]},{"type":"record",
                "name":"n.B","fields":[{"name":"y","type":"int"}]}]
                """#,
            value: ["y": 1], branch: "n.B"),
    ]

    @Test(arguments: inferences.indices) func `the branch of a union is inferred from the value`(_ index: Int) throws {
        let row = Self.inferences[index]
        let schema = try schema(row.union)
        let bytes = try AvroValueEncoder(schema).encode(row.value)
        let tree = try GenericDatum(bytes, plan: SchemaResolution.plan(for: schema)).root.tree
        guard case .union(let branch, _) = tree else { Issue.record("no union: \(tree)"); return }
        #expect(branch == row.branch)
    }
}
