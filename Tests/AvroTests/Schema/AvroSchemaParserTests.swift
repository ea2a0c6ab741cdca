import Avro
import JSONText
import Testing

@Suite struct `Avro schema parser` {
    struct Refusal {
        var text: String
        var says: String
    }

    private func error(_ text: String, strictness: AvroSchemaParser.Strictness = .strict) -> String {
        do throws(AvroSchemaError) {
            _ = try AvroSchemaParser.parse(text, strictness: strictness)
            return "accepted"
        } catch {
            return "\(error) [\(error.pointer)]"
        }
    }

    @Test func `primitives are read bare and as objects`() throws {
        for word in ["null", "boolean", "int", "long", "float", "double", "bytes", "string"] {
            #expect(try AvroSchema(parsing: "\"\(word)\"").rootType.kind.keyword == word)
            #expect(try AvroSchema(parsing: "{\"type\":\"\(word)\",\"x\":1}").rootType.properties["x"] == 1)
        }
    }

    @Test func `names take the namespace that is in force`() throws {
        let schema = try AvroSchema(
            parsing: """
                {"type": "record", "name": "A", "namespace": "x.y", "fields": [
                  {"name": "b", "type": {"type": "fixed", "name": "B", "size": 2}},
                  {"name": "c", "type": {"type": "enum", "name": "other.C", "namespace": "ignored", "symbols": ["S"]}},
                  {"name": "d", "type": {"type": "record", "name": "D", "namespace": "", "fields": [
                    {"name": "a", "type": "x.y.A"}, {"name": "e", "type": {"type": "fixed", "name": "E", "size": 1}}]}},
                  {"name": "b2", "type": "B"}, {"name": "d2", "type": "D"}]}
                """)
        #expect(schema.types.compactMap(\.name?.fullName) == ["x.y.A", "x.y.B", "other.C", "D", "E"])
        guard case .record(let record) = schema.rootType.kind else { Issue.record("a record"); return }
        #expect(record.fields[0].type == record.fields[3].type)
        #expect(record.fields[2].type == record.fields[4].type)
    }

    @Test func `attributes are kept where they belong`() throws {
        let schema = try AvroSchema(
            parsing: """
                {"type": "record", "name": "R", "aliases": ["Q", "n.P"], "doc": "about", "default": 1, "owner": {"a": [1.50]},
                 "fields": [{"name": "f", "type": {"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2},
                   "doc": "field", "default": "A", "order": "Descending", "aliases": ["g", "g"], "tag": true, "logicalType": "x"}]}
                """)
        let type = schema.rootType
        guard case .record(let record) = type.kind else { Issue.record("a record"); return }
        #expect(record.aliases.map(\.fullName) == ["Q", "n.P"])
        #expect(record.doc == "about")
        #expect(type.properties.keys == ["default", "owner"])
        let field = record.fields[0]
        #expect(field.order == .descending && field.doc == "field" && field.aliases == ["g"])
        #expect(field.defaultValue == "A")
        #expect(field.properties.keys == ["tag", "logicalType"])
        #expect(schema[field.type].logicalType == .decimal(precision: 4, scale: 2))
    }

