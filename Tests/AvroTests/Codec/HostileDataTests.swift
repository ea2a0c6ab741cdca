@testable import Avro
import Bytes
import JSONText
import Testing

/// Bytes and schemas made to cost more than they are long. Each must end in an error, soon, in bounded memory.
@Suite struct `Hostile data` {
    struct Case {
        var name: String
        var schema: String
        var bytes: String
        var code: AvroDecodingError.Code
    }

    static let node = #"{"type":"record","name":"N","fields":[{"name":"next","type":["null","N"]}]}"#
    static let nulls = #"{"type":"array","items":"null"}"#
    static let empties = #"""
        {"type":"array","items":{"type":"record","name":"E","fields":[{"name":"a","type":"null"},{"name":"b",
        "type":{"type":"fixed","name":"Z","size":0}}]}}
        """#

    static let cases = [
        Case(name: "2^40 nulls", schema: nulls, bytes: "808080808080 01 00", code: .limit),
        Case(name: "2^40 empty records", schema: empties, bytes: "808080808080 01 00", code: .limit),
        Case(name: "the least count", schema: nulls, bytes: "ffffffffffffffffff01 00 00", code: .malformed),
        Case(name: "the greatest count", schema: nulls, bytes: "feffffffffffffffff01 00", code: .limit),
        Case(name: "2^40 strings", schema: #"{"type":"array","items":"string"}"#, bytes: "808080808080 01 00", code: .malformed),
        Case(name: "2^40 entries", schema: #"{"type":"map","values":"null"}"#, bytes: "808080808080 01 00", code: .malformed),
        Case(name: "a negative block size", schema: nulls, bytes: "01 01 00", code: .malformed),
        Case(name: "a block size beyond the end", schema: nulls, bytes: "01 64 00", code: .malformed),
        Case(name: "a string of 2^62 bytes", schema: #""string""#, bytes: "fefffffffffffffff701", code: .malformed),
        Case(name: "bytes of 1 GiB", schema: #""bytes""#, bytes: "8080808008 00", code: .malformed),
        Case(
            name: "more items than a sized block holds", schema: #"{"type":"array","items":"long"}"#,
            bytes: "13 04 02020202020202020202 00",
            code: .malformed),
    ]

    @Test(arguments: cases.indices) func `counts and lengths are judged before they are believed`(_ index: Int) throws {
        let row = Self.cases[index]
        let bytes = try hex(row.bytes)
        let error = decodingError { _ = try GenericDatum(bytes, plan: SchemaResolution.plan(for: schema(row.schema))) }
        #expect(error?.code == row.code, "\(row.name): \(String(describing: error))")
        // The same where the reader steps over the field.
        let writer = #"{"type":"record","name":"R","fields":[{"name":"gone","type":\#(row.schema)}]}"#
        let plan = try SchemaResolution.plan(writer: schema(writer), reader: schema(#"{"type":"record","name":"R","fields":[]}"#))
        let skipping = decodingError { _ = try GenericDatum(bytes, plan: plan) }
        #expect(skipping != nil, "\(row.name)")
    }

    @Test func `many blocks of nothing reach the limit of nothing`() throws {
        let blocks = (0..<200_001).map { $0 == 200_000 ? UInt8(0) : $0 % 2 == 0 ? 0xfe : 0x0f }
        let error = decodingError { _ = try GenericDatum(blocks, plan: SchemaResolution.plan(for: schema(Self.nulls))) }
        #expect(error?.code == .limit)
    }

    @Test func `nesting ends at its limit, read or stepped over`() throws {
        let deep = [UInt8](repeating: 2, count: 43_600) + [0]
        let error = decodingError { _ = try GenericDatum(deep, plan: SchemaResolution.plan(for: schema(Self.node))) }
        #expect(error?.code == .limit)
        let writer = #"{"type":"record","name":"R","fields":[{"name":"n","type":\#(Self.node)}]}"#
        let reader = #"{"type":"record","name":"R","fields":[]}"#
        let skipping = try SchemaResolution.plan(writer: schema(writer), reader: schema(reader))
        #expect(decodingError { _ = try GenericDatum(deep, plan: skipping) }?.code == .limit)
        let arrays = #"{"type":"record","name":"T","fields":[{"name":"kids","type":{"type":"array","items":"T"}}]}"#
        #expect(decodingError { _ = try GenericDatum(deep, plan: SchemaResolution.plan(for: schema(arrays))) }?.code == .limit)
        let deepest = [UInt8](repeating: 2, count: 255) + [0]
        #expect(try GenericDatum(deepest, plan: SchemaResolution.plan(for: schema(Self.node))).encoded() == deepest)
    }

    @Test func `a record that contains itself without end is an error, not a stack`() throws {
        let endless = AvroSchema(
            types: [
                AvroType(
                    kind: .record(
                        AvroRecord(
                            name: AvroName(namespace: nil, name: "R"), aliases: [], doc: nil,
                            fields: [
                                AvroField(
                                    name: "self", aliases: [], doc: nil, type: AvroSchema.TypeID(0), defaultValue: nil,
                                    order: .ascending, properties: .init(), place: nil)
                            ], isError: false)))
            ], root: AvroSchema.TypeID(0))
        #expect(decodingError { _ = try GenericDatum([], plan: SchemaResolution.plan(for: endless)) }?.code == .limit)
    }

    @Test func `few bytes cannot make many values`() throws {
        // Each item is one byte and a thousand nulls.
        let fields = (0..<1000).map { #"{"name":"f\#($0)","type":"null"}"# }.joined(separator: ",")
        let text = #"""
            {"type":"array","items":{"type":"record","name":"W","fields":[{"name":"n",
            "type":"int"},\#(fields)]}}
            """#
        var encoder = BinaryEncoder()
        encoder.writeBlock(count: 100_000)
        for _ in 0..<100_000 { encoder.write(Int32(0)) }
        encoder.writeBlock(count: 0)
        let limits = DecodingLimits(maxValues: 1_000_000)
        let plan = try SchemaResolution.plan(for: schema(text), limits: limits)
        #expect(decodingError { _ = try GenericDatum(encoder.bytes(), plan: plan) }?.code == .limit)
    }

    @Test func `a datum longer than its limit is not begun`() throws {
        let plan = try SchemaResolution.plan(for: schema(#""bytes""#), limits: DecodingLimits(maxBytes: 10))
        let bytes = try AvroValueEncoder(schema(#""bytes""#)).encode(.bytes([UInt8](repeating: 0, count: 10)))
        #expect(decodingError { _ = try GenericDatum(bytes, plan: plan) }?.code == .limit)
    }

    @Test func `a chain of types as long as a schema may have ends in a plan or an error`() throws {
        var text = #"[{"type":"record","name":"R0","fields":[]}"#
        for index in 1...2000 {
            text += #",{"type":"record","name":"R\#(index)","fields":[{"name":"f","type":"R\#(index - 1)"}]}"#
        }
        let chain = try schema(text + "]")
        let errors = SchemaResolution.errors(writer: chain, reader: chain)
        #expect(errors.allSatisfy { $0.code == .tooComplex })
    }
}
