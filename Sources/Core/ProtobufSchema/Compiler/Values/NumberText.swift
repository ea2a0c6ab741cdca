/// Numbers of options and defaults, from the text as written.
enum NumberText {
    /// An integer of whatever base, or a float, as a double. Nil where the text is an octal or hexadecimal number of more than
    /// 64 bits.
    static func double(_ text: String, isNegative: Bool) -> Double? {
        let magnitude: Double
        if let integer = ProtoInteger.value(of: text.utf8) {
            magnitude = Double(integer)
        } else if text.utf8.first == UInt8(ascii: "0"), text.utf8.allSatisfy(isHexDigitOrX), text.utf8.count > 1 {
            return nil
        } else {
            magnitude = float(text)
        }
        return isNegative ? -magnitude : magnitude
    }

    /// A float as the tokenizer takes it: `1.`, `.5`, `1e400` and a trailing `f` included.
    static func float(_ text: String) -> Double {
        var digits = Substring(text)
        if digits.utf8.last == UInt8(ascii: "f") || digits.utf8.last == UInt8(ascii: "F") { digits.removeLast() }
        if let value = Double(digits) { return value }
        // An exponent without digits counts as none.
        return Double(digits.prefix { $0 != "e" && $0 != "E" }) ?? 0
    }

    private static func isHexDigitOrX(_ byte: UInt8) -> Bool {
        switch byte | 0x20 {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "d"), UInt8(ascii: "f"), UInt8(ascii: "x"):
            true
        default: false
        }
    }
}
