/// A number as its text, so that 64-bit integers and decimals stay exact.
///
/// Equality is that of the text: `1` and `1.0` differ.
public struct JSONNumber: Sendable, Hashable {
    /// As RFC 8259 writes numbers: `-12`, `1.50`, `1e3`.
    public let text: String

    /// `text` must be a JSON number; parsers and printers of numbers are the callers.
    package init(unchecked text: String) { self.text = text }

    public init(_ value: some FixedWidthInteger) { self.text = String(value) }

    /// The shortest text that reads back as `value`; nil for NaN and the infinities, which JSON cannot say.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        self.text = value.description
    }

    /// Whether it is written as an integer: neither fraction nor exponent.
    public var isWrittenAsInteger: Bool { !text.utf8.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") } }

    /// The value if it is an integer that fits, whatever way it is written (`1e3`, `10.0`).
    public var int64: Int64? { Int64(text) ?? integerFromDecimal.flatMap { Int64($0) } }

    public var uint64: UInt64? { UInt64(text) ?? integerFromDecimal.flatMap { UInt64($0) } }

    /// The nearest double; infinite where the number is beyond its range.
    public var double: Double? { Double(text) }

    /// The digits of a number with fraction or exponent that is integral all the same, nil if it is not, or has
    /// more digits than 64 bits can hold.
    private var integerFromDecimal: String? {
        if isWrittenAsInteger { return nil }
        let parts = text.lowercased().split(separator: "e", maxSplits: 1)
        let exponent = parts.count == 2 ? Int(parts[1]) : 0
        var mantissa = parts[0]
        let isNegative = mantissa.first == "-"
        if isNegative { mantissa.removeFirst() }
        let halves = mantissa.split(separator: ".", maxSplits: 1)
        var digits = String(halves[0]) + (halves.count == 2 ? String(halves[1]) : "")
        let fraction = halves.count == 2 ? halves[1].utf8.count : 0
        digits = String(digits.drop { $0 == "0" })
        if digits.isEmpty { return "0" }
        // An exponent that is itself beyond 64 bits leaves no 64-bit integer of digits that are not all zero.
        guard let exponent, abs(exponent) < 1 << 32 else { return nil }
        let shift = exponent - fraction
        if shift >= 0 {
            guard digits.utf8.count + shift <= 20 else { return nil }
            digits += String(repeating: "0", count: shift)
        } else {
            guard digits.utf8.count > -shift, digits.suffix(-shift).allSatisfy({ $0 == "0" }) else { return nil }
            digits.removeLast(-shift)
        }
        return (isNegative ? "-" : "") + digits
    }
}
