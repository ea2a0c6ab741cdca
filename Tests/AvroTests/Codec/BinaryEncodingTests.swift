@testable import Avro
import Bytes
import Testing

@Suite struct `Binary encoding` {
    struct Case {
        var schema: String
        var value: AvroValue
        var bytes: String
    }

    /// The specification's own examples, and the edges around them.
    static let cases = [
        Case(schema: #""null""#, value: .null, bytes: ""),
        Case(schema: #""boolean""#, value: true, bytes: "01"),
        Case(schema: #""boolean""#, value: false, bytes: "00"),
        Case(schema: #""int""#, value: .int(0), bytes: "00"),
        Case(schema: #""int""#, value: .int(-1), bytes: "01"),
        Case(schema: #""int""#, value: .int(1), bytes: "02"),
        Case(schema: #""int""#, value: .int(-64), bytes: "7f"),
        Case(schema: #""int""#, value: .int(64), bytes: "8001"),
        Case(schema: #""int""#, value: .int(.max), bytes: "feffffff0f"),
        Case(schema: #""int""#, value: .int(.min), bytes: "ffffffff0f"),
        Case(schema: #""long""#, value: .long(8193), bytes: "828001"),
        Case(schema: #""long""#, value: .long(.max), bytes: "feffffffffffffffff01"),
        Case(schema: #""long""#, value: .long(.min), bytes: "ffffffffffffffffff01"),
        Case(schema: #""float""#, value: .float(1.5), bytes: "0000c03f"),
        Case(schema: #""double""#, value: .double(-2), bytes: "00000000000000c0"),
        Case(schema: #""string""#, value: .string("foo"), bytes: "06666f6f"),
        Case(schema: #""string""#, value: .string("é"), bytes: "04c3a9"),
        Case(schema: #""bytes""#, value: .bytes([0, 255]), bytes: "0400ff"),
        Case(
            schema: #"""
                {"type":"record","name":"test","fields":[{"name":"a","type":"long"},{"name":"b",
                "type":"string"}]}
                """#,
            value: .record(name: "test", fields: [.init("a", .long(27)), .init("b", .string("foo"))]), bytes: "3606666f6f"),
        Case(
            schema: #"{"type":"enum","name":"Foo","symbols":["A","B","C","D"]}"#, value: .enumeration("D"), bytes: "06"),
        Case(schema: #"{"type":"array","items":"long"}"#, value: .array([.long(3), .long(27)]), bytes: "04063600"),
        Case(schema: #"{"type":"array","items":"long"}"#, value: .array([]), bytes: "00"),
        Case(
            schema: #"{"type":"map","values":"int"}"#, value: .map([.init("a", .int(1))]), bytes: "0202610200"),
        Case(schema: #"["null","string"]"#, value: .union(branch: "null", .null), bytes: "00"),
        Case(schema: #"["null","string"]"#, value: .union(branch: "string", "a"), bytes: "020261"),
        Case(schema: #"{"type":"fixed","name":"F","size":2}"#, value: .fixed([9, 8]), bytes: "0908"),
    ]

    @Test(arguments: cases.indices) func `values have the specification's bytes, both ways`(_ index: Int) throws {
        let row = Self.cases[index]
        let schema = try schema(row.schema)
        let bytes = try AvroValueEncoder(schema).encode(row.value)
        #expect(HexDump.compact(bytes) == row.bytes)
        let datum = try GenericDatum(bytes, plan: SchemaResolution.plan(for: schema))
        #expect(datum.root.tree == row.value)
        #expect(datum.encoded() == bytes)
    }

    struct Refusal {
        var schema: String
        var bytes: String
        var says: String
    }

    static let refusals = [
        Refusal(schema: #""boolean""#, bytes: "02", says: "expected boolean, 0 or 1, found byte 2"),
        Refusal(schema: #""int""#, bytes: "feffffff1f", says: "expected int of 32 bits"),
        Refusal(schema: #""long""#, bytes: "ffffffffffffffffff02", says: "more than 64 bits"),
        Refusal(schema: #""long""#, bytes: "ffffffffffffffffffff01", says: "more than 64 bits"),
        Refusal(schema: #""long""#, bytes: "80", says: "1 bytes"),
        Refusal(schema: #""string""#, bytes: "0aff", says: "5 bytes, as its length says, found 1 bytes left"),
        Refusal(schema: #""string""#, bytes: "01", says: "expected length, found -1"),
        Refusal(schema: #""string""#, bytes: "ffffffffffffffffff01", says: "expected length"),
        Refusal(schema: #""string""#, bytes: "02ff", says: "UTF-8"),
        Refusal(schema: #""string""#, bytes: "06eda080", says: "UTF-8"),
        Refusal(schema: #"["null","int"]"#, bytes: "04", says: "branch index below 2, found 2"),
        Refusal(schema: #"["null","int"]"#, bytes: "01", says: "branch index below 2, found -1"),
        Refusal(schema: #"{"type":"enum","name":"E","symbols":["A"]}"#, bytes: "02", says: "symbol index below 1, found 1"),
        Refusal(schema: #"{"type":"fixed","name":"F","size":4}"#, bytes: "010203", says: "fixed of 4 bytes, found 3 bytes left"),
        Refusal(schema: #""double""#, bytes: "01020304", says: "double of 8 bytes, found 4 bytes left"),
        Refusal(schema: #""int""#, bytes: "0202", says: "expected the end of the datum, found 1 more bytes"),
    ]

    @Test(arguments: refusals.indices) func `bytes that are no datum are refused with a reason`(_ index: Int) throws {
        let row = Self.refusals[index]
        let plan = try SchemaResolution.plan(for: schema(row.schema))
        let error = decodingError { _ = try GenericDatum(hex(row.bytes), plan: plan) }
        let text = try #require(error).description
        #expect(text.contains(row.says), "\(text)")
    }

    @Test func `an error names the field, the schema and the byte`() throws {
        let schema = try schema(OrderFixture.schemaText)
        var bytes = try AvroValueEncoder(schema).encode(OrderFixture.value)
        // The second line's SKU is the last "B2" in the datum.
        let place = try #require(bytes.indices.last { bytes[$0...].starts(with: [UInt8(ascii: "B"), UInt8(ascii: "2")]) })
        bytes[place] = 0xff
        let error = try #require(decodingError { _ = try GenericDatum(bytes, plan: SchemaResolution.plan(for: schema)) })
        #expect(error.path.description == "Order.lines[1].sku")
        #expect(error.schema == "com.acme.Order")
        #expect(error.position == place)
        #expect(error.code == .malformed)
    }

    @Test func `blocks may come in any number, with and without their size in bytes`() throws {
        let schema = try schema(#"{"type":"array","items":"string"}"#)
        let plan = try SchemaResolution.plan(for: schema)
        let inOne = try GenericDatum(hex("0602610262026300"), plan: plan)
        // Two blocks, then one with count -1 and 2 bytes.
        let inThree = try GenericDatum(hex("020261020262 01 04 0263 00"), plan: plan)
        #expect(inThree.root.tree == inOne.root.tree)
        let wrongSize = decodingError { _ = try GenericDatum(hex("01 06 0263 00 00"), plan: plan) }
        #expect(wrongSize?.description.contains("block that ends at byte") == true)
    }

    @Test func `items of many small blocks stay together, with what they contain`() throws {
        let schema = try schema( #"""
            {"type":"array","items":{"type":"record","name":"R","fields":[{"name":"n","type":"int"}]}}
            """#)
        var encoder = BinaryEncoder()
        for number in 0..<Int32(1000) {
            encoder.writeBlock(count: 1)
            encoder.write(number)
        }
        encoder.writeBlock(count: 0)
        let datum = try GenericDatum(encoder.bytes(), plan: SchemaResolution.plan(for: schema))
        #expect(datum.root.array?.map { $0.record?["n"]?.int32 } == (0..<1000).map { Int32($0) })
    }

    @Test func `a long of any length is read and stepped over alike, in the middle of data and at its end`() throws {
        let written = try schema(
            #"{"type": "record", "name": "R", "fields": [{"name": "a", "type": "long"}, {"name": "b", "type": "long"}]}"#)
        let second = try schema(#"{"type": "record", "name": "R", "fields": [{"name": "b", "type": "long"}]}"#)
        let (whole, skipping) = (try SchemaResolution.plan(for: written), try SchemaResolution.plan(writer: written, reader: second))
        for shift in 0..<64 {
            for value in [Int64(1) << Int64(shift), 0 &- (Int64(1) << Int64(shift)), Int64.max >> Int64(shift), Int64.min >> Int64(shift)] {
                var encoder = BinaryEncoder()
                encoder.write(value)
                encoder.write(value)
                let bytes = encoder.bytes()
                let record = try #require(try GenericDatum(bytes, plan: whole).record)
                #expect(record["a"]?.int64 == value && record["b"]?.int64 == value)
                #expect(try GenericDatum(bytes, plan: skipping).record?["b"]?.int64 == value)
                for end in 0..<bytes.count {
                    #expect(throws: AvroDecodingError.self) { try GenericDatum(Array(bytes[..<end]), plan: whole) }
                    #expect(throws: AvroDecodingError.self) { try GenericDatum(Array(bytes[..<end]), plan: skipping) }
                }
            }
        }
    }

    @Test func `generated code reads and writes with the primitives alone`() throws {
        struct Point: Equatable {
            var name: String
            var values: [Double]
            var note: String?
        }
        let point = Point(name: "p", values: [1, 2.5], note: nil)
        var encoder = BinaryEncoder()
        encoder.write(point.name)
        encoder.writeBlock(count: point.values.count)
        for value in point.values { encoder.write(value) }
        encoder.writeBlock(count: 0)
        encoder.writeIndex(0)
        let bytes = encoder.bytes()
        let read = { (bytes: [UInt8]) throws(AvroDecodingError) -> Point in
            try BinaryDecoder.decode(bytes, from: 0) { (decoder) throws(AvroDecodingError) in
                var point = Point(name: try decoder.readString(), values: [], note: nil)
                while true {
                    let block = try decoder.readBlock(minItemBytes: 8)
                    if block.count == 0 { break }
                    for _ in 0..<block.count { point.values.append(try decoder.readDouble()) }
                    try decoder.finish(block)
                }
                if try decoder.readIndex(below: 2, of: "branch") == 1 { point.note = try decoder.readString() }
                return point
            }
        }
        #expect(try read(bytes) == point)
        #expect(throws: AvroDecodingError.self) { try read(bytes + [0]) }
        #expect(throws: AvroDecodingError.self) { try read(Array(bytes.dropLast())) }
    }
}
