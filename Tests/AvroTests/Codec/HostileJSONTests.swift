@testable import Avro
import JSONText
import Testing

/// JSON made to cost more than it is long, on its way to Avro. The limits are those of reading the datum that would be written.
@Suite struct `Hostile JSON for Avro` {
    /// What refuses the text: the reading of JSON, or the writing of the datum.
    enum Outcome: Equatable {
        case text(isLimit: Bool)
        case datum(AvroEncodingError.Code)
        case written(bytes: Int)
    }

    static func outcome(
        _ schemaText: String, _ json: String, _ limits: DecodingLimits = .standard, form: AvroJSON.Form = .specification
    ) throws -> Outcome {
        let encoder = AvroJSONEncoder(try schema(schemaText), form: form, limits: limits)
        do {
            return .written(bytes: try encoder.encode(JSONParser.parse(json, limits: encoder.textLimits)).count)
        } catch let error as JSONError {
            return .text(isLimit: error.isLimit)
        } catch let error as AvroEncodingError {
            #expect(!error.expected.isEmpty && !error.found.isEmpty)
            return .datum(error.code)
        }
    }

    static func list(_ item: String, _ count: Int) -> String { "[" + Array(repeating: item, count: count).joined(separator: ",") + "]" }

    static let ints = #"{"type":"array","items":"int"}"#

