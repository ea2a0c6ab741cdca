import JSONText
import Testing

@Suite struct `JSON parser` {
    struct Refusal {
        var text: String
        var says: String
    }

    private func check(_ text: String, expecting value: JSONValue) throws {
        #expect(try JSONParser.parse(text) == value)
        #expect(try JSONParser.parseTree(text).value == value)
    }

    private func error(_ text: String, limits: JSONLimits = JSONLimits()) -> String {
        do {
            _ = try JSONParser.parse(text, limits: limits)
            return "accepted"
        } catch {
            return error.description
        }
    }

    @Test func `every kind of value is read`() throws {
        try check("null", expecting: nil)
        try check(" true ", expecting: true)
        try check("false", expecting: false)
        try check("[]", expecting: [])
        try check("{}", expecting: [:])
        try check("\t[1, \"a\",\r\n{\"k\": [null]}]\n", expecting: [1, "a", ["k": [nil]]])
    }

    @Test func `members keep their order`() throws {
        let value = try JSONParser.parse(#"{"z":1,"a":2,"m":3}"#)
        #expect(value.asObject?.keys == ["z", "a", "m"])
    }

    @Test func `numbers keep their digits`() throws {
        for text in ["0", "-0", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1.50", "1e3", "-2.5E-10"] {
            #expect(try JSONParser.parse(text).asNumber?.text == text)
        }
    }

    @Test func `escapes become what they stand for`() throws {
        try check(#""\"\\\/\b\f\n\r\t""#, expecting: "\"\\/\u{8}\u{c}\n\r\t")
        try check(#""\u00e9\u20AC\ud83d\ude00""#, expecting: "é€😀")
        try check(#""\u0000""#, expecting: "\0")
    }

    @Test func `bad texts are refused with place and reason`() {
        let refusals = [
            Refusal(text: "", says: "1:1: expected a value, found the end of the text"),
            Refusal(text: "{", says: "1:2: expected a key in double quotes, found the end of the text"),
            Refusal(text: "[1,]", says: #"1:4: expected a value, found "]""#),
            Refusal(text: "[1 2]", says: #"1:4: expected "," or "]" in the array begun at 1:1, found "2""#),
            Refusal(text: #"{"a" 1}"#, says: #"1:6: expected ":" behind the key, found "1""#),
            Refusal(text: "{a:1}", says: #"1:2: expected a key in double quotes, found "a""#),
            Refusal(text: "1 2", says: #"1:3: expected the end of the text, found "2""#),
            Refusal(text: "01", says: "1:1: a number does not begin with the digit 0 and another digit"),
            Refusal(text: "-", says: "1:2: expected a digit, found the end of the text"),
            Refusal(text: "1.", says: "1:3: expected a digit behind the decimal point, found the end of the text"),
            Refusal(text: "1e+", says: "1:4: expected a digit in the exponent, found the end of the text"),
            Refusal(text: "+1", says: #"1:1: expected a value, found "+""#),
            Refusal(text: "NaN", says: #"1:1: expected a value, found "N""#),
            Refusal(text: "nul", says: "1:1: expected a value, found something that is not null"),
            Refusal(text: "nullx", says: "1:1: expected a value, found a word that only begins with null"),
            Refusal(text: "\"a", says: "1:3: the string begun at 1:1 does not end"),
            Refusal(text: "\"a\nb\"", says: "1:3: the string begun at 1:1 contains U+000A; control characters are written as escapes"),
            Refusal(text: #""\x""#, says: #"1:2: a backslash is followed by none of " \ / b f n r t u"#),
            Refusal(text: #""\u12g4""#, says: #"1:2: \u takes four hexadecimal digits"#),
            Refusal(text: #""\ud800""#, says: "1:2: a surrogate without its other half"),
            Refusal(text: #""\udc00""#, says: "1:2: a surrogate without its other half"),
            Refusal(text: #""\ud800\u0041""#, says: "1:2: a high surrogate is followed by an escape that is no low surrogate"),
            Refusal(text: "\u{feff}1", says: "1:1: expected a value, found a byte-order mark"),
            Refusal(text: "[é]", says: "1:2: expected a value, found U+00E9"),
            Refusal(text: "// c\n1", says: #"1:1: expected a value, found "/""#),
            Refusal(text: "{\"a\":1,\n \"b\":2,\n \"a\":3}", says: "3:2: the key \"a\" stands here and at 1:2"),
        ]
        for refusal in refusals { #expect(error(refusal.text) == refusal.says, "\(refusal.text)") }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        for bytes: [UInt8] in [[0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0xff]] {
            #expect(throws: JSONError.self) { try JSONParser.parse(bytes) }
        }
    }

    @Test func `a key twice is found among thousands`() {
        let members = (0..<5000).map { "\"k\($0)\":0" } + ["\"k17\":0"]
        #expect(error("{" + members.joined(separator: ",\n") + "}") == "5001:1: the key \"k17\" stands here and at 18:1")
    }

    @Test func `keys that look alike but differ in bytes are two keys`() throws {
        let value = try JSONParser.parse("{\"\u{e9}\":1,\"e\u{301}\":2}")
        #expect(value["\u{e9}"] == 1)
        #expect(value["e\u{301}"] == 2)
    }

    @Test func `limits on depth, bytes and values hold`() {
        let limits = JSONLimits(maxDepth: 3, maxBytes: 20, maxValues: 4)
        #expect(error("[[[]]]", limits: limits) == "accepted")
        #expect(error("[[[[]]]]", limits: limits) == "1:4: the text nests deeper than the 3 levels allowed")
        #expect(error("[1,1,1]", limits: limits) == "accepted")
        #expect(error("[1,1,1,1]", limits: limits) == "1:8: the text has more than the 4 values allowed")
        #expect(error("[         1,        1]", limits: limits) == "1:1: the text has 22 bytes, 20 are allowed")
    }

    @Test func `memory for values ends at its limit, however short they are written`() {
        let limits = JSONLimits(maxAllocation: 1000)
        #expect(error("[[],[],{}]", limits: limits) == "accepted")
        for text in ["[[],[],[],[],[],[],[],[],[],[],[],[]]", #"{"a":[],"b":[],"c":[],"d":[],"e":[],"f":[]}"#] {
            #expect(error(text, limits: limits).hasSuffix("take more than the 1000 bytes of memory allowed"), "\(text)")
        }
    }

    @Test func `a text nested 10 000 deep is an error and nothing worse`() {
        let text = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        #expect(error(text) == "1:129: the text nests deeper than the 128 levels allowed")
        let objects = String(repeating: "{\"a\":", count: 10_000)
        #expect(error(objects) == "1:641: the text nests deeper than the 128 levels allowed")
    }

    @Test func `places count lines and scalars`() throws {
        let tree = try JSONParser.parseTree("{\"é😀\": 1,\r\n \"b\":\r[true]}")
        let members = try #require(tree.asObject)
        #expect(members[0].keyRange == TextRange(
            start: TextPosition(byteOffset: 1, line: 1, column: 2), end: TextPosition(byteOffset: 9, line: 1, column: 6)))
        #expect(members[0].value.range.start == TextPosition(byteOffset: 11, line: 1, column: 8))
        #expect(members[1].keyRange.start == TextPosition(byteOffset: 16, line: 2, column: 2))
        #expect(members[1].value.range.start == TextPosition(byteOffset: 21, line: 3, column: 1))
        #expect(members[1].value.asArray?[0].range.start.description == "3:2")
        #expect(tree.range.end == TextPosition(byteOffset: 28, line: 3, column: 8))
    }
}