    @Test func `faulty schemas are refused with place, path and what was expected`() {
        let refusals = [
            Refusal(text: "", says: "1:1: the text is not JSON: expected a value, found the end of the text []"),
            Refusal(text: #""string" "int""#, says: "1:10: the text is not JSON: expected the end of the text, found a string []"),
            Refusal(
                text: "5",
                says: #"1:1: a number is no type; expected a type name, an object with "type", or an array of union branches []"#),
            Refusal(
                text: #""Foo""#,
                says: #"1:1: "Foo" is not a defined name; expected a primitive type, or a record, enum or fixed defined before "#
                    + "this place or in a reference []"),
            Refusal(text: "{}", says: #"1:1: an object without "type" is no type; expected "type" []"#),
            Refusal(
                text: #"{"type":{"type":"int"}}"#,
                says: #"1:9: "type" of a type is an object; expected a type name, such as "record" or "string" [/type]"#),
            Refusal(
                text: #"{"type":"recrod","name":"R"}"#,
                says: #"1:9: "recrod" is not a defined name; expected record, enum, array, map, fixed, a primitive type, or a name "#
                    + "defined before this place [/type]"),
            Refusal(text: #"{"type":"array"}"#, says: #"1:1: an array has no "items"; expected "items" []"#),
            Refusal(text: #"{"type":"map","values":"x"}"#, says:
                #"1:24: "x" is not a defined name; expected a primitive type, or a record, enum or fixed defined before this "#
                    + "place or in a reference [/values]"),
            Refusal(text: #"{"type":"record","fields":[]}"#, says: #"1:1: a record has no "name"; expected "name" []"#),
            Refusal(text: #"{"type":"record","name":"R"}"#, says:
                #"1:1: record R has no "fields"; expected an array of fields, which may be empty []"#),
            Refusal(text: #"{"type":"record","name":"R","fields":{}}"#, says:
                #"1:38: "fields" of record R is an object; expected an array of fields [/fields]"#),
            Refusal(text: #"{"type":"record","name":"R","fields":[{"name":"a"}]}"#, says:
                #"1:39: field "a" of record R has no "type"; expected "type" [/fields/0]"#),
            Refusal(text: "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},\n{\"name\":\"a\",\"type\":\"int\"}]}",
                says: #"2:1: record R has the field "a" here and at 1:39 [/fields/1]"#),
            Refusal(text: #"{"type":"record","name":"R","fields":[{"name":"1a","type":"int"}]}"#, says:
                #"1:47: "1a" cannot be a field of record R; expected letters, digits and underscores, beginning with no digit [/fields/0]"#),
            Refusal(text: #"{"type":"record","name":"R","fields":[{"name":"a","type":"int","order":"up"}]}"#, says:
                #"1:72: "order" says nothing known; expected ascending, descending or ignore [/fields/0/order]"#),
            Refusal(text: #"{"type":"fixed","name":"int","size":1}"#, says:
                #"1:24: a type is named "int" like a primitive type; expected another name, or a namespace [/name]"#),
            Refusal(text: #"{"type":"fixed","name":"F","namespace":"a..b","size":1}"#, says:
                #"1:40: "a..b" cannot be a namespace; expected names separated by single dots []"#),
            Refusal(text: #"{"type":"fixed","name":"é","size":1}"#, says:
                #"1:24: "é" cannot be a name of a type; expected letters, digits and underscores, beginning with no digit [/name]"#),
            Refusal(text: #"{"type":"fixed","name":"F","size":-1}"#, says:
                #"1:35: fixed F has no usable "size"; expected a whole number of bytes from 0 to 2147483647 []"#),
            Refusal(text: #"{"type":"fixed","name":"F","size":"1"}"#, says:
                #"1:35: fixed F has no usable "size"; expected a whole number of bytes from 0 to 2147483647 []"#),
            Refusal(text: #"{"type":"enum","name":"E","symbols":["A","A"]}"#, says:
                "1:42: enum E has the symbol A here and at 1:38 [/symbols/1]"),
            Refusal(text: #"{"type":"enum","name":"E","symbols":["A-B"]}"#, says:
                #"1:38: "A-B" cannot be a symbol of enum E; expected letters, digits and underscores, beginning with no digit [/symbols/0]"#),
            Refusal(text: #"{"type":"enum","name":"E","symbols":["A"],"default":"B"}"#, says:
                "1:53: the default of enum E is none of its symbols; expected one of its symbols [/default]"),
            Refusal(text: #"["int",["null"]]"#, says:
                "1:8: a union stands directly inside a union; expected its branches in the outer one [/1]"),
            Refusal(text: #"["int","string","int"]"#, says: #"1:17: the union has "int" here and at 1:2 [/2]"#),
            Refusal(text: #"[{"type":"array","items":"int"},{"type":"array","items":"long"}]"#, says:
                #"1:33: the union has "array" here and at 1:2 [/1]"#),
            Refusal(text: #"[{"type":"fixed","name":"F","size":1},{"type":"fixed","name":"F","size":2}]"#, says:
                "1:39: Can't redefine: F, which is defined differently at 1:2 [/1]"),
            Refusal(text: #"{"type":"record","name":"R","fields":[{"name":"r","type":{"type":"record","name":"R","fields":[]}}]}"#, says:
                "1:58: Can't redefine: R, which is defined differently at 1:1 [/fields/0/type]"),
            Refusal(text: #"{"type":"fixed","name":"F","size":1,"aliases":"G"}"#, says:
                #"1:47: "aliases" is a string; expected an array of strings [/aliases]"#),
            Refusal(text: #"{"type":"fixed","name":"F","size":1,"doc":5}"#, says: #"1:43: "doc" is a number; expected a string [/doc]"#),
        ]
        for refusal in refusals { #expect(error(refusal.text) == refusal.says) }
    }

    @Test func `what Java accepts is accepted`() {
        for text in [
            "[]", #"["int"]"#, #"{"type":"record","name":"R","fields":[]}"#, #"{"type":"enum","name":"E","symbols":[]}"#,
            #"{"type":"fixed","name":"F","size":0}"#, #"{"type":"error","name":"E","fields":[]}"#,
            #"{"type":"fixed","name":"a.int","size":1}"#, #"{"type":"fixed","name":"F","namespace":null,"doc":null,"size":1}"#,
            #"{"type":"bytes","logicalType":"decimal","precision":0}"#, #"{"type":"int","logicalType":5}"#,
            #"{"type":"record","name":"R","fields":[{"name":"f","type":[{"type":"fixed","name":"F","size":1},"null"]},{"name":"g","type":{"type":"fixed","name":"F","size":1}}]}"#,
            #"{"type":"enum","name":"E","symbols":[],"aliases":["a-b.c..F"]}"#, #"{"type":"int","big":9223372036854775808}"#,
            #"[{"type":"fixed","name":"F","size":1},{"type":"record","name":"n.R","fields":[{"name":"f","type":"F"}]}]"#,
        ] { #expect(error(text) == "accepted", "\(text)") }
    }

    @Test func `a type without a namespace is not known by its bare name within itself, but to stored schemas`() {
        let text = #"{"type":"record","name":"R","fields":[{"name":"f","type":{"type":"record","name":"n.S","fields":[{"name":"r","type":"R"}]}}]}"#
        #expect(error(text).contains("\"R\" is not a defined name"))
        #expect(error(text, strictness: .lenient) == "accepted")
    }

    @Test func `stored schemas may have odd aliases, and a default of an enum that is no text and so is none`() throws {
        let text = #"{"type":"enum","name":"E","symbols":["A"],"aliases":["","a b"],"default":5}"#
        #expect(error(text) != "accepted")
        let stored = try AvroSchemaParser.parse(text, strictness: .lenient)
        #expect(stored.text() == #"{"type":"enum","name":"E","symbols":["A"],"aliases":["","a b"]}"#)
    }

    @Test func `where Java's parser strays from the specification, new schemas do not follow`() {
        for text in [
            // A name is used before it is defined; Java 1.12 looks ahead.
            #"{"type":"record","name":"R","fields":[{"name":"a","type":"F"},{"name":"b","type":{"type":"fixed","name":"F","size":1}}]}"#,
            // Another definition under the same name; Java does not look at aliases and keeps the first.
            #"[{"type":"array","items":{"type":"fixed","name":"F","size":1}},{"type":"fixed","name":"F","size":1,"aliases":["G"]}]"#,
            // What is no text; Java takes it for absent.
            #"{"type":"fixed","name":"F","size":1,"namespace":5}"#, #"{"type":"enum","name":"E","symbols":["A"],"default":5}"#,
            // A default in hexadecimal.
            #"{"type":"record","name":"R","fields":[{"name":"a","type":"double","default":"0x1p3"}]}"#,
        ] { #expect(error(text) != "accepted", "\(text)") }
    }

    @Test func `stored schemas may have names of any script and odd namespaces`() {
        let text = #"{"type":"record","name":"Größe","namespace":"a-b","fields":[{"name":"π","type":"int","default":"x"}]}"#
        #expect(error(text, strictness: .lenient) == "accepted")
        #expect(error(text) != "accepted")
        #expect(error(#"{"type":"fixed","name":"a b","size":1}"#, strictness: .lenient) != "accepted")
    }

    @Test func `references are known by name, in their order`() throws {
        let references = [
            AvroSchemaParser.Reference(name: "a", text: #"{"type":"fixed","name":"n.F","size":4}"#),
            AvroSchemaParser.Reference(name: "b", text: #"{"type":"record","name":"n.R","fields":[{"name":"f","type":"F"}]}"#),
            AvroSchemaParser.Reference(name: "a", text: "not read again"),
        ]
        let schema = try AvroSchemaParser.parse(#"{"type":"array","items":["n.R","n.F"]}"#, references: references)
        #expect(schema.types.compactMap(\.name?.fullName) == ["n.F", "n.R"])
        #expect(schema.types.filter { $0.place != nil }.count == 2)
    }

    @Test func `a fault in a reference names it`() {
        let bad = AvroSchemaParser.Reference(name: "n.F", text: "\n{\"type\":\"fixed\",\"name\":\"F\"}")
        #expect {
            try AvroSchemaParser.parse("\"F\"", references: [bad])
        } throws: { error in
            "\(error)" == #"reference "n.F", 2:1: fixed F has no usable "size"; expected a whole number of bytes from 0 to 2147483647"#
        }
    }

    @Test func `10 000 levels are an error and nothing worse`() {
        let arrays = String(repeating: #"{"type":"array","items":"#, count: 10_000) + "\"int\"" + String(repeating: "}", count: 10_000)
        #expect(error(arrays).contains("nests deeper"))
        let records = (0..<150).map { #"{"type":"record","name":"R\#($0)","fields":[{"name":"f","type":"# }.joined() + "\"int\""
            + String(repeating: "}]}", count: 150)
        #expect(error(records).contains("types nest deeper than the 128 levels allowed"))
    }

    @Test func `a chain of names longer than allowed is refused`() {
        func chain(_ count: Int) -> String {
            "[\"null\"" + (0..<count).map { #",{"type":"record","name":"R\#($0)","fields":[{"name":"f","type":"\#($0 == 0 ? "int" : "R\($0 - 1)")"}]}"# }
                .joined() + "]"
        }
        #expect(error(chain(500)) == "accepted")
        #expect(error(chain(5000)) == "1:1: types use each other over 5003 steps, 4096 are allowed []")
    }

    @Test func `a megabyte of fields is read`() throws {
        let fields = (0..<18_000).map { #"{"name":"field_number_\#($0)","type":["null","string"],"default":null}"# }
        let text = #"{"type":"record","name":"Wide","fields":["# + fields.joined(separator: ",") + "]}"
        #expect(text.utf8.count > 1 << 20)
        let schema = try AvroSchema(parsing: text)
        #expect(schema.types.count == 1 + 3 * 18_000)
        #expect(schema.text() == text)
    }
}
