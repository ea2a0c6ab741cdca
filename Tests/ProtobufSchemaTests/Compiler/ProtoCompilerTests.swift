import JSONText
import Testing

@testable import ProtobufSchema

@Suite struct `Files that import each other` {
    private func refusal(_ files: [String: String], roots: [String] = ["a.proto"], limits: ProtobufLimits = .standard)
        -> ProtobufSchemaError?
    {
        do {
            let sources = files.map { ProtoCompiler.Source(name: $0.key, text: $0.value) }
            _ = try ProtoCompiler.descriptors(sources, roots: roots, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test func `in a circle are refused, and the circle is named`() {
        let files = [
            "a.proto": "import 'b.proto';", "b.proto": "import 'c.proto';", "c.proto": "message C {}\nimport 'b.proto';",
        ]
        let error = refusal(files)
        #expect(error?.description == "c.proto:2:1: the file imports itself: b.proto -> c.proto -> b.proto")
        #expect(refusal(["a.proto": "import 'a.proto';"])?.problem == "the file imports itself: a.proto -> a.proto")
    }

    @Test func `and are not there are named`() {
        #expect(refusal(["a.proto": "import 'b.proto';"])?.code == .missingImport)
        #expect(refusal([:])?.code == .missingImport)
    }

    @Test func `see what is imported publicly, and nothing else`() {
        let files = [
            "a.proto": "import 'b.proto'; message A { optional D d = 1; }", "b.proto": "import public 'c.proto';",
            "c.proto": "import public 'd.proto';", "d.proto": "message D { }",
        ]
        #expect(refusal(files) == nil)
        var hidden = files
        hidden["c.proto"] = "import 'd.proto';"
        #expect(refusal(hidden)?.sentence == "D is defined in d.proto, which is not imported; expected an import of it")
    }

    @Test func `cannot define one name twice, even where neither sees the other`() {
        let files = ["a.proto": "message A { }", "b.proto": "message A { }"]
        #expect(refusal(files, roots: ["a.proto", "b.proto"])?.problem == "A is already defined in a.proto")
    }

    @Test func `are bounded in number and depth`() {
        var chain: [String: String] = [:]
        for index in 0..<10_000 { chain["\(index).proto"] = "import '\(index + 1).proto';" }
        chain["10000.proto"] = ""
        #expect(refusal(chain, roots: ["0.proto"])?.code == .limit)
        var fan = Dictionary(uniqueKeysWithValues: (0..<10_000).map { ("\($0).proto", "") })
        fan["a.proto"] = (0..<10_000).map { "import '\($0).proto';" }.joined()
        #expect(refusal(fan)?.code == .limit)
    }

    @Test func `take the place of bundled ones`() throws {
        let mine = ProtoCompiler.Source(
            name: "google/protobuf/timestamp.proto",
            text: "syntax = 'proto3'; package google.protobuf; message Timestamp { int64 mine = 7; }")
        let text = "syntax = 'proto3'; import 'google/protobuf/timestamp.proto'; message M { google.protobuf.Timestamp t = 1; }"
        let files = try ProtoCompiler.descriptors([mine, .init(name: "m.proto", text: text)], roots: ["m.proto"]).files
        #expect(files.first?.messages.first?.fields.map(\.name) == ["mine"])
        // A bundled file sees the given one as well.
        let type = try ProtoCompiler.descriptors(
            [
                .init(
                    name: "google/protobuf/duration.proto",
                    text: "syntax = 'proto3'; package google.protobuf; message Duration { bool mine = 1; }")
            ],
            roots: ["google/type/datetime.proto"]
        ).files
        #expect(type.first?.messages.first?.fields.map(\.name) == ["mine"])
    }
}

@Suite struct `Texts that a registry accepted once` {
    private static func compile(_ text: String, _ imports: [ProtoCompiler.Source] = []) throws -> ProtobufSchema {
        try ProtoCompiler.compile("syntax = 'proto3'; \(text)", imports: imports, strictness: .registry)
    }

    @Test func `keep options that nobody declares uninterpreted`() throws {
        let schema = try Self.compile(
            "message M { option (a).b = true; option (c) = -7; option (d) = 1.5; option (e) = 'x'; option (f) = { g: 1 };"
                + " option deprecated = true; }")
        let options = schema.mainFile.messages.first?.options
        // name { "a" extension } name { "b" } identifier "true"; and so on, behind what is known.
        let expected: [UInt8] =
            [0x18, 1]
            + [0xba, 0x3e, 20, 0x12, 5, 0x0a, 1, 0x61, 0x10, 1, 0x12, 5, 0x0a, 1, 0x62, 0x10, 0, 0x1a, 4] + Array("true".utf8)
        #expect(options.map { Array($0.bytes.prefix(expected.count)) } == expected)
        #expect(throws: ProtobufSchemaError.self) { try Self.compile("message M { option unknown = 1; }") }
        #expect(throws: ProtobufSchemaError.self) {
            try ProtoCompiler.compile("syntax = 'proto3'; message M { option (a) = 1; }")
        }
    }

    @Test func `find what they import under another name`() throws {
        let country = ProtoCompiler.Source(name: "Country.proto", text: "syntax = 'proto3'; message Country {}")
        let place = ProtoCompiler.Source(
            name: "Place.proto", text: "syntax = 'proto3'; import 'geo/Country.proto'; message Place { Country country = 1; }")
        let schema = try Self.compile("import 'geo/Place.proto'; message M { Place place = 1; }", [country, place])
        #expect(schema.message(named: "Place") != nil)
        #expect(throws: ProtobufSchemaError.self) { try Self.compile("import 'geo/Place.proto'; message M { Place place = 1; }") }
        #expect(try Self.compile("import 'nothing.proto'; message M {}").message(named: "M") != nil)
    }
}

@Suite struct `Texts that would cost too much` {
    private func check(_ text: String, limits: ProtobufLimits = .standard, expecting code: ProtobufSchemaError.Code?) {
        do {
            _ = try ProtoCompiler.descriptors([.init(name: "a.proto", text: text)], roots: ["a.proto"], limits: limits)
            #expect(code == nil)
        } catch {
            #expect(error.code == code, "\(error)")
        }
    }

    @Test func `are refused before they do`() {
        let nested = String(repeating: "message M { ", count: 5000) + String(repeating: "}", count: 5000)
        check(nested, expecting: .limit)
        let literal = "option (x) = " + String(repeating: "{ a ", count: 5000) + String(repeating: "}", count: 5000) + ";"
        check(literal, expecting: .limit)
        check(String(repeating: "message M {}", count: 100), limits: ProtobufLimits(maxSymbols: 50), expecting: .limit)
        let long = String(repeating: "n", count: 1 << 20)
        check("message \(long) { \((1...200).map { "optional int32 f\($0) = \($0);" }.joined()) }", expecting: .limit)
        check("package \(Array(repeating: "p", count: 200).joined(separator: "."));", expecting: .limit)
    }

    @Test func `and huge numbers of ranges or fields are taken in their stride`() {
        let ranges = (0..<20_000).map { "\($0 * 2 + 1)" }.joined(separator: ", ")
        check("message M { reserved \(ranges); extensions 100000 to max; }", expecting: nil)
        let fields = (1...5_000).map { "optional int32 f\($0) = \($0);" }.joined()
        check("message M { \(fields) }", expecting: nil)
        check("message M { extensions 1 to 536870911; extensions 536870911; }", expecting: .invalid)
        check("enum E { A = 0; reserved -2147483648 to max; }", expecting: .invalid)
    }
}
