internal import Bytes
internal import JSONText

/// A cursor over a JSON text: tokens without values made of them. Places are counted when an error needs one.
struct JSONCursor {
    /// Well-formed UTF-8, as `JSONReading` has seen.
    let input: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ input: UnsafeRawBufferPointer) { self.input = input }

    /// The byte under the cursor behind white space; nil at the end.
    mutating func next() -> UInt8? {
        while position < input.count {
            switch input[position] {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            case let byte: return byte
            }
        }
        return nil
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next() == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws(ProtobufCodecError) {
        guard take(byte) else { throw unexpected("\"\(Character(Unicode.Scalar(byte)))\"") }
    }

    mutating func word(_ word: StaticString) throws(ProtobufCodecError) {
        let end = position + word.utf8CodeUnitCount
        let expected = UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard end <= input.count, input[position..<end].elementsEqual(expected),
            end == input.count || !Self.isWord(input[end])
        else { throw unexpected("a value") }
        position = end
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    /// A number's text, by JSON's grammar.
    mutating func number() throws(ProtobufCodecError) -> String {
        let start = position
        if peek() == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        try digits()
        if input[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 {
            position = firstDigit
            throw unexpected("a number without leading zeros")
        }
        if peek() == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        if let byte = peek(), Self.isWord(byte) { throw unexpected("the end of the number") }
        return String(decoding: input[start..<position], as: UTF8.self)
    }

    private func peek() -> UInt8? { position < input.count ? input[position] : nil }

    private mutating func digits() throws(ProtobufCodecError) {
        let start = position
        while let byte = peek(), (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw unexpected("a digit") }
    }

    /// The string whose quote is under the cursor, its escapes resolved.
    mutating func string() throws(ProtobufCodecError) -> String {
        guard next() == UInt8(ascii: "\"") else { throw unexpected("a string") }
        position += 1
        var runStart = position
        var unescaped: [UInt8] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                let run = UnsafeRawBufferPointer(rebasing: input[runStart..<position])
                position += 1
                return unescaped.isEmpty ? String(decoding: run, as: UTF8.self) : String(decoding: unescaped + run, as: UTF8.self)
            case UInt8(ascii: "\\"):
                unescaped += input[runStart..<position]
                try escape(&unescaped)
                runStart = position
            case 0..<0x20: throw unexpected("a character that is no control character")
            default: position += 1
            }
        }
        throw unexpected("the end of the string")
    }

    private mutating func escape(_ result: inout [UInt8]) throws(ProtobufCodecError) {
        position += 1
        guard let byte = peek() else { throw unexpected("an escape") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0c)
        case UInt8(ascii: "n"): result.append(0x0a)
        case UInt8(ascii: "r"): result.append(0x0d)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"):
            var scalar = try hexDigits()
            if (0xd800..<0xdc00).contains(scalar) {
                guard peek() == UInt8(ascii: "\\"), position + 1 < input.count, input[position + 1] == UInt8(ascii: "u") else {
                    throw unexpected("the second half of a surrogate pair")
                }
                position += 2
                let low = try hexDigits()
                guard (0xdc00..<0xe000).contains(low) else { throw unexpected("the second half of a surrogate pair") }
                scalar = 0x10000 + (scalar - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let valid = Unicode.Scalar(scalar) else { throw unexpected("a surrogate pair from its first half on") }
            result += UTF8.encode(valid).map { Array($0) } ?? []
        default:
            position -= 1
            throw unexpected("one of \" \\ / b f n r t u")
        }
    }

    private mutating func hexDigits() throws(ProtobufCodecError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected("four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    /// Steps over a value of any kind.
    mutating func skipValue(depth: Int) throws(ProtobufCodecError) {
        guard depth > 0 else { throw ProtobufCodecError(.limit, expected: "less nesting", found: "more", textPosition: place()) }
        switch next() {
        case UInt8(ascii: "{"):
            position += 1
            if take(UInt8(ascii: "}")) { return }
            repeat {
                _ = try string()
                try expect(UInt8(ascii: ":"))
                try skipValue(depth: depth - 1)
            } while take(UInt8(ascii: ","))
            try expect(UInt8(ascii: "}"))
        case UInt8(ascii: "["):
            position += 1
            if take(UInt8(ascii: "]")) { return }
            repeat { try skipValue(depth: depth - 1) } while take(UInt8(ascii: ","))
            try expect(UInt8(ascii: "]"))
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        case UInt8(ascii: "-")?, (UInt8(ascii: "0")...UInt8(ascii: "9"))?: _ = try number()
        default: throw unexpected("a value")
        }
    }

    // MARK: - Errors

    func unexpected(_ expected: String) -> ProtobufCodecError {
        ProtobufCodecError(.malformed, expected: expected, found: found, textPosition: place())
    }

    /// What stands under the cursor.
    var found: String {
        guard position < input.count else { return "the end of the text" }
        let rest = String(decoding: input[position..<min(position + 24, input.count)], as: UTF8.self)
        return "\"\(rest.prefix(12))\""
    }

    /// Line and column of the cursor, or of another offset.
    func place(_ offset: Int? = nil) -> TextPosition {
        let offset = offset ?? position
        var line = 1, column = 1
        var index = 0
        while index < offset {
            let byte = input[index]
            if byte == 0x0a || (byte == 0x0d && !(index + 1 < input.count && input[index + 1] == 0x0a)) {
                line += 1
                column = 1
            } else if byte & 0xc0 != 0x80 {
                column += 1
            }
            index += 1
        }
        return TextPosition(byteOffset: offset, line: line, column: column)
    }
}
