import JSONText
import Testing

@Suite struct `JSON printer` {
    @Test func `compact text has no white space and raw UTF-8`() {
        let value: JSONValue = ["b": [1, nil, true], "a": "é/\u{7f}\u{2028}"]
        #expect(JSONPrinter.compact(value) == "{\"b\":[1,null,true],\"a\":\"é/\u{7f}\u{2028}\"}")
        #expect(JSONPrinter.bytes(["k": "v"]) == Array(#"{"k":"v"}"#.utf8))
    }

    @Test func `control characters, quotes and backslashes are escaped as Jackson does`() {
        #expect(
            JSONPrinter.quoted("\"\\\u{8}\t\n\u{c}\r\0\u{1f}\u{b}") == #""\"\\\b\t\n\f\r\u0000\u001F\u000B""#)
        #expect(JSONPrinter.quoted("\r\n") == #""\r\n""#)
    }

    @Test func `pretty text puts members on lines`() {
        let value: JSONValue = ["a": [], "b": [1, ["c": [:]]]]
        #expect(
            JSONPrinter.pretty(value) == """
                {
                  "a": [],
                  "b": [
                    1,
                    {
                      "c": {}
                    }
                  ]
                }
                """)
    }

    @Test func `what is printed reads back the same`() throws {
        let value: JSONValue = ["\u{0}\u{1f}\"\\": ["😀\u{301}", "\u{ffff}"], "n": [nil, false]]
        #expect(try JSONParser.parse(JSONPrinter.compact(value)) == value)
        #expect(try JSONParser.parse(JSONPrinter.pretty(value)) == value)
    }

    @Test func `every byte of ASCII is escaped as it must be, wherever it stands`() {
        func expected(_ byte: UInt8) -> String {
            switch byte {
            case UInt8(ascii: "\""): #"\""#
            case UInt8(ascii: "\\"): #"\\"#
            case 8: #"\b"#
            case 9: #"\t"#
            case 10: #"\n"#
            case 12: #"\f"#
            case 13: #"\r"#
            case ..<16: #"\u000"# + String(byte, radix: 16, uppercase: true)
            case ..<32: #"\u00"# + String(byte, radix: 16, uppercase: true)
            default: String(UnicodeScalar(byte))
            }
        }
        for byte in 0..<128 as Range<UInt8> {
            let character = String(UnicodeScalar(byte)), escaped = expected(byte)
            for (before, after) in [("", ""), ("a", "b"), ("é", "𝄞"), (String(repeating: "x", count: 40), "\u{1f}")] {
                let written = JSONPrinter.quoted(before + character + after)
                #expect(written == "\"" + before + escaped + after.replacing("\u{1f}", with: #"\u001F"#) + "\"", "byte \(byte)")
            }
        }
    }
}
