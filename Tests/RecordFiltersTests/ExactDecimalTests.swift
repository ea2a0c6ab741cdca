import Testing

@testable import RecordFilters

@Suite struct `Decimals` {
    @Test func `are ordered by their value, whatever way they are written`() throws {
        let ascending = [
            "-1e300", "-9223372036854775809", "-9223372036854775808", "-10.5", "-10", "-0.1", "0", "1e-300", "0.1", "0.11", "1", "9",
            "10", "10.01", "9007199254740992", "9007199254740993", "9223372036854775807", "9223372036854775808", "1e300",
        ]
        let numbers = try ascending.map { try #require(ExactDecimal($0), "\($0)") }
        for (left, a) in numbers.enumerated() {
            for (right, b) in numbers.enumerated() {
                #expect((a < b) == (left < right), "\(ascending[left]) \(ascending[right])")
                #expect((a == b) == (left == right))
            }
        }
    }

    @Test func `are the same in every spelling`() {
        for (a, b) in [("1", "1.0"), ("1e3", "1000"), ("-0", "0"), ("0.10", "1e-1"), ("123e-2", "1.23"), ("0e999999999", "0.000")] {
            #expect(ExactDecimal(a) == ExactDecimal(b), "\(a) \(b)")
        }
    }

    @Test func `are nothing else`() {
        for text in ["", "-", "+1", ".5", "5.", "1e", "1e+-2", "NaN", "Infinity", "1 ", "0x1", "1e9999999999"] {
            #expect(ExactDecimal(text) == nil, "\(text)")
        }
    }
}
