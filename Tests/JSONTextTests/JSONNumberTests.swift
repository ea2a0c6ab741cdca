import JSONText
import Testing

@Suite struct `JSON numbers` {
    struct Case {
        var text: String
        var int64: Int64?
        var uint64: UInt64?
    }

    @Test func `integers are exact however they are written`() throws {
        let cases = [
            Case(text: "0", int64: 0, uint64: 0),
            Case(text: "-0", int64: 0, uint64: 0),
            Case(text: "1e3", int64: 1000, uint64: 1000),
            Case(text: "10.0", int64: 10, uint64: 10),
            Case(text: "1.5", int64: nil, uint64: nil),
            Case(text: "1.5e1", int64: 15, uint64: 15),
            Case(text: "15e-1", int64: nil, uint64: nil),
            Case(text: "-1500e-2", int64: -15, uint64: nil),
            Case(text: "9223372036854775807", int64: .max, uint64: UInt64(Int64.max)),
            Case(text: "9.223372036854775807e18", int64: .max, uint64: UInt64(Int64.max)),
            Case(text: "9223372036854775808", int64: nil, uint64: 1 << 63),
            Case(text: "-9223372036854775808", int64: .min, uint64: nil),
            Case(text: "0e99999999999999999999", int64: 0, uint64: 0),
            Case(text: "1e99999999999999999999", int64: nil, uint64: nil),
            Case(text: "1e-99999999999999999999", int64: nil, uint64: nil),
            Case(text: "1e400", int64: nil, uint64: nil),
            Case(text: "0.001", int64: nil, uint64: nil),
        ]
        for row in cases {
            let number = try #require(try JSONParser.parse(row.text).asNumber)
            #expect(number.int64 == row.int64, "\(row.text)")
            #expect(number.uint64 == row.uint64, "\(row.text)")
        }
    }

    @Test func `doubles are written so that they read back`() {
        #expect(JSONNumber(0.1)?.text == "0.1")
        #expect(JSONNumber(Double.nan) == nil)
        #expect(JSONNumber(-Double.infinity) == nil)
        #expect(JSONNumber(1e300)?.double == 1e300)
    }
}
