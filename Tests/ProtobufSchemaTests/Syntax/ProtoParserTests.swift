import JSONText
import ProtobufSchema
import TestKit
import Testing

@Suite struct `The .proto parser` {
    @Test func `reads a file with everything in it`() throws {
        let syntax = try parse(everything)
        #expect(syntax.package?.text == "a.b")
        #expect(syntax.imports.map(\.path.text) == ["x.proto", "y.proto"])
        #expect(syntax.messages[0].members.count == 10)
        #expect(syntax.services[0].members.count == 2)
        #expect(syntax.options[0].name.map(\.name) == ["my.ext", "sub", ".other"])
    }

    @Test(
        arguments: [
            (#"'\a\b\f\n\r\t\v\\\?\'\"'"#, [7, 8, 12, 10, 13, 9, 11, 92, 63, 39, 34]),
            (#""\0\18\377\777\101x""#, [0, 1, 56, 255, 255, 65, 120]),
            (#""\x4\x41\x414\xFF""#, [4, 65, 65, 52, 255]),
            (#""\u00e9\u20ac\U0001f600""#, [0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80]),
            (#""\ud83d\ude00\ud83d\u0041\ud83dx""#, [0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0xbd, 0x41, 0xed, 0xa0, 0xbd, 0x78]),
            (#""\U00110000""#, Array("\\U00110000".utf8)), (#""ä" 'b' "" "c""#, [0xc3, 0xa4, 98, 99]), (#""""#, []),
        ] as [(String, [UInt8])])
    func `undoes escapes`(literal: String, expected: [UInt8]) throws {
        guard case .string(let bytes) = try parse("option o = \(literal);").options[0].value.kind else {
            Issue.record("\(literal) is no string")
            return
        }
        #expect(bytes == expected)
    }

    @Test func `knows the place of each node, columns in Unicode scalars`() throws {
        let text =
            "/* ☃𝄞 */ message\tM { // ä\n  optional .a . b x = 1 [(defau) = \"é𝄞\", (o).p = 2];\r\n oneof e { bool q = 3; } }"
        let message = try parse(text).messages[0]
        #expect(place(message.name) == "1:18-1:19")
        guard case .field(let field) = message.members[0], case .oneof(let oneof) = message.members[1] else {
            Issue.record("not a field and a oneof")
            return
        }
        #expect(place(field.labelPlace) == "2:3-2:11")
        #expect(place(field.typePlace) == "2:12-2:18")
        #expect(place(field.name) == "2:19-2:20")
        #expect(place(field.number) == "2:23-2:24")
        #expect(place(field.options[0].value.place) == "2:36-2:40")
        #expect(place(field.options[1].name[0].place) == "2:42-2:45")
        #expect(place(field.place) == "2:3-2:53")
        #expect(place(oneof.place) == "3:2-3:25")
        #expect(place(message.place) == "1:10-3:27")
        #expect(field.name.place.start.byteOffset == offset(of: " x = 1", in: text) + 1)
    }

    @Test(
        arguments: [
            ("2023", "message M { int32 a = 1; repeated int32 b = 2; reserved a_, b_; reserved 7 to max; }", nil),
            (
                "2023",
                "enum E { A = 0; reserved B, C; } option (o) = -inf; option (p) = 99999999999999999999; option (q) = -nan;", nil
            ),
            ("2023", "message M { optional int32 a = 1; }", "2:13: the label \"optional\" in an edition; expected no label"),
            (
                "2023", "message M { required int32 a = 1; }",
                "2:13: the label \"required\" in an edition; expected features.field_presence = LEGACY_REQUIRED"
            ),
            (
                "2023", "message M { group G = 1 {} }",
                "2:13: a group; expected a message with features.message_encoding = DELIMITED in editions"
            ),
            (
                "2023", "message M { repeated group G = 1 {} }",
                "2:22: a group; expected a message with features.message_encoding = DELIMITED in editions"
            ),
            (
                "2023", "message M { reserved \"a\"; }",
                "2:22: found the string \"a\"; expected reserved names without quotes in editions"
            ),
            ("2023", "message M { reserved a, \"b\"; }", "2:25: found the string \"b\"; expected a name"),
            (
                "2023", "import option \"a.proto\";",
                "2:8: \"import option\" came with edition 2024, which is not supported; expected a plain import"
            ),
            ("2023", "export message M {}", "2:1: found \"export\"; expected a statement such as \"message\" or \"import\""),
            ("2024", "", "1:11: edition \"2024\" is not supported; expected \"2023\""),
            ("2022", "", "1:11: edition \"2022\" is not supported; expected \"2023\""),
            ("proto2", "", "1:11: edition \"proto2\" is not supported; expected \"2023\""),
        ] as [(String, String, String?)])
    func `speaks edition 2023`(edition: String, text: String, expected: String?) {
        #expect(refusal(of: "edition = \"\(edition)\";\n\(text)") == expected)
    }

    @Test func `reads names that look like keywords`() throws {
        let words = [
            "message", "enum", "option", "oneof", "extend", "reserved", "rpc", "stream", "to", "max", "map", "group", "syntax",
            "int32", "optional",
        ]
        for word in words {
            let text =
                """
                message \(word) { optional int32 \(word) = 1; optional a.\(word) b = 2; } enum \(word) { a = 0; }
                service \(word) { rpc \(word)(.\(word)) returns (stream .\(word)); }
                """
            #expect(refusal(of: text) == nil, "\(word)")
        }
    }
}

@Suite struct `The .proto parser is bounded` {
    @Test(arguments: [
        ("message M {", "}"), ("optional group G = 1 {", "}"), ("a {", "}"), ("a: [{", "}]"),
    ])
    func `in depth`(open: String, close: String) {
        let isValue = open.hasPrefix("a")
        let (head, tail) = isValue ? ("option o = {", "};") : open.hasPrefix("optional") ? ("message M {", "}") : ("", "")
        func nested(_ depth: Int) -> String {
            head + String(repeating: open, count: depth) + String(repeating: close, count: depth) + tail
        }
        let limits = ProtobufLimits(maxDepth: 8)
        let own = head.isEmpty ? 0 : 1
        #expect(refusal(of: nested(8 - own), limits: limits) == nil)
        #expect(refusal(of: nested(9 - own), limits: limits)?.contains("more than 8 levels deep") == true)
        #expect(refusal(of: nested(100_000))?.contains("more than 64 levels deep") == true)
    }

    @Test func `in size`() {
        let text = "message M {}"
        #expect(refusal(of: text, limits: ProtobufLimits(maxBytes: 12)) == nil)
        #expect(refusal(of: text, limits: ProtobufLimits(maxBytes: 11)) == "the text has 12 bytes; expected 11 at most")
    }

    @Test func `when a text is cut off at any byte, or a byte of it changes`() {
        let bytes = Array(everything.utf8)
        for end in bytes.indices { _ = refusal(of: String(decoding: bytes[..<end], as: UTF8.self)) }
        for seed in Seed.values(300) {
            var random = SeededGenerator(seed: seed)
            var changed = bytes
            for _ in 0..<4 {
                let index = Int.random(in: changed.indices, using: &random)
                if random.oneIn(2) { changed[index] = .random(in: 0...255, using: &random) } else { changed.remove(at: index) }
            }
            let saying = refusal(of: String(decoding: changed, as: UTF8.self))
            #expect(saying.map { $0.contains(": ") } ?? true, "seed \(seed)")
        }
        #expect(refusal(of: everything) == nil)
    }
}

private let everything = """
    // about
    syntax = "proto2";
    package a . b;
    import "x.proto"; import public "y.proto";
    option (my.ext).sub.(.other) = { a: 1, b <c: "x" 'y'>; [p.ext]: [1, 2.5], [t.com/p.M] { d: -inf } };
    message M {
      required int32 id = 0x01 [default = -5, json_name = "i"];
      optional group G = 2 { repeated .a.b.M m = 1; }
      map<string, M> map = 3;
      optional map map_ = 4;
      oneof choice { option (o) = true; string s = 5; group H = 6 {} }
      extensions 100 to 200, 300, 400 to max [(x) = 1];
      reserved 7, 8 to 9; reserved "q", "r";
      extend M { optional string e = 100; }
      enum E { option allow_alias = true; ZERO = 0; NIL = -0; MINUS = - 2147483648; reserved -5 to max; }
      ;
    }
    /* ☃ */
    service S { rpc Do(stream M) returns (.a.b.M) { option deprecated = true; ; } rpc Go(M) returns (stream M); }
    """

private func place(_ word: ProtoSyntax.Word) -> String { place(word.place) }

private func place(_ range: TextRange?) -> String { range.map { "\($0.start)-\($0.end)" } ?? "none" }

private func offset(of part: String, in text: String) -> Int {
    text.firstRange(of: part).map { text.utf8.distance(from: text.startIndex, to: $0.lowerBound) } ?? -1
}
