import Avro
import JSONText
import Testing

@Suite struct `Avro defaults` {
    struct Case {
        var type: String
        var value: String
        /// Nil where the default fits.
        var problem: String?
    }

    private func problem(type: String, value: String) -> String? {
        do throws(AvroSchemaError) {
            _ = try AvroSchemaParser.parse(
                #"{"type":"record","name":"R","fields":[{"name":"f","type":\#(type),"default":\#(value)}]}"#)
            return nil
        } catch { return error.sentence }
    }

    @Test func `a default fits its type or is refused`() {
        let record = #"{"type":"record","name":"S","fields":[{"name":"a","type":"int"},{"name":"b","type":"int","default":2}]}"#
        let named = "the default of field \"f\""
        let cases = [
            Case(type: "\"null\"", value: "null"), Case(type: "\"boolean\"", value: "true"),
            Case(type: "\"int\"", value: "2147483647"), Case(type: "\"long\"", value: "-9223372036854775808"),
            Case(type: "\"float\"", value: "1"), Case(type: "\"double\"", value: "1.5e300"), Case(type: "\"double\"", value: "\"NaN\""),
            Case(type: "\"double\"", value: "\"1.5\""), Case(type: "\"string\"", value: "\"x\""), Case(type: "\"bytes\"", value: "\"ÿ\""),
            Case(type: #"{"type":"enum","name":"E","symbols":["A"]}"#, value: "\"unknown\""),
            Case(type: #"{"type":"fixed","name":"F","size":2}"#, value: "\"x\""),
            Case(type: #"{"type":"array","items":"int"}"#, value: "[1,2]"), Case(type: #"{"type":"map","values":"int"}"#, value: "{\"k\":1}"),
            Case(type: record, value: #"{"a":1}"#), Case(type: record, value: #"{"a":1,"b":3,"unknown":4}"#),
            Case(type: #"["null","int"]"#, value: "null"), Case(type: #"["null","int"]"#, value: "5"),
            Case(type: #"["null","R"]"#, value: "null"),

            Case(type: "\"int\"", value: "2147483648", problem: "\(named) is a number; expected an integer of 32 bits for int"),
            Case(type: "\"int\"", value: "1.0", problem: "\(named) is a number; expected an integer of 32 bits for int"),
            Case(type: "\"long\"", value: "9223372036854775808", problem: "\(named) is a number; expected an integer of 64 bits for long"),
            Case(type: "\"string\"", value: "null", problem: "\(named) is null; expected a string"),
            Case(type: "\"double\"", value: "\"much\"", problem: "\(named) is a string; expected a number"),
            Case(type: "\"double\"", value: "\"0x1p3\"", problem: "\(named) is a string; expected a number"),
            Case(type: #"{"type":"array","items":"float"}"#, value: "[\"1\"]", problem: "\(named) is a string; expected a number for float"),
            Case(type: #"["double"]"#, value: "\"NaN\"", problem: "\(named) is a string; expected a value of one of the union's branches [double]"),
            Case(type: #"{"type":"array","items":"int"}"#, value: "[1,\"2\"]", problem: "\(named) is a string; expected an integer of 32 bits for int"),
            Case(type: record, value: "{}", problem:
                "\(named) leaves out field \"a\" of record S; expected a value for every field without a default of its own"),
            Case(type: #"["null","int"]"#, value: "\"x\"", problem:
                "\(named) is a string; expected a value of one of the union's branches [null, int]"),
            Case(type: "\"R\"", value: "{}", problem: "\(named) never ends: what it leaves out is filled by defaults that lead back to it"),
        ]
        for row in cases { #expect(problem(type: row.type, value: row.value) == row.problem, "\(row.type) \(row.value)") }
    }

    @Test func `the place of a misfit is the value itself`() {
        let text = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[\n {\"name\":\"f\",\"type\":{\"type\":\"map\",\"values\":\"int\"},\n  \"default\":{\"a\":1,\n   \"b\":true}}]}"
        #expect {
            try AvroSchema(parsing: text)
        } throws: { error in
            let error = error as? AvroSchemaError
            return error?.range.description == "4:8" && error?.pointer.description == "/fields/0/default"
        }
    }

    @Test func `defaults that double at every level are measured, not expanded`() {
        var text = #"{"type":"record","name":"R0","fields":[{"name":"a","type":"int","default":0}]}"#
        for level in 1...40 {
            text = #"{"type":"record","name":"R\#(level)","fields":[{"name":"a","type":\#(text),"default":{}},{"name":"b","type":"R\#(level - 1)","default":{}}]}"#
        }
        #expect {
            try AvroSchema(parsing: text)
        } throws: { error in "\(error)".contains("stands for more than 100000 values") }
    }

    @Test func `unions of records that hold each other are tried once a branch`() throws {
        let union = (0..<6).map { "\"R\($0)\"" }.joined(separator: ",")
        let records = (0..<6).map { #"{"type":"record","name":"R\#($0)","fields":[{"name":"n","type":["null",\#((0...$0).map { "\"R\($0)\"" }.joined(separator: ","))]},{"name":"x\#($0)","type":"int"}]}"# }
        let value = String(repeating: "{\"x5\":1,\"n\":", count: 40) + "null" + String(repeating: "}", count: 40)
        let text = #"{"type":"record","name":"All","fields":[{"name":"all","type":["null",\#(records.joined(separator: ","))]},"#
            + #"{"name":"f","type":["null",\#(union)],"default":\#(value)}]}"#
        _ = try AvroSchema(parsing: text)
    }
}

@Suite struct `Avro logical types` {
    struct Case {
        var text: String
        var type: AvroLogicalType?
    }

    @Test func `well-formed ones are recognised, others left as properties`() throws {
        let cases = [
            Case(text: #"{"type":"bytes","logicalType":"decimal","precision":9}"#, type: .decimal(precision: 9, scale: 0)),
            Case(text: #"{"type":"bytes","logicalType":"decimal","precision":9,"scale":9}"#, type: .decimal(precision: 9, scale: 9)),
            Case(text: #"{"type":"bytes","logicalType":"decimal","precision":9,"scale":10}"#, type: nil),
            Case(text: #"{"type":"bytes","logicalType":"decimal","precision":0}"#, type: nil),
            Case(text: #"{"type":"bytes","logicalType":"decimal","precision":"9"}"#, type: nil),
            Case(text: #"{"type":"string","logicalType":"decimal","precision":9}"#, type: nil),
            Case(text: #"{"type":"fixed","name":"F","size":4,"logicalType":"decimal","precision":9}"#, type: .decimal(precision: 9, scale: 0)),
            Case(text: #"{"type":"fixed","name":"F","size":4,"logicalType":"decimal","precision":10}"#, type: nil),
            Case(text: #"{"type":"fixed","name":"F","size":16,"logicalType":"decimal","precision":38}"#, type: .decimal(precision: 38, scale: 0)),
            Case(text: #"{"type":"fixed","name":"F","size":16,"logicalType":"decimal","precision":39}"#, type: nil),
            Case(text: #"{"type":"fixed","name":"F","size":12,"logicalType":"duration"}"#, type: .duration),
            Case(text: #"{"type":"fixed","name":"F","size":11,"logicalType":"duration"}"#, type: nil),
            Case(text: #"{"type":"string","logicalType":"uuid"}"#, type: .uuid),
            Case(text: #"{"type":"fixed","name":"F","size":16,"logicalType":"uuid"}"#, type: .uuid),
            Case(text: #"{"type":"int","logicalType":"date"}"#, type: .date),
            Case(text: #"{"type":"long","logicalType":"date"}"#, type: nil),
            Case(text: #"{"type":"int","logicalType":"time-millis"}"#, type: .timeMillis),
            Case(text: #"{"type":"long","logicalType":"time-micros"}"#, type: .timeMicros),
            Case(text: #"{"type":"long","logicalType":"timestamp-millis"}"#, type: .timestampMillis),
            Case(text: #"{"type":"long","logicalType":"timestamp-nanos"}"#, type: .timestampNanos),
            Case(text: #"{"type":"long","logicalType":"local-timestamp-micros"}"#, type: .localTimestampMicros),
            Case(text: #"{"type":"long","logicalType":"fortnight"}"#, type: nil),
        ]
        for row in cases {
            let type = try AvroSchema(parsing: row.text).rootType
            #expect(type.logicalType == row.type, "\(row.text)")
            #expect(type.properties["logicalType"] != nil)
        }
    }
}
