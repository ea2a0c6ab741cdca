import Bytes

/// The scalars of JSON, as bytes.
extension ByteWriter {
    mutating func writeASCII(_ text: StaticString) {
        writeBytes(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func writeDecimal(_ number: Int64) {
        // 19 digits and a sign.
        withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { digits in
            var start = 20
            var rest = number.magnitude
            repeat {
                start &-= 1
                digits[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 {
                start &-= 1
                digits[start] = UInt8(ascii: "-")
            }
            writeBytes(UnsafeRawBufferPointer(rebasing: digits[start...]))
        }
    }

    /// UTF-8 in quotes: quotes, backslashes and control characters escaped as `JSONPrinter` does.
    mutating func writeQuoted(_ text: UnsafeRawBufferPointer) {
        write(UInt8(ascii: "\""))
        var start = 0
        while true {
            let plain = Self.plainCount(text, from: start)
            writeBytes(UnsafeRawBufferPointer(rebasing: text[start..<start &+ plain]))
            start &+= plain
            if start == text.count { break }
            writeEscaped(text[start])
            start &+= 1
        }
        write(UInt8(ascii: "\""))
    }

    /// Each byte as the character of its number, in quotes.
    mutating func writeQuotedLatin1(_ bytes: UnsafeRawBufferPointer) {
        write(UInt8(ascii: "\""))
        for byte in bytes {
            switch byte {
            case 0x20..<0x80 where byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\"): write(byte)
            case 0x80...:
                write(0xc0 | byte >> 6)
                write(0x80 | byte & 0x3f)
            default: writeEscaped(byte)
            }
        }
        write(UInt8(ascii: "\""))
    }

    /// Bytes from `start` on that stand for themselves.
    private static func plainCount(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        // In bounds: eight bytes are left from `index`.
        while index &+ 8 <= text.count {
            let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if hasSpecial(word) { break }
            index &+= 8
        }
        while index < text.count {
            let byte = text[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            index &+= 1
        }
        return index &- start
    }

    /// Whether one of eight bytes is below 0x20, a quote or a backslash. Borrows between bytes can only add false alarms,
    /// which the byte by byte scan settles.
    @inline(__always)
    private static func hasSpecial(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* 0x22), backslash = word ^ (ones &* 0x5c)
        let found = (word &- ones &* 0x20) & ~word | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
        return found & (ones &* 0x80) != 0
    }

    private mutating func writeEscaped(_ byte: UInt8) {
        write(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): write(byte)
        case 0x08: write(UInt8(ascii: "b"))
        case 0x09: write(UInt8(ascii: "t"))
        case 0x0a: write(UInt8(ascii: "n"))
        case 0x0c: write(UInt8(ascii: "f"))
        case 0x0d: write(UInt8(ascii: "r"))
        default:
            writeASCII("u00")
            write(Self.hexDigit(byte >> 4))
            write(Self.hexDigit(byte & 0xf))
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
