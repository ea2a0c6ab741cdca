@testable import Avro
import Testing

@Suite struct `Schema resolution` {
    struct Case {
        var writer: String
        var reader: String
        var given: AvroValue
        var read: AvroValue
    }

    static let cases = [
        // Promotions.
        Case(writer: #""int""#, reader: #""long""#, given: 5, read: .long(5)),
        Case(writer: #""int""#, reader: #""float""#, given: 5, read: .float(5)),
        Case(writer: #""int""#, reader: #""double""#, given: 5, read: .double(5)),
        Case(writer: #""long""#, reader: #""float""#, given: 5, read: .float(5)),
        Case(writer: #""long""#, reader: #""double""#, given: .long(1 << 60), read: .double(0x1p60)),
        Case(writer: #""float""#, reader: #""double""#, given: .float(0.5), read: .double(0.5)),
        Case(writer: #""string""#, reader: #""bytes""#, given: "é", read: .bytes([0xc3, 0xa9])),
        Case(writer: #""bytes""#, reader: #""string""#, given: .bytes([0xc3, 0xa9]), read: .string("é")),
        Case(writer: #"{"type":"array","items":"int"}"#, reader: #"{"type":"array","items":"double"}"#, given: [1], read: [1.0]),
        Case(
            writer: #"{"type":"map","values":"int"}"#, reader: #"{"type":"map","values":"long"}"#, given: ["k": 1],
            read: .map([.init("k", .long(1))])),
        // Records: order, dropped and added fields, aliases.
        Case(
            writer: #"""
                {"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"x","type":["string",
                {"type":"array","items":"double"}]},{"name":"b","type":"string"}]}
                """#,
            reader: #"""
                {"type":"record","name":"n.R","fields":[{"name":"b","type":"string"},{"name":"c","type":"int",
                "default":-4},{"name":"a","type":"long"}]}
                """#,
            given: ["a": 1, "x": .union(branch: "array", [1.5, 2.5]), "b": "q"],
            read: .record(name: "n.R", fields: [.init("b", "q"), .init("c", .int(-4)), .init("a", .long(1))])),
        Case(
            writer: #"{"type":"record","name":"Old","fields":[{"name":"was","type":"int"}]}"#,
            reader: #"""
                {"type":"record","name":"New","aliases":["Old"],"fields":[{"name":"is","type":"int",
                "aliases":["was"]}]}
                """#,
            given: ["was": 1], read: .record(name: "New", fields: [.init("is", .int(1))])),
        // One writer's field for two of the reader's.
        Case(
            writer: #"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"z","type":"int"}]}"#,
            reader: #"""
                {"type":"record","name":"R","fields":[{"name":"b","type":"double","aliases":["a"]},{"name":"a",
                "type":"int"},{"name":"z","type":"int"}]}
                """#,
            given: ["a": 1, "z": 2],
            read: .record(name: "R", fields: [.init("b", .double(1)), .init("a", .int(1)), .init("z", .int(2))])),
        // Defaults of every shape.
        Case(
            writer: #"{"type":"record","name":"R","fields":[]}"#,
            reader: #"""
                {"type":"record","name":"R","fields":[
                {"name":"b","type":"bytes","default":"ÿA"},
                {"name":"l","type":{"type":"array","items":{"type":"map","values":"long"}},"default":[{"k":1},{}]},
                {"name":"r","type":{"type":"record","name":"I","fields":[
                  {"name":"x","type":"int","default":3},{"name":"y","type":"string"}]},"default":{"y":"w"}},
                {"name":"u","type":["null","int"],"default":null},
                {"name":"v","type":["int","null"],"default":8},
                {"name":"w","type":["null","string"],"default":"any branch"},
                {"name":"e","type":{"type":"enum","name":"E","symbols":["A","B"]},"default":"B"},
                {"name":"f","type":{"type":"fixed","name":"F","size":2},"default":"\u0001\u00ff"}]}
                """#,
            given: [:],
            read: .record(
                name: "R",
                fields: [
                    .init("b", .bytes([0xff, 0x41])),
                    .init("l", .array([.map([.init("k", .long(1))]), .map([])])),
                    .init("r", .record(name: "I", fields: [.init("x", .int(3)), .init("y", "w")])),
                    .init("u", .union(branch: "null", .null)),
                    .init("v", .union(branch: "int", .int(8))),
                    .init("w", .union(branch: "string", "any branch")),
                    .init("e", .enumeration("B")),
                    .init("f", .fixed([1, 255])),
                ])),
        // Enums go by symbol; what the reader lacks becomes its default.
        Case(
            writer: #"{"type":"enum","name":"E","symbols":["A","B"]}"#,
            reader: #"{"type":"enum","name":"E","symbols":["B","A","C"]}"#, given: "A", read: .enumeration("A")),
        Case(
            writer: #"{"type":"enum","name":"E","symbols":["A","B"]}"#,
            reader: #"{"type":"enum","name":"E","symbols":["C","A"],"default":"C"}"#, given: "B", read: .enumeration("C")),
        // Unions.
        Case(writer: #""int""#, reader: #"["null","int"]"#, given: 5, read: .union(branch: "int", .int(5))),
        Case(writer: #""int""#, reader: #"["string","long","double"]"#, given: 5, read: .union(branch: "long", .long(5))),
        Case(writer: #""long""#, reader: #"["double","long"]"#, given: 5, read: .union(branch: "long", .long(5))),
        Case(writer: #"["null","int"]"#, reader: #""long""#, given: 5, read: .long(5)),
        Case(
            writer: #"["int","null"]"#, reader: #"["null","string","double"]"#, given: 5,
            read: .union(branch: "double", .double(5))),
        Case(writer: #"["int","null"]"#, reader: #"["null","string","double"]"#, given: nil, read: .union(branch: "null", .null)),
        Case(
            writer: #"["int","string","boolean"]"#, reader: #"["boolean","string","int"]"#, given: true,
            read: .union(branch: "boolean", true)),
        Case(
            writer: #"[{"type":"record","name":"a.R","fields":[]},{"type":"record","name":"b.R","fields":[]}]"#,
            reader: #"[{"type":"record","name":"b.R","fields":[]},{"type":"record","name":"a.R","fields":[]}]"#,
            given: .union(branch: "b.R", [:]), read: .union(branch: "b.R", .record(name: "b.R", fields: []))),
        // A recursive type with a field added at every level.
        Case(
            writer: #"{"type":"record","name":"N","fields":[{"name":"next","type":["null","N"]}]}"#,
            reader: #"""
                {"type":"record","name":"N","fields":[{"name":"v","type":"int","default":1},{"name":"next",
                "type":["null","N"]}]}
                """#,
            given: ["next": ["next": nil]],
            read: .record(
                name: "N",
                fields: [
                    .init("v", .int(1)),
                    .init(
                        "next",
                        .union(
                            branch: "N",
                            .record(name: "N", fields: [.init("v", .int(1)), .init("next", .union(branch: "null", .null))]))),
                ])),
    ]

    @Test(arguments: cases.indices) func `data of the writer is read as the reader wants it`(_ index: Int) throws {
        let row = Self.cases[index]
        #expect(try reread(row.given, row.writer, row.reader) == row.read)
    }

    struct Refusal {
        var writer: String
        var reader: String
        var code: ResolutionError.Code
        var says: String
    }

    static let refusals = [
        Refusal(
            writer: #""long""#, reader: #""int""#, code: .typeMismatch,
            says: "int: the reader wants int, the writer has long"),
        Refusal(
            writer: #""string""#, reader: #"{"type":"enum","name":"E","symbols":["A"]}"#, code: .typeMismatch,
            says: "enum E"),
        Refusal(
            writer: #"{"type":"fixed","name":"F","size":2}"#, reader: #"{"type":"fixed","name":"F","size":3}"#,
            code: .fixedSizeMismatch, says: "3 bytes of fixed F, the writer has 2"),
        Refusal(
            writer: #"{"type":"fixed","name":"F","size":2}"#, reader: #"{"type":"fixed","name":"G","size":2}"#,
            code: .nameMismatch, says: "the reader wants G, the writer has F"),
        Refusal(
            writer: #"{"type":"record","name":"R","fields":[]}"#,
            reader: #"""
                {"type":"record","name":"R","fields":[{"name":"a","type":["null","int"]}]}
                """#, code: .missingDefault,
            says: "R.a: the reader wants field a, which has no default"),
        Refusal(writer: #""string""#, reader: #"["null","int"]"#, code: .missingUnionBranch, says: "one of null, int"),
        Refusal(writer: #"["null","int"]"#, reader: #""string""#, code: .missingUnionBranch, says: "union without such a branch"),
        Refusal(
            writer: #"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"int"}]}"#,
            reader: #"""
                {"type":"record","name":"R","fields":[{"name":"a","type":"int","aliases":["b"]}]}
                """#, code: .ambiguousField,
            says: "fields a, b"),
        Refusal(
            writer: #"""
                {"type":"record","name":"R","fields":[{"name":"l","type":{"type":"array","items":{"type":"map",
                "values":"string"}}}]}
                """#,
            reader: #"""
                {"type":"record","name":"R","fields":[{"name":"l","type":{"type":"array","items":{"type":"map",
                "values":"int"}}}]}
                """#,
            code: .typeMismatch, says: "R.l[]{}: the reader wants int, the writer has string"),
    ]

    @Test(arguments: refusals.indices) func `a pair that cannot be read has no plan, and says where`(_ index: Int) throws {
        let row = Self.refusals[index]
        let errors = try resolutionErrors(row.writer, row.reader)
        #expect(errors.count == 1)
        #expect(errors.first?.code == row.code)
        #expect(errors.first?.description.contains(row.says) == true, "\(errors)")
    }

    @Test func `a schema reads its own data, whatever its aliases say`() throws {
        let schema = try AvroSchema(
            parsing: #"""
                {"type":"record","name":"R","aliases":["S"],"fields":[{"name":"a","type":"int","aliases":["b"]},
                {"name":"b","type":"int"}]}
                """#)
        #expect(throws: SchemaResolutionError.self) { try SchemaResolution.plan(writer: schema, reader: schema) }
        let datum = try GenericDatum([2, 4], plan: SchemaResolution.plan(for: schema))
        #expect(datum.record?["a"]?.int32 == 1)
        #expect(datum.record?["b"]?.int32 == 2)
    }

    @Test func `all errors are told, not the first alone`() throws {
        let errors = try resolutionErrors(
            #"{"type":"record","name":"R","fields":[{"name":"a","type":"string"},{"name":"b","type":"long"}]}"#,
            #"""
                {"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"int"},
                {"name":"c","type":"int"}]}
                """#)
        #expect(errors.map(\.path.description) == ["R.a", "R.b", "R.c"])
    }

    @Test func `many errors are counted, not written out`() throws {
        func record(_ type: String) -> String {
            let fields = (0..<500).map { #"{"name":"f\#($0)","type":"\#(type)"}"# }.joined(separator: ",")
            return #"{"type":"record","name":"R","fields":[\#(fields)]}"#
        }
        let error = SchemaResolutionError(errors: try resolutionErrors(record("string"), record("int")))
        #expect(error.errors.count == 100)
        #expect(error.description.hasSuffix("; and 80 more") && error.description.utf8.count < 2_000)
    }

    @Test func `a branch the reader does not take is an error of the data that comes in it`() throws {
        let writer = #"{"type":"record","name":"R","fields":[{"name":"a","type":["null","int","string"]}]}"#
        let reader = #"{"type":"record","name":"R","fields":[{"name":"a","type":["null","int"]}]}"#
        #expect(try reread(["a": 1], writer, reader) == .record(name: "R", fields: [.init("a", .union(branch: "int", .int(1)))]))
        let error = decodingError { _ = try reread(["a": "x"], writer, reader) }
        #expect(error?.code == .unresolvable)
        let says = "reading R.a with schema R at byte 1: expected union, found branch string"
        #expect(error?.description.contains(says) == true)
    }

    @Test func `a symbol the reader lacks is an error of the data that has it`() throws {
        let writer = #"{"type":"enum","name":"E","symbols":["A","B"]}"#
        let reader = #"{"type":"enum","name":"E","symbols":["A"]}"#
        #expect(try reread("A", writer, reader) == .enumeration("A"))
        let error = decodingError { _ = try reread("B", writer, reader) }
        #expect(error?.code == .unresolvable)
        #expect(error?.description.contains("symbol B, which the reader's enum lacks") == true)
    }

    @Test func `an attempt that failed leaves nothing behind`() throws {
        // The first branch of the reader looks right until its second field; its recursive part must not be kept.
        let node = { (last: String) in
            #"""
                {"type":"record","name":"N","fields":[{"name":"next","type":["null","N"]},{"name":"d",
                "type":{"type":"array","items":"int"},"default":[1]},{"name":"last","type":"\#(last)"}]}
                """#
        }
        let writer = node("string").replacingN(with: "N")
        let reader = "[\(node("int").replacingN(with: "a.N")),\(node("string").replacingN(with: "b.N"))]"
        let read = try reread(["next": ["next": nil, "d": [1, 2], "last": "x"], "d": [], "last": "y"], writer, reader)
        guard case .union("b.N", .record(_, let fields)) = read else { Issue.record("\(read)"); return }
        #expect(fields[2].value == "y")
    }

    @Test func `pairs made to be slow end with an error`() throws {
        // Unions of records that differ only at the bottom, each level trying two branches.
        var writer = #"{"type":"record","name":"W0","fields":[{"name":"a","type":"string"}]}"#
        var reader = #"{"type":"record","name":"W0","fields":[{"name":"a","type":"int"}]}"#
        for level in 1...60 {
            writer = #"""
                {"type":"record","name":"W\#(level)","fields":[{"name":"x","type":\#(writer)},{"name":"y",
                "type":"W\#(level - 1)"}]}
                """#
            reader = #"""
                {"type":"record","name":"W\#(level)","fields":[{"name":"x","type":["null",\#(reader)]},
                {"name":"y","type":["null","W\#(level - 1)"]}]}
                """#
        }
        #expect(try !resolutionErrors(writer, reader).isEmpty)
    }
}

extension String {
    /// The record's name, where it is defined and where it is used.
    fileprivate func replacingN(with name: String) -> String {
        let namespace = name.split(separator: ".").dropLast().joined()
        return namespace.isEmpty ? self : "{\"namespace\":\"\(namespace)\"," + dropFirst()
    }
}
