/// Bytes as people read them.
package enum HexDump {
    /// Lower-case digits without separators: `00ff`.
    package static func compact(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }

    /// Reads hex digits, ignoring white space and everything from `#` to the end of its line.
    /// Returns nil if another character or half a byte stands there.
    package static func parse(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        var inComment = false
        for character in text {
            if character.isNewline { inComment = false; continue }
            if inComment || character.isWhitespace { continue }
            if character == "#" { inComment = true; continue }
            guard character.isASCII, let digit = character.hexDigitValue else { return nil }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        return high == nil ? bytes : nil
    }

    private static let digits = Array("0123456789abcdef")
}
