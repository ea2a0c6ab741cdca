/// The characters of a JSON text: strings, numbers, words and white space, with the place of each.
struct JSONScanner {
    private let bytes: [UInt8]
    private var offset = 0
    private var line = 1
    private var lineStart = 0
    /// Bytes since `lineStart` that continue a scalar and so are no column of their own.
    private var continuations = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    /// The byte under the cursor, nil at the end.
    var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    var position: TextPosition {
        TextPosition(byteOffset: offset, line: line, column: offset - lineStart - continuations + 1)
    }

    /// What stands under the cursor, for messages.
    var found: String {
        guard let byte = next else { return "the end of the text" }
        if bytes[offset...].starts(with: [0xef, 0xbb, 0xbf]) { return "a byte-order mark" }
        if byte == UInt8(ascii: "\"") { return "a string" }
        if (0x21...0x7e).contains(byte) { return "\"\(Character(Unicode.Scalar(byte)))\"" }
        for length in 1...4 where offset + length <= bytes.count {
            let text = String(validating: bytes[offset..<offset + length], as: UTF8.self)
            if let scalar = text?.unicodeScalars.first {
                let code = String(scalar.value, radix: 16, uppercase: true)
                return "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
            }
        }
        return "a byte that is not UTF-8"
    }

    /// Steps over one byte, which is neither a line end nor part of a longer scalar.
    mutating func step() { offset += 1 }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        offset += 1
        return true
    }

    mutating func skipWhitespace() {
        while let byte = next {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): offset += 1
            case UInt8(ascii: "\n"): endLine()
            case UInt8(ascii: "\r"):
                // CR LF is one line end, a lone CR another.
                if offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "\n") { offset += 1 }
                endLine()
            default: return
            }
        }
    }

    private mutating func endLine() {
        offset += 1
        line += 1
        lineStart = offset
        continuations = 0
    }

    mutating func word(_ word: StaticString) throws(JSONError) {
        let start = position
        let expected = word.description.utf8
        guard bytes[offset...].starts(with: expected) else {
            throw JSONError(at: start, "expected a value, found something that is not \(word)")
        }
        offset += expected.count
        if let byte = next, Self.continuesWord(byte) {
            throw JSONError(at: start, "expected a value, found a word that only begins with \(word)")
        }
    }

    private static func continuesWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"): true
        default: false
        }
    }

    mutating func number() throws(JSONError) -> JSONNumber {
        let start = offset
        _ = take(UInt8(ascii: "-"))
        let firstDigit = offset
        try digits("a digit")
        if bytes[firstDigit] == UInt8(ascii: "0"), offset > firstDigit + 1 {
            offset = firstDigit
            throw JSONError(at: position, "a number does not begin with the digit 0 and another digit")
        }
        if take(UInt8(ascii: ".")) { try digits("a digit behind the decimal point") }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits("a digit in the exponent")
        }
        // ASCII alone was taken, so decoding repairs nothing.
        return JSONNumber(unchecked: String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    private mutating func digits(_ expected: String) throws(JSONError) {
        let start = offset
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        if offset == start { throw JSONError(at: position, "expected \(expected), found \(found)") }
    }

    /// The string whose opening quote is under the cursor.
    mutating func string() throws(JSONError) -> String {
        let opening = position
        offset += 1
        var runStart = offset
        // Stays empty for a string without escapes, which is read from the input in one go.
        var unescaped: [UInt8] = []
        while true {
            passPlainBytes()
            switch next {
            case UInt8(ascii: "\"")?:
                let text: String?
                if unescaped.isEmpty {
                    text = String(validating: bytes[runStart..<offset], as: UTF8.self)
                } else {
                    unescaped += bytes[runStart..<offset]
                    text = String(validating: unescaped, as: UTF8.self)
                }
                guard let text else { throw JSONError(at: opening, "the string begun here is not UTF-8") }
                offset += 1
                return text
            case UInt8(ascii: "\\")?:
                unescaped += bytes[runStart..<offset]
                try escape(into: &unescaped)
                runStart = offset
            case nil: throw JSONError(at: position, "the string begun at \(opening) does not end")
            default:
                throw JSONError(
                    at: position, "the string begun at \(opening) contains \(found); control characters are written as escapes")
            }
        }
    }

    /// Steps over what stands in a string as it is: to its end, an escape or a control character.
    private mutating func passPlainBytes() {
        let (end, continuing) = bytes.withUnsafeBufferPointer { bytes in
            var index = offset, continuing = 0
            while index < bytes.count {
                let byte = bytes[index]
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
                if byte & 0xc0 == 0x80 { continuing += 1 }
                index += 1
            }
            return (index, continuing)
        }
        offset = end
        continuations += continuing
    }

    /// Appends the UTF-8 of one escape sequence, or of the pair that makes one scalar.
    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let start = position
        offset += 1
        guard let byte = next else { throw JSONError(at: start, "the text ends within an escape") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var scalar = try hexDigits(start)
            if (0xd800..<0xdc00).contains(scalar), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
                let low = try hexDigits(start)
                guard (0xdc00..<0xe000).contains(low) else {
                    throw JSONError(at: start, "a high surrogate is followed by an escape that is no low surrogate")
                }
                scalar = 0x10000 + (scalar - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = Unicode.Scalar(scalar) else { throw JSONError(at: start, "a surrogate without its other half") }
            text += UTF8.encode(scalar).map(Array.init) ?? []
        default:
            throw JSONError(at: start, "a backslash is followed by none of \" \\ / b f n r t u")
        }
    }

    private mutating func hexDigits(_ start: TextPosition) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw JSONError(at: start, "\\u takes four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }
}