    @Test func `nesting ends at its limit, before the stack does`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: #"{"next":{"N":"#, count: depth - 1) + #"{"next":null}"# + String(repeating: "}}", count: depth - 1)
        }
        #expect(try Self.outcome(`Hostile data`.node, String(repeating: "[", count: 44_000)) == .text(isLimit: true))
        #expect(try Self.outcome(`Hostile data`.node, nested(5_000)) == .text(isLimit: true))
        #expect(try Self.outcome(`Hostile data`.node, nested(257)) == .datum(.limit))
        #expect(try Self.outcome(`Hostile data`.node, nested(256)) == .written(bytes: 256))
    }

    @Test func `a text that is cut anywhere is refused`() throws {
        let order = try schema(OrderFixture.schemaText)
        let bytes = try AvroValueEncoder(order).encode(OrderFixture.value)
        let datum = try GenericDatum(bytes, plan: SchemaResolution.plan(for: order))
        for form in [AvroJSON.Form.specification, .people] {
            let text = try AvroJSON.bytes(of: datum, form: form)
            for count in text.indices { #expect(throws: JSONError.self, "cut to \(count) bytes") { try JSONParser.parse(Array(text[..<count])) } }
        }
    }

    @Test func `items, values, bytes and memory end at their limits`() throws {
        let nulls = #"{"type":"array","items":"null"}"#
        #expect(try Self.outcome(nulls, Self.list("null", 64 << 10)) == .written(bytes: 4))
        #expect(try Self.outcome(nulls, Self.list("null", (64 << 10) + 1)) == .datum(.limit))
        #expect(try Self.outcome(Self.ints, Self.list("1", 10), DecodingLimits(maxItems: 10)) == .written(bytes: 12))
        #expect(try Self.outcome(Self.ints, Self.list("1", 11), DecodingLimits(maxItems: 10)) == .datum(.limit))
        #expect(try Self.outcome(#"{"type":"map","values":"int"}"#, #"{"a":1,"b":1}"#, DecodingLimits(maxItems: 1)) == .datum(.limit))
        #expect(try Self.outcome(Self.ints, Self.list("1", 11), DecodingLimits(maxValues: 11)) == .text(isLimit: true))
        #expect(try Self.outcome(Self.ints, Self.list("1", 11), DecodingLimits(maxBytes: 20)) == .text(isLimit: true))
        #expect(try Self.outcome(Self.ints, Self.list("1", 1000), DecodingLimits(maxAllocation: 100_000)) == .written(bytes: 1003))
        #expect(try Self.outcome(Self.ints, Self.list("1", 2000), DecodingLimits(maxAllocation: 100_000)) == .text(isLimit: true))
    }

    @Test func `a default that is long and left out often does not write without end`() throws {
        let long = String(repeating: "x", count: 10_000)
        let text = #"{"type":"array","items":{"type":"record","name":"R","fields":[{"name":"a","type":"string","default":"\#(long)"}]}}"#
        let json = Self.list("{}", 1000)
        #expect(try Self.outcome(text, json, form: .people) == .written(bytes: 1000 * 10_003 + 3))
        #expect(try Self.outcome(text, json, DecodingLimits(maxAllocation: 1 << 20), form: .people) == .datum(.limit))
        #expect(try Self.outcome(text, json, DecodingLimits(maxBytes: 1 << 20), form: .people) == .datum(.limit))
        let values = #"{"type":"array","items":{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"array","items":"int"},"default":\#(Self.list("1", 100))}]}}"#
        #expect(try Self.outcome(values, json, DecodingLimits(maxValues: 50_000), form: .people) == .datum(.limit))
    }

    @Test func `numbers are exact or refused`() throws {
        #expect(try Self.outcome(#""long""#, "9223372036854775807") == .written(bytes: 10))
        for (type, number) in [
            ("long", "9223372036854775808"), ("int", "2147483648"), ("long", "1.5"), ("double", "1e400"), ("float", "1e39"),
        ] { #expect(try Self.outcome("\"\(type)\"", number) == .datum(.mismatch), "\(type) \(number)") }
    }

    @Test func `fields may stand in any order`() throws {
        let encoder = AvroJSONEncoder(
            try schema(#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"int"}]}"#), form: .specification)
        #expect(try encoder.encode(JSONParser.parse(#"{"b":2,"a":1}"#)) == [2, 4])
        #expect(try encoder.encode(JSONParser.parse(#"{"a":1,"b":2}"#)) == [2, 4])
    }

    @Test func `a datum whose JSON outgrows its memory is not written out`() throws {
        // A byte becomes six characters.
        let plan = try SchemaResolution.plan(for: schema(#""bytes""#), limits: DecodingLimits(maxAllocation: 10_000))
        let bytes = try AvroValueEncoder(schema(#""bytes""#)).encode(.bytes([UInt8](repeating: 0, count: 5_000)))
        let datum = try GenericDatum(bytes, plan: plan)
        #expect(decodingError { _ = try AvroJSON.bytes(of: datum, form: .specification) }?.code == .limit)
        #expect(try AvroJSON.bytes(of: datum, form: .people).count < 10_000)
    }

    @Test func `nor is a tree made that outgrows it`() throws {
        let limits = DecodingLimits(maxAllocation: 100_000)
        let plan = try SchemaResolution.plan(for: schema(#"{"type":"array","items":"int"}"#), limits: limits)
        var encoder = BinaryEncoder()
        encoder.writeBlock(count: 2000)
        for _ in 0..<2000 { encoder.write(Int32(0)) }
        encoder.writeBlock(count: 0)
        let datum = try GenericDatum(encoder.bytes(), plan: plan)
        #expect(decodingError { _ = try AvroJSON.value(of: datum) }?.code == .limit)
        #expect(try AvroJSON.bytes(of: datum).count == 4001)
    }

    @Test func `names that are long and written often do not make text without end`() throws {
        let long = String(repeating: "X", count: 10_000)
        let symbols = #"{"type":"array","items":{"type":"enum","name":"E","symbols":["\#(long)"]}}"#
        let branches = #"{"type":"array","items":["null",{"type":"fixed","name":"\#(long)","size":1}]}"#
        for text in [symbols, branches] {
            let plan = try SchemaResolution.plan(for: schema(text), limits: DecodingLimits(maxAllocation: 1 << 20))
            let item: [UInt8] = text == symbols ? [0] : [2, 0]
            let bytes = [0xd0, 0x0f] + [UInt8](repeatElement(item, count: 1000).joined()) + [0]
            let datum = try GenericDatum(bytes, plan: plan)
            #expect(decodingError { _ = try AvroJSON.bytes(of: datum, form: .specification) }?.code == .limit)
        }
    }
}
