@testable import Avro
import Bytes
import JSONText
import Testing

@Suite struct `Avro as JSON` {
    struct Case {
        var schema: String
        var bytes: String
        var people: String
        var specification: String
    }

    static let unionOfRecords = #"""
        ["null",{"type":"record","name":"a.Card","fields":[{"name":"n","type":"long"}]},{"type":"record",
        "name":"a.Cash","fields":[]}]
        """#

    static let cases = [
        Case(schema: #""null""#, bytes: "", people: "null", specification: "null"),
        Case(schema: #""boolean""#, bytes: "01", people: "true", specification: "true"),
        Case(
            schema: #""long""#, bytes: "feffffffffffffffff01", people: "9223372036854775807",
            specification: "9223372036854775807"),
        Case(schema: #""float""#, bytes: "cdcccc3d", people: "0.1", specification: "0.1"),
        Case(schema: #""double""#, bytes: "000000000000f07f", people: #""Infinity""#, specification: #""Infinity""#),
        Case(schema: #""bytes""#, bytes: "0600ff41", people: #""AP9B""#, specification: #""\u0000ÿA""#),
        Case(schema: #"{"type":"fixed","name":"F","size":2}"#, bytes: "00e9", people: #""AOk=""#, specification: #""\u0000é""#),
        Case(schema: #"{"type":"enum","name":"E","symbols":["A","B"]}"#, bytes: "02", people: #""B""#, specification: #""B""#),
        Case(schema: #"{"type":"array","items":"int"}"#, bytes: "04020400", people: "[1,2]", specification: "[1,2]"),
        Case(schema: #"{"type":"map","values":"int"}"#, bytes: "0202610200", people: #"{"a":1}"#, specification: #"{"a":1}"#),
        Case(schema: #"["null","string"]"#, bytes: "020261", people: #""a""#, specification: #"{"string":"a"}"#),
        Case(schema: #"["null","string"]"#, bytes: "00", people: "null", specification: "null"),
        Case(schema: #"["int","long"]"#, bytes: "0202", people: #"{"long":1}"#, specification: #"{"long":1}"#),
        Case(
            schema: #"["null","string","double"]"#, bytes: "04000000000000f87f", people: #"{"double":"NaN"}"#,
            specification: #"{"double":"NaN"}"#),
        Case(
            schema: #"["null","string","double"]"#, bytes: "04000000000000f03f", people: "1.0",
            specification: #"{"double":1.0}"#),
        Case(schema: unionOfRecords, bytes: "020e", people: #"{"a.Card":{"n":7}}"#, specification: #"{"a.Card":{"n":7}}"#),
        Case(
            schema: #"["null",{"type":"record","name":"a.Card","fields":[{"name":"n","type":"long"}]}]"#, bytes: "020e",
            people: #"{"n":7}"#, specification: #"{"a.Card":{"n":7}}"#),
        Case(
            schema: #"{"type":"bytes","logicalType":"decimal","precision":12,"scale":2}"#, bytes: "0404d2", people: #""12.34""#,
            specification: #""\u0004Ò""#),
        Case(
            schema: #"""
                {"type":"fixed","name":"D","size":3,"logicalType":"decimal","precision":6,"scale":3}
                """#, bytes: "ffffff",
            people: #""-0.001""#, specification: #""ÿÿÿ""#),
        Case(
            schema: #"{"type":"bytes","logicalType":"big-decimal"}"#, bytes: "080404d202", people: #""123.4""#,
            specification: #""\u0004\u0004Ò\u0002""#),
        Case(schema: #"{"type":"int","logicalType":"date"}"#, bytes: "00", people: #""1970-01-01""#, specification: "0"),
        Case(
            schema: #"{"type":"int","logicalType":"time-millis"}"#, bytes: "feefb252", people: #""23:59:59.999""#,
            specification: "86399999"),
        Case(schema: #"{"type":"int","logicalType":"time-millis"}"#, bytes: "01", people: "-1", specification: "-1"),
        Case(
            schema: #"{"type":"long","logicalType":"timestamp-millis"}"#, bytes: "01", people: #""1969-12-31T23:59:59.999Z""#,
            specification: "-1"),
        Case(
            schema: #"{"type":"long","logicalType":"timestamp-micros"}"#, bytes: "02", people: #""1970-01-01T00:00:00.000001Z""#,
            specification: "1"),
        Case(
            schema: #"{"type":"long","logicalType":"timestamp-nanos"}"#, bytes: "ffffffffffffffffff01",
            people: #""1677-09-21T00:12:43.145224192Z""#, specification: "-9223372036854775808"),
        Case(
            schema: #"{"type":"long","logicalType":"timestamp-millis"}"#, bytes: "feffffffffffffffff01",
            people: #""+292278994-08-17T07:12:55.807Z""#, specification: "9223372036854775807"),
        Case(
            schema: #"{"type":"long","logicalType":"timestamp-millis"}"#, bytes: "ffffffffffffffffff01",
            people: #""-292275055-05-16T16:47:04.192Z""#, specification: "-9223372036854775808"),
        Case(
            schema: #"{"type":"long","logicalType":"local-timestamp-millis"}"#, bytes: "d00f", people: #""1970-01-01T00:00:01""#,
            specification: "1000"),
        Case(
            schema: #"{"type":"fixed","name":"U","size":16,"logicalType":"uuid"}"#, bytes: "123e4567e89b12d3a456426614174000",
            people: #""123e4567-e89b-12d3-a456-426614174000""#,
            specification: #""\u0012>Egè\u009b\u0012Ó¤VBf\u0014\u0017@\u0000""#),
        Case(
            schema: #"{"type":"fixed","name":"D","size":12,"logicalType":"duration"}"#, bytes: "010000000200000 0bc0b0000",
            people: #""P1M2DT3.004S""#,
            specification: #""\u0001\u0000\u0000\u0000\u0002\u0000\u0000\u0000¼\u000b\u0000\u0000""#),
    ]

    private func check(_ index: Int, _ form: AvroJSON.Form, _ expected: String) throws {
        let row = Self.cases[index]
        let schema = try schema(row.schema)
        let bytes = try hex(row.bytes)
        let json = try AvroJSON.value(of: try GenericDatum(bytes, plan: SchemaResolution.plan(for: schema)), form: form)
        #expect(json == (try JSONParser.parse(expected)), "\(JSONPrinter.compact(json))")
        #expect(try AvroJSONEncoder(schema, form: form).encode(json) == bytes)
    }

    @Test(arguments: cases.indices) func `people's form reads and writes the same datum`(_ index: Int) throws {
        try check(index, .people, Self.cases[index].people)
    }

    @Test(arguments: cases.indices) func `the specification's encoding reads and writes the same datum`(_ index: Int) throws {
        try check(index, .specification, Self.cases[index].specification)
    }

    struct Reading {
        var schema: String
        var json: String
        var bytes: String
    }

    static let readings = [
        Reading(schema: #"["null","string"]"#, json: #"{"string":"a"}"#, bytes: "020261"),
        Reading(schema: #"{"type":"long","logicalType":"timestamp-millis"}"#, json: #""1970-01-01T02:00:00+02:00""#, bytes: "00"),
        Reading(schema: #"{"type":"long","logicalType":"timestamp-millis"}"#, json: "5", bytes: "0a"),
        Reading(schema: #"{"type":"bytes","logicalType":"decimal","precision":12,"scale":2}"#, json: "12.340", bytes: "0404d2"),
        Reading(schema: #"{"type":"bytes","logicalType":"decimal","precision":12,"scale":2}"#, json: #""-1""#, bytes: "029c"),
        Reading(schema: #"""
            ["null",{"type":"bytes","logicalType":"decimal","precision":4,"scale":1},"double"]
            """#, json: "1.5", bytes: "04000000000000f83f"),
        Reading(schema: #"""
            {"type":"record","name":"R","fields":[{"name":"a","type":["null","int"]},{"name":"b","type":"int",
            "default":1}]}
            """#, json: "{}", bytes: "0002"),
        Reading(schema: #""long""#, json: "1e3", bytes: "d00f"),
        Reading(schema: #""double""#, json: "1", bytes: "000000000000f03f"),
    ]

    @Test(arguments: readings.indices) func `people's form is read with more freedom than it is written`(_ index: Int) throws {
        let row = Self.readings[index]
        #expect(try HexDump.compact(AvroJSONEncoder(schema(row.schema)).encode(JSONParser.parse(row.json))) == row.bytes)
    }

    struct Refusal {
        var schema: String
        var json: String
        var form = AvroJSON.Form.people
        var says: String
    }

    static let order = #"""
        {"type":"record","name":"Order","namespace":"shop","fields":[{"name":"amount","type":"long"},
        {"name":"lines","type":{"type":"array","items":["null",{"type":"record","name":"Line",
        "fields":[{"name":"sku","type":"string"}]}]},"default":[]}]}
        """#

    static let refusals = [
        Refusal(
            schema: order, json: "{\n  \"amount\": \"12\"\n}",
            says: #"field Order.amount wants long, got string "12" at 2:13"#),
        Refusal(schema: order, json: #"{"amount":1.5}"#, says: "field Order.amount wants long, got number 1.5 at 1:11"),
        Refusal(schema: order, json: #"{"amount":9223372036854775808}"#, says: "wants long, got number 9223372036854775808"),
        Refusal(
            schema: order, json: #"{"amount":1,"lines":[{"sku":7}]}"#,
            says: "field Order.lines[0].sku wants string, got number 7 at 1:29"),
        Refusal(
            schema: order, json: #"{"amount":1,"lines":[{"shop.Line":{"sku":7}}]}"#, form: .specification,
            says: "field Order.lines[0].sku wants string, got number 7 at 1:42"),
        Refusal(schema: order, json: "{}", says: "field Order.amount wants long and has no default, got nothing at 1:1"),
        Refusal(schema: order, json: #"{"amount":1}"#, form: .specification, says: "field Order.lines wants array, got nothing"),
        Refusal(
            schema: order, json: #"{"amount":1,"amuont":2}"#,
            says: #"wants only fields of record shop.Order (amount, lines), got field "amuont""#),
        Refusal(
            schema: #"["null","string"]"#, json: #""a""#, form: .specification,
            says: #"as {"branch": value} or null, got string "a""#),
        Refusal(
            schema: #"["null","string","bytes"]"#, json: #""abcd""#,
            says: #"to know its branch, as string, bytes all fit: write {"string": …}"#),
        Refusal(schema: #""bytes""#, json: #""a b""#, says: "bytes in base64"),
        Refusal(schema: #""bytes""#, json: #""Ā""#, form: .specification, says: "characters U+0000 to U+00FF"),
        Refusal(
            schema: #"{"type":"int","logicalType":"date"}"#, json: #""2026-02-29""#,
            says: #"a date ("2026-02-28"), got string "2026-02-29""#),
        Refusal(
            schema: #"{"type":"long","logicalType":"timestamp-millis"}"#, json: #""2026-02-28T10:00:00.0001Z""#,
            says: "to the millisecond"),
        Refusal(
            schema: #"{"type":"long","logicalType":"timestamp-nanos"}"#, json: #""2500-01-01T00:00:00Z""#,
            says: "to the nanosecond"),
        Refusal(
            schema: #"{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}"#, json: #""123.45""#,
            says: "a decimal of up to 4 digits"),
        Refusal(
            schema: #"{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}"#, json: #""1.234""#,
            says: "a decimal of up to 4 digits"),
        Refusal(
            schema: #"{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}"#, json: "1e999999999",
            says: "a decimal"),
        Refusal(schema: #""float""#, json: "1e39", says: "wants float, got number 1e39"),
        Refusal(schema: #""int""#, json: "2147483648", says: "wants int"),
    ]

    @Test(arguments: refusals.indices) func `JSON that does not fit is refused by field and place`(_ index: Int) throws {
        let row = Self.refusals[index]
        let encoder = AvroJSONEncoder(try schema(row.schema), form: row.form)
        let node = try JSONParser.parseTree(row.json)
        let text = try #require(encodingError { _ = try encoder.encode(node) }).description
        #expect(text.contains(row.says), "\(text)")
    }

    @Test func `a nested union of unions costs one walk`() throws {
        // Were branches tried out, each level would double the work.
        let text = #"""
            {"type":"record","name":"N","fields":[{"name":"a","type":["null","N",{"type":"array","items":"N"}],
            "default":null}]}
            """#
        var json = "{}"
        for _ in 0..<100 { json = #"{"a":\#(json)}"# }
        let bytes = try AvroJSONEncoder(schema(text)).encode(JSONParser.parse(json))
        #expect(bytes.count == 101)
    }

    @Test func `dates of all years come back`() throws {
        for days in stride(from: Int64(Int32.min), through: Int64(Int32.max), by: 1_234_567) {
            let text = CivilTime.date(days: days)
            var scanner = CivilScanner(text)
            #expect(scanner.date() == days, "\(text)")
        }
        #expect(CivilTime.date(days: 11_016) == "2000-02-29")
        #expect(CivilTime.date(days: -719_528) == "0000-01-01")
        #expect(CivilTime.date(days: -719_529) == "-000001-12-31")
    }

    @Test func `decimals of any size come back`() throws {
        for digits in [1, 9, 10, 18, 19, 20, 38, 100, 1000] {
            let text = "-" + String(repeating: "9876543210", count: digits / 10 + 1).prefix(digits) + ".00"
            let bytes = try #require(DecimalText.bytes(text, precision: 2000, scale: 2, size: nil))
            #expect(bytes.withUnsafeBytes { DecimalText.text($0, scale: 2) } == text)
        }
        #expect(DecimalText.bytes("128", precision: 9, scale: 0, size: nil) == [0, 0x80])
        #expect(DecimalText.bytes("-128", precision: 9, scale: 0, size: nil) == [0x80])
        #expect(DecimalText.bytes("-128", precision: 9, scale: 0, size: 2) == [0xff, 0x80])
        #expect(DecimalText.bytes("128", precision: 9, scale: 0, size: 1) == nil)
        #expect([UInt8](repeating: 0x7f, count: 2000).withUnsafeBytes { DecimalText.text($0, scale: 2) } == nil)
        #expect([UInt8]().withUnsafeBytes { DecimalText.text($0, scale: 2) } == "0.00")
    }

    @Test func `base64 comes back, and what is none is refused`() {
        for count in 0..<20 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        #expect(Base64.decode("-_8") == Base64.decode("+/8="))
        for text in ["A", "A===", "AB=C", "AA=", "AAA==", "AB==", "A B="] { #expect(Base64.decode(text) == nil, "\(text)") }
    }

    @Test func `single objects carry their schema's fingerprint`() throws {
        let header = SingleObjectEncoding.header(fingerprint: 0x0123_4567_89ab_cdef)
        #expect(HexDump.compact(header) == "c301efcdab8967452301")
        #expect(try SingleObjectEncoding.fingerprint(of: header + [1, 2]) == 0x0123_4567_89ab_cdef)
        #expect(throws: AvroDecodingError.self) { try SingleObjectEncoding.fingerprint(of: Array(header.dropLast())) }
        #expect(throws: AvroDecodingError.self) { try SingleObjectEncoding.fingerprint(of: [0xc3, 2] + header.dropFirst(2)) }
    }

    @Test func `single objects are read with their own schema whatever its aliases say`() throws {
        let written = try schema(
            #"{"type":"record","name":"R","fields":[{"name":"a","type":"int","aliases":["b"]},{"name":"b","type":"int"}]}"#)
        var known = SingleObjectSchemas()
        known.add(written)
        let object = SingleObjectEncoding.header(fingerprint: written.rabinFingerprint) + [2, 4]
        #expect(try known.decode(object).record?["b"]?.tree == .int(2))
    }
}
