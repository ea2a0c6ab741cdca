/// Reads JSON that is written in one way only, byte by byte and without a tree. Whoever meets anything else gets nil and
/// reads it as JSON.
package struct CanonicalJSON {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isAtEnd: Bool { position == bytes.count }

    /// Steps over `expected`, if that is what stands here.
    package mutating func take(_ expected: StaticString) -> Bool {
        let count = expected.utf8CodeUnitCount
        guard bytes.count - position >= count else { return false }
        let isThere = bytes.withUnsafeBufferPointer { bytes in
            (0..<count).allSatisfy { bytes[position + $0] == expected.utf8Start[$0] }
        }
        if isThere { position += count }
        return isThere
    }

    /// A number of 32 bits without sign or leading zeros.
    package mutating func number() -> Int32? {
        let start = position
        var number: Int32 = 0
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int32(bytes[position] - UInt8(ascii: "0")))
            if overflow || carry { return nil }
            number = sum
            position += 1
        }
        let hasLeadingZero = position > start + 1 && bytes[start] == UInt8(ascii: "0")
        return position == start || hasLeadingZero ? nil : number
    }

    /// What stands up to the next quote, if that is ASCII. Escapes of one letter are read, others are not.
    package mutating func text() -> String? {
        let start = position
        var escapeCount = 0
        let end: Int? = bytes.withUnsafeBufferPointer { bytes in
            var index = start
            while index < bytes.count {
                switch bytes[index] {
                case UInt8(ascii: "\""): return index
                case UInt8(ascii: "\\"):
                    escapeCount += 1
                    index += 2
                case 0x20...0x7e: index += 1
                default: return nil
                }
            }
            return nil
        }
        guard let end else { return nil }
        position = end
        if escapeCount == 0 { return String(decoding: bytes[start..<end], as: UTF8.self) }
        var isPlain = true
        let text = String(unsafeUninitializedCapacity: end - start - escapeCount) { text in
            bytes.withUnsafeBufferPointer { bytes in
                var index = start, count = 0
                while index < end {
                    var byte = bytes[index]
                    if byte == UInt8(ascii: "\\") {
                        index += 1
                        guard let meant = Self.meaning(of: bytes[index]) else {
                            isPlain = false
                            return 0
                        }
                        byte = meant
                    }
                    text[count] = byte
                    index += 1
                    count += 1
                }
                return count
            }
        }
        return isPlain ? text : nil
    }

    /// The byte an escape of one letter stands for (RFC 8259, section 7). No printer here escapes a slash.
    private static func meaning(of letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }
}
