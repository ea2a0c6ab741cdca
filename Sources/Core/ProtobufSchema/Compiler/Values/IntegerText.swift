/// Integers as `.proto` texts write them: decimal, octal after `0`, hexadecimal after `0x`.
enum IntegerText {
    /// Nil where the text is no integer or does not fit 64 bits.
    static func parse(_ text: some StringProtocol) -> UInt64? {
        let digits = text.utf8
        guard let first = digits.first else { return nil }
        guard first == UInt8(ascii: "0"), digits.count > 1 else { return UInt64(text, radix: 10) }
        let rest = text.dropFirst()
        if rest.utf8.first == UInt8(ascii: "x") || rest.utf8.first == UInt8(ascii: "X") {
            return UInt64(rest.dropFirst(), radix: 16)
        }
        return UInt64(rest, radix: 8)
    }

    /// With a sign in front; nil where the text does not fit 32 bits.
    static func parseInt32(_ text: String) -> Int32? {
        if text.utf8.first == UInt8(ascii: "-") {
            // A blank may stand between the sign and the digits.
            let digits = text.dropFirst().drop { $0 == " " }
            guard let magnitude = parse(digits), magnitude <= 1 << 31 else { return nil }
            return Int32(truncatingIfNeeded: -Int64(magnitude))
        }
        guard let magnitude = parse(text), magnitude <= UInt64(Int32.max) else { return nil }
        return Int32(magnitude)
    }
}
