@testable import Avro
import Testing

@Suite struct `The order of binary data` {
    private func check(_ text: String, _ left: AvroValue, _ right: AvroValue, _ expected: AvroOrder) throws {
        let schema = try schema(text), encoder = AvroValueEncoder(schema)
        let (one, other) = (try encoder.encode(left), try encoder.encode(right))
        #expect(try AvroOrder.compare(one, other, schema) == expected, "\(text)")
        #expect(try AvroOrder.compare(other, one, schema) == expected.reversed, "\(text), turned round")
        #expect(try AvroOrder.compare(one, one, schema) == .same)
    }

    @Test func `goes by value, not by bytes`() throws {
        try check(#""null""#, nil, nil, .same)
        try check(#""boolean""#, false, true, .before)
        try check(#""int""#, -1, 1, .before)
        try check(#""long""#, 300, 2, .after)
        try check(#""float""#, -0.5, 0.25, .before)
        try check(#""double""#, 10, 9.5, .after)
        try check(#""double""#, .double(-0.0), .double(0), .before)
        try check(#""double""#, .double(.infinity), .double(.nan), .before)
        try check(#""string""#, "ab", "b", .before)
        try check(#""string""#, "a", "ab", .before)
        try check(#""bytes""#, .bytes([0x7f]), .bytes([0x80]), .before)
        try check(#"{"type":"fixed","name":"F","size":2}"#, .fixed([1, 2]), .fixed([1, 3]), .before)
        try check(#"{"type":"enum","name":"E","symbols":["Z","A"]}"#, .enumeration("Z"), .enumeration("A"), .before)
        try check(#"["string","int"]"#, .union(branch: "string", "z"), .union(branch: "int", 1), .before)
        try check(#"{"type":"array","items":"int"}"#, [1, 2], [1, 3], .before)
        try check(#"{"type":"array","items":"int"}"#, [1], [1, 0], .before)
    }

    @Test func `of records goes field by field, as each field says`() throws {
        let record = #"""
            {"type":"record","name":"R","fields":[{"name":"skip","type":{"type":"map","values":["null","string"]},"order":"ignore"},
            {"name":"down","type":"int","order":"descending"},{"name":"up","type":"string"}]}
            """#
        try check(record, ["skip": ["a": "x"], "down": 1, "up": "a"], ["skip": [:], "down": 1, "up": "a"], .same)
        try check(record, ["skip": [:], "down": 1, "up": "a"], ["skip": ["b": nil], "down": 2, "up": "a"], .after)
        try check(record, ["skip": [:], "down": 1, "up": "a"], ["skip": [:], "down": 1, "up": "b"], .before)
    }

    @Test func `does not exist for maps, and not beyond the limits`() throws {
        let map = try schema(#"{"type":"map","values":"int"}"#)
        #expect(decodingError { _ = try AvroOrder.compare([0], [0], map) }?.code == .mismatch)
        let nulls = try schema(#"{"type":"array","items":"null"}"#)
        let endless = try hex("808080808080 01 00")
        #expect(decodingError { _ = try AvroOrder.compare(endless, endless, nulls) }?.code == .limit)
        let node = try schema(#"{"type":"record","name":"N","fields":[{"name":"next","type":["null","N"]}]}"#)
        let deep = [UInt8](repeating: 2, count: 44_000)
        #expect(decodingError { _ = try AvroOrder.compare(deep, deep, node) }?.code == .limit)
    }
}

@Suite struct `Single objects` {
    @Test func `are read by the schema their fingerprint names, and refused clearly`() throws {
        let writer = try schema(#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}"#)
        let reader = try schema(#"{"type":"record","name":"R","fields":[{"name":"a","type":"long"},{"name":"b","type":"int","default":5}]}"#)
        let bytes = try AvroValueEncoder(writer).encode(
            ["a": 3], after: SingleObjectEncoding.header(fingerprint: writer.rabinFingerprint))
        var known = SingleObjectSchemas()
        let unknown = decodingError { _ = try known.decode(bytes) }
        #expect(unknown?.code == .unresolvable && unknown?.found.hasPrefix("CRC-64-AVRO ") == true)
        known.add(writer)
        #expect(try known.decode(bytes).root.tree == .record(name: "R", fields: [.init("a", .int(3))]))
        #expect(try known.decode(bytes, as: reader).record?["b"]?.int64 == 5)
        for count in 0..<bytes.count { #expect(decodingError { _ = try known.decode(Array(bytes[..<count])) } != nil) }
        let wrong = decodingError { _ = try known.decode([0xc3, 0x02] + bytes.dropFirst(2)) }
        #expect(wrong?.expected.contains("c3 01") == true)
    }
}
