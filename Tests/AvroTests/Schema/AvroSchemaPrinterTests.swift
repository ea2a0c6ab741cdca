import Avro
import JSONText
import Testing

@Suite struct `Avro schema texts` {
    struct Case {
        var input: String
        var output: String
    }

    private func check(_ form: AvroSchema.Form, _ cases: [Case]) throws {
        for row in cases {
            let schema = try AvroSchemaParser.parse(row.input, strictness: .lenient)
            #expect(schema.text(form) == row.output)
        }
    }

    @Test func `the stored form is Java's`() throws {
        try check(.stored, [
            Case(input: #" { "type" : "string" } "#, output: #""string""#),
            Case(input: #"{"logicalType":"date","type":"int","doc":"dropped"}"#, output: #"{"type":"int","logicalType":"date"}"#),
            Case(
                input: #"{"p2":{"b":1,"a":2},"fields":[],"aliases":["x.B","C"],"doc":"","name":"x.A","p1":0,"type":"record"}"#,
                output: #"{"type":"record","name":"A","namespace":"x","doc":"","fields":[],"p2":{"b":1,"a":2},"p1":0,"aliases":["B","C"]}"#),
            Case(
                input: #"{"type":"record","name":"A","fields":[{"tag":1,"aliases":["b"],"order":"ignore","default":1,"doc":"d","type":"int","name":"a"},{"order":"ascending","type":{"type":"long"},"name":"c"}]}"#,
                output: #"{"type":"record","name":"A","fields":[{"name":"a","type":"int","doc":"d","default":1,"order":"ignore","aliases":["b"],"tag":1},{"name":"c","type":"long"}]}"#),
            Case(
                input: #"{"type":"enum","symbols":["A"],"name":"E","namespace":"n","default":"A","p":1,"doc":"d","aliases":["m.F"]}"#,
                output: #"{"type":"enum","name":"E","namespace":"n","doc":"d","symbols":["A"],"default":"A","p":1,"aliases":["m.F"]}"#),
            Case(
                input: #"{"size":3,"type":"fixed","name":"F","doc":"d","p":1}"#,
                output: #"{"type":"fixed","name":"F","doc":"d","size":3,"p":1}"#),
            Case(
                input: #"{"p":1,"items":{"values":"int","q":2,"type":"map"},"type":"array"}"#,
                output: #"{"type":"array","items":{"type":"map","values":"int","q":2},"p":1}"#),
            Case(
                input: #"{"type":"record","name":"n.A","fields":[{"name":"b","type":{"type":"fixed","name":"B","namespace":"","size":1}},{"name":"c","type":{"type":"fixed","name":"m.C","size":1}},{"name":"d","type":["A","B","m.C"]}]}"#,
                output: #"{"type":"record","name":"A","namespace":"n","fields":[{"name":"b","type":{"type":"fixed","name":"B","namespace":"","size":1}},{"name":"c","type":{"type":"fixed","name":"C","namespace":"m","size":1}},{"name":"d","type":["A","B","m.C"]}]}"#),
            Case(
                input: #"[{"type":"fixed","name":"n.record","size":1},{"type":"record","name":"n.R","fields":[{"name":"f","type":"n.record"}]}]"#,
                output: #"[{"type":"fixed","name":"record","namespace":"n","size":1},{"type":"record","name":"R","namespace":"n","fields":[{"name":"f","type":"n.record"}]}]"#),
        ])
    }

    @Test func `numbers are stored as Java prints them`() throws {
        for (written, stored) in [
            ("1", "1"), ("-0", "0"), ("12345678901234567890123", "12345678901234567890123"), ("1.50", "1.5"), ("1e3", "1000.0"),
            ("1e7", "1.0E7"), ("9999999.5", "9999999.5"), ("0.001", "0.001"), ("0.00099", "9.9E-4"), ("1.25E-10", "1.25E-10"), ("-0.0", "-0.0"),
            ("123456789.125", "1.23456789125E8"), ("5e-324", "4.9E-324"), ("100.0", "100.0"), ("1e400", "1e400"),
        ] {
            let text = try AvroSchema(parsing: #"{"type":"int","p":\#(written)}"#).text()
            #expect(text == #"{"type":"int","p":\#(stored)}"#)
        }
    }

    @Test func `a text default of a double becomes a number`() throws {
        let text = #"{"type":"record","name":"R","fields":[{"name":"a","type":"double","default":"1.5"},{"name":"b","type":"float","default":"NaN"}]}"#
        #expect(
            try AvroSchema(parsing: text).text()
                == #"{"type":"record","name":"R","fields":[{"name":"a","type":"double","default":1.5},{"name":"b","type":"float","default":"NaN"}]}"#)
    }

    @Test func `references print as names, and written out on demand`() throws {
        let schema = try AvroSchemaParser.parse(
            #"{"type":"record","name":"n.Order","fields":[{"name":"a","type":"Customer"},{"name":"b","type":"m.Item"},{"name":"c","type":"m.Item"}]}"#,
            references: [
                .init(name: "n.Customer", text: #"{"type":"record","name":"n.Customer","fields":[]}"#),
                .init(name: "m.Item", text: #"{"type":"fixed","name":"m.Item","size":1}"#),
            ])
        #expect(
            schema.text()
                == #"{"type":"record","name":"Order","namespace":"n","fields":[{"name":"a","type":"Customer"},{"name":"b","type":"m.Item"},{"name":"c","type":"m.Item"}]}"#)
        #expect(
            schema.text(.resolved)
                == #"{"type":"record","name":"Order","namespace":"n","fields":[{"name":"a","type":{"type":"record","name":"Customer","fields":[]}},{"name":"b","type":{"type":"fixed","name":"Item","namespace":"m","size":1}},{"name":"c","type":"m.Item"}]}"#)
    }

    @Test func `the normalised form sorts what has no order and keeps the rest`() throws {
        try check(.normalized, [
            Case(
                input: #"{"type":"record","name":"R","doc":"","aliases":["c.Z","B"],"z":{"y":1,"x":{"b":1,"a":2}},"a":1,"fields":[{"name":"b","type":"int","doc":"kept","aliases":["q","p"],"default":1},{"name":"a","type":{"type":"map","values":"int","z":1,"a":2},"default":{"z":1,"a":2},"order":"ascending"}]}"#,
                output: #"{"type":"record","name":"R","fields":[{"name":"b","type":"int","doc":"kept","default":1,"aliases":["p","q"]},{"name":"a","type":{"type":"map","values":"int","a":2,"z":1},"default":{"a":2,"z":1}}],"a":1,"z":{"x":{"a":2,"b":1},"y":1},"aliases":["B","c.Z"]}"#),
            Case(
                input: #"{"scale":2,"abc":1,"precision":4,"type":"bytes","logicalType":"decimal"}"#,
                output: #"{"type":"bytes","logicalType":"decimal","precision":4,"scale":2,"abc":1}"#),
            Case(
                input: #"{"scale":0,"precision":4,"zed":1,"abc":1,"type":"bytes","logicalType":"decimal"}"#,
                output: #"{"type":"bytes","logicalType":"decimal","precision":4,"abc":1,"scale":0,"zed":1}"#),
            Case(
                input: #"{"zed":1,"abc":2,"precision":0,"logicalType":"decimal","type":"bytes"}"#,
                output: #"{"type":"bytes","abc":2,"logicalType":"decimal","precision":0,"zed":1}"#),
            Case(
                input: #"{"type":"record","name":"R","doc":"","fields":[{"name":"a","type":"int","doc":"","zed":1,"logicalType":"date","abc":2}]}"#,
                output: #"{"type":"record","name":"R","fields":[{"name":"a","type":"int","doc":"","abc":2,"logicalType":"date","zed":1}]}"#),
        ])
    }

    @Test func `an error is an error in the stored form, and a record where it is normalised or fingerprinted`() throws {
        let input = #"{"type":"error","name":"n.E","fields":[{"name":"e","type":["null","E"]}]}"#
        try check(.stored, [
            Case(input: input, output: #"{"type":"error","name":"E","namespace":"n","fields":[{"name":"e","type":["null","E"]}]}"#)
        ])
        try check(.normalized, [
            Case(input: input, output: #"{"type":"record","name":"E","namespace":"n","fields":[{"name":"e","type":["null","E"]}]}"#)
        ])
        try check(.parsingCanonical, [
            Case(input: input, output: #"{"name":"n.E","type":"record","fields":[{"name":"e","type":["null","n.E"]}]}"#)
        ])
    }

    @Test func `the pretty form reads back as the same schema`() throws {
        let schema = try AvroSchema(parsing: #"{"type":"record","name":"R","fields":[{"name":"a","type":["null","int"],"default":null}],"p":{}}"#)
        #expect(
            schema.text(.pretty) == """
                {
                  "type": "record",
                  "name": "R",
                  "fields": [
                    {
                      "name": "a",
                      "type": [
                        "null",
                        "int"
                      ],
                      "default": null
                    }
                  ],
                  "p": {}
                }
                """)
        #expect(try AvroSchema(parsing: schema.text(.pretty)).isEquivalent(to: schema))
    }

    @Test func `a type within a schema prints on its own`() throws {
        let schema = try AvroSchema(parsing: #"{"type":"record","name":"n.R","fields":[{"name":"e","type":{"type":"enum","name":"E","symbols":["A"]}},{"name":"r","type":["null","R"]}]}"#)
        guard case .record(let record) = schema.rootType.kind else { Issue.record("a record"); return }
        #expect(schema.text(.stored, of: record.fields[0].type) == #"{"type":"enum","name":"E","namespace":"n","symbols":["A"]}"#)
        #expect(schema.text(.parsingCanonical, of: record.fields[1].type).hasPrefix(#"["null",{"name":"n.R","type":"record""#))
    }
}

@Suite struct `Avro schema equivalence` {
    private func check(_ left: String, _ right: String, _ expected: Bool) throws {
        let a = try AvroSchema(parsing: left)
        let b = try AvroSchema(parsing: right)
        #expect(a.isEquivalent(to: b) == expected)
        #expect(b.isEquivalent(to: a) == expected)
    }

    @Test func `the order of properties and aliases, and the way numbers are written, do not matter`() throws {
        try check(#"{"type":"fixed","name":"F","size":1,"a":{"x":1,"y":2},"b":2}"#, #"{"type":"fixed","name":"F","size":1,"b":2,"a":{"y":2,"x":1}}"#, true)
        try check(#"{"type":"fixed","name":"F","size":1,"aliases":["A","B"]}"#, #"{"type":"fixed","name":"F","size":1,"aliases":["B","A"]}"#, true)
        try check(#"{"type":"int","p":1.50}"#, #"{"type":"int","p":1.5}"#, true)
        try check(#"{"type":"fixed","name":"n.F","size":1}"#, #"{"type":"fixed","name":"F","namespace":"n","size":1}"#, true)
    }

    @Test func `everything a reader can notice matters`() throws {
        func record(_ field: String, _ more: String = "") -> String { #"{"type":"record","name":"R","fields":[\#(field)]\#(more)}"# }
        let plain = record(#"{"name":"a","type":"int"}"#)
        for other in [
            record(#"{"name":"b","type":"int"}"#), record(#"{"name":"a","type":"long"}"#), record(#"{"name":"a","type":"int","doc":"d"}"#),
            record(#"{"name":"a","type":"int","default":0}"#), record(#"{"name":"a","type":"int","order":"ignore"}"#),
            record(#"{"name":"a","type":"int","aliases":["b"]}"#), record(#"{"name":"a","type":"int","p":1}"#),
            record(#"{"name":"a","type":"int"}"#, #","doc":"d""#), record(#"{"name":"a","type":"int"}"#, #","aliases":["Q"]"#),
            record(#"{"name":"a","type":"int"}"#, #","p":1"#), record(#"{"name":"a","type":"int"},{"name":"b","type":"int"}"#),
        ] { try check(plain, other, false) }
        try check(#"["int","null"]"#, #"["null","int"]"#, false)
        try check(#"{"type":"enum","name":"E","symbols":["A","B"]}"#, #"{"type":"enum","name":"E","symbols":["B","A"]}"#, false)
        try check(#"{"type":"enum","name":"E","symbols":["A"]}"#, #"{"type":"enum","name":"E","symbols":["A"],"default":"A"}"#, false)
    }

    @Test func `self-contained and referenced are the same`() throws {
        let whole = try AvroSchema(parsing: #"{"type":"record","name":"R","fields":[{"name":"f","type":{"type":"fixed","name":"n.F","size":1}},{"name":"g","type":"n.F"}]}"#)
        let split = try AvroSchemaParser.parse(
            #"{"type":"record","name":"R","fields":[{"name":"f","type":"n.F"},{"name":"g","type":"n.F"}]}"#,
            references: [.init(name: "n.F", text: #"{"type":"fixed","name":"n.F","size":1}"#)])
        #expect(whole.isEquivalent(to: split))
    }

    @Test func `recursive schemas are compared to the end`() throws {
        let list = #"{"type":"record","name":"L","fields":[{"name":"next","type":["null","L"]},{"name":"v","type":"int"}]}"#
        try check(list, list, true)
        try check(list, #"{"type":"record","name":"L","fields":[{"name":"next","type":["null","L"]},{"name":"v","type":"long"}]}"#, false)
    }
}
