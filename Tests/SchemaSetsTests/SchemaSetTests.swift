import Avro
import Compatibility
import JSONText
import Testing

@testable import SchemaSets

private func avro(_ name: String, _ text: String) -> SchemaSource {
    SchemaSource(name: name, importName: name, language: .avro, text: text)
}

private func record(_ name: String, _ fields: String) -> String {
    #"{"type": "record", "name": "\#(name)", "namespace": "acme", "fields": [\#(fields)]}"#
}

@Suite struct `A set of schemas` {
    private let money = avro("money.avsc", record("Money", #"{"name": "cents", "type": "long"}"#))
    private let line = avro("line.avsc", record("Line", #"{"name": "price", "type": "Money"}"#))
    private let order = avro(
        "order.avsc", record("Order", #"{"name": "lines", "type": {"type": "array", "items": "acme.Line"}}"#))

    @Test func `finds the files that a file uses, in dependency order`() throws {
        var set = SchemaSet([order, line, money], isNew: true)
        let document = try set.document(at: 0)
        #expect(document.uses == [1])
        #expect(document.closure == [2, 1])
        #expect(try set.inDependencyOrder([0, 1, 2]) == [2, 1, 0])
        #expect(try set.inDependencyOrder([0, 2]) == [2, 0])
        #expect(set.definedNames(at: 2) == ["acme.Money"])
    }

    @Test func `tells a file that lacks another one from a faulty one`() {
        func isLacking(_ sources: SchemaSource...) -> Bool? {
            var set = SchemaSet(sources, isNew: true)
            return #expect(throws: SchemaSetError.self) { try set.document(at: 0) }?.isLacking
        }
        #expect(isLacking(line) == true)
        #expect(isLacking(avro("a.avsc", record("A", #"{"name": "f", "type": "Money", "default": "}"#))) == false)
        let proto = SchemaSource(
            name: "a.proto", importName: "a.proto", language: .protobuf, text: "syntax = \"proto3\"; import \"b.proto\";")
        #expect(isLacking(proto) == true)
    }

    @Test func `reads what uses a file anew when that gets another text`() throws {
        var set = SchemaSet([line, money], isNew: true)
        _ = try set.document(at: 0)
        set.replaceText(at: 1, by: record("Money", #"{"name": "cents", "type": "int"}"#))
        #expect(try set.document(at: 0).written.references.map(\.text) == [set.sources[1].text])
        set.replaceText(at: 1, by: record("Coin", ""))
        #expect(throws: SchemaSetError.self) { try set.document(at: 0) }
        #expect(set.definedNames(at: 1) == ["acme.Coin"])
        set.replaceText(at: 1, by: money.text)
        #expect(try set.document(at: 0).uses == [1])
    }

    @Test func `reads what imports a file anew when that gets another text`() throws {
        func proto(_ name: String, _ text: String) -> SchemaSource {
            SchemaSource(name: name, importName: name, language: .protobuf, text: "syntax = \"proto3\"; \(text)")
        }
        var set = SchemaSet(
            [proto("a.proto", "import \"b.proto\"; message A { B b = 1; }"), proto("b.proto", "message B {}")], isNew: true)
        _ = try set.document(at: 0)
        set.replaceText(at: 1, by: "message C {}")
        #expect(throws: SchemaSetError.self) { try set.document(at: 0) }
    }

    @Test func `refuses files that use each other`() {
        let a = avro("a.avsc", record("A", #"{"name": "b", "type": "B"}"#))
        let b = avro("b.avsc", record("B", #"{"name": "a", "type": ["null", "A"]}"#))
        var set = SchemaSet([a, b], isNew: true)
        let error = #expect(throws: SchemaSetError.self) { try set.document(at: 0) }
        #expect(error?.code == .cycle)
        #expect(error?.problem == "these files use each other: a.avsc uses b.avsc uses a.avsc")
    }

    @Test func `refuses a name that two other files define, once it is used`() throws {
        var set = SchemaSet([line, money, avro("copy.avsc", money.text)], isNew: true)
        let error = #expect(throws: SchemaSetError.self) { try set.document(at: 0) }
        #expect(error?.code == .ambiguous)
        #expect(error?.problem.contains("copy.avsc and in money.avsc") == true)
        #expect(try set.document(at: 1).closure == [])
    }

    @Test func `tells a fault in the file it is in`() {
        let broken = avro("money.avsc", record("Money", #"{"name": "cents", "type": 7}"#))
        var set = SchemaSet([line, broken], isNew: true)
        for index in [0, 1] {
            let error = #expect(throws: SchemaSetError.self) { try set.document(at: index) }
            #expect(error?.file == "money.avsc")
            #expect(error?.range != nil)
        }
    }

    @Test func `has long chains without a deep stack`() throws {
        let count = 3000
        let chain = (0..<count).map { index in
            avro("\(index).avsc", record("R\(index)", index + 1 < count ? #"{"name": "n", "type": "R\#(index + 1)"}"# : ""))
        }
        var set = SchemaSet(chain, isNew: false)
        #expect(try set.document(at: count - 100).closure.count == 99)
    }

    @Test func `is lenient with what was accepted before`() throws {
        let odd = avro("odd.avsc", record("Ümlaut", ""))
        var new = SchemaSet([odd], isNew: true), old = SchemaSet([odd], isNew: false)
        #expect(throws: SchemaSetError.self) { try new.document(at: 0) }
        #expect(try old.document(at: 0).uses == [])
    }

    @Test func `may use schemas from elsewhere`() throws {
        var set = SchemaSet([line], isNew: true, references: [(name: "money", text: money.text)])
        #expect(try set.document(at: 0).closure == [])
        var alone = SchemaSet([line], isNew: true)
        #expect(throws: SchemaSetError.self) { try alone.document(at: 0) }
    }

    @Test func `knows a schema by the end of its name`() {
        let cases: [(String, SchemaLanguage?)] = [
            ("a.avsc", .avro), ("x/y.proto", .protobuf), (".avsc", nil), ("x/.proto", nil), ("a.avsc.bak", nil), ("avsc", nil),
        ]
        for (path, expected) in cases { #expect(SchemaLanguage(path: path) == expected, "\(path)") }
    }
}

@Suite struct `Changes between Avro schemas` {
    private func check(_ old: String, _ new: String, expecting expected: [String]) throws {
        let changes = SchemaChange.all(from: .avro(try AvroSchema(parsing: old)), to: .avro(try AvroSchema(parsing: new)))
        #expect(changes.map { "\($0.kind.mark) \($0.path) \($0.text)\($0.isOptional ? " ?" : "")" } == expected)
    }

    private func checkFields(_ old: String, _ new: String, expecting expected: [String]) throws {
        try check(record("R", old), record("R", new), expecting: expected)
    }

    @Test func `are fields that came, went and changed`() throws {
        try checkFields("", #"{"name": "a", "type": "int"}"#, expecting: ["+ R.a int"])
        try checkFields("", #"{"name": "a", "type": "int", "default": 1}"#, expecting: ["+ R.a int default 1 ?"])
        try checkFields(#"{"name": "a", "type": "int"}"#, "", expecting: ["- R.a int"])
        try checkFields(#"{"name": "a", "type": "int"}"#, #"{"name": "a", "type": "long"}"#, expecting: ["~ R.a int -> long"])
        try checkFields(
            #"{"name": "a", "type": "string"}"#, #"{"name": "a", "type": ["null", "string"], "default": null}"#,
            expecting: [#"~ R.a string -> ["null","string"] default null"#])
        try checkFields(
            #"{"name": "a", "type": "int", "default": 1}"#, #"{"name": "a", "type": "int", "default": 2}"#,
            expecting: ["~ R.a default 1 -> default 2 ?"])
        try checkFields(
            #"{"name": "a", "type": "int"}"#, #"{"name": "b", "aliases": ["a"], "type": "int"}"#,
            expecting: ["~ R.b renamed from a"])
    }

    @Test func `reach into what is nested, once`() throws {
        let inner = { (fields: String) in #"{"name": "x", "type": {"type": "array", "items": \#(record("I", fields))}}"# }
        try checkFields(
            inner(#"{"name": "a", "type": "int"}, {"name": "again", "type": ["null", "I"]}"#),
            inner(#"{"name": "a", "type": "long"}, {"name": "again", "type": ["null", "I"]}"#),
            expecting: ["~ R.x[].a int -> long"])
    }

    @Test func `are symbols, sizes, names and sorts of types`() throws {
        let colors = { (symbols: String) in #"{"type": "enum", "name": "C", "symbols": [\#(symbols)]}"# }
        try check(colors(#""A", "B""#), colors(#""A", "D""#), expecting: ["+ C.D enum symbol", "- C.B enum symbol"])
        try check(
            #"{"type": "fixed", "name": "F", "size": 4}"#, #"{"type": "fixed", "name": "G", "size": 8}"#,
            expecting: ["~ G name F -> G", "~ G size 4 -> 8"])
        try check(#""int""#, #""string""#, expecting: ["~ string int -> string"])
        try check(
            #""long""#, #"{"type": "long", "logicalType": "timestamp-millis"}"#,
            expecting: ["~ long (timestamp-millis) long -> long (timestamp-millis)"])
    }

    @Test func `are none where nothing changed in meaning`() throws {
        try check(record("R", ""), #"{"doc": "d", "fields": [], "type": "record", "name": "acme.R"}"#, expecting: [])
    }

    @Test func `fit into a word`() {
        #expect(
            SchemaChange(kind: .added, path: "Order.lines[].price", element: "", text: "int", isOptional: true).word == "+ price?"
        )
        #expect(SchemaChange(kind: .removed, path: "Order", element: "", text: "int").word == "- Order")
    }
}
