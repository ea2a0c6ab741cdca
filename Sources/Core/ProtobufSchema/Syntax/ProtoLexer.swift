internal import JSONText

/// Cuts a `.proto` text into tokens. Comments and blanks fall away; a token knows its place, its text is made when asked for.
///
/// Follows protoc 3.21's tokenizer in what it refuses. Safety: `bytes` outlives the lexer, which lives inside one `withUTF8` of
/// `ProtoParser.parse`; every read goes through `byte(at:)` or lies below an offset that was compared with `bytes.count`.
struct ProtoLexer {
    enum Kind: UInt8 { case identifier, integer, float, string, symbol, end }

    struct Token {
        var kind: Kind
        /// The byte of a symbol, else 0.
        var symbol: UInt8 = 0
        /// Byte offsets, the end exclusive.
        var start: Int
        var end: Int
        /// No token crosses a line.
        var line: Int
        var column: Int
        var endColumn: Int

        var startPosition: TextPosition { TextPosition(byteOffset: start, line: line, column: column) }
        var endPosition: TextPosition { TextPosition(byteOffset: end, line: line, column: endColumn) }
        var place: TextRange { TextRange(start: startPosition, end: endPosition) }
    }

    let bytes: UnsafeBufferPointer<UInt8>
    let file: String
    private var offset = 0
    private var line = 1
    /// A column is `offset - lineBase + 1`: the line's first byte, moved on by each byte that continues a scalar.
    private var lineBase = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) {
        self.bytes = bytes
        self.file = file
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            offset = 3
            lineBase = 3
        }
    }

    @inline(__always)
    func byte(at offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    mutating func next() throws(ProtobufSchemaError) -> Token {
        try skipBlanks()
        let start = offset
        guard start < bytes.count else { return token(.end, from: start) }
        let first = bytes[start]
        if first.isProtoLetter {
            repeat { offset += 1 } while byte(at: offset).isProtoAlphanumeric
            if byte(at: offset) == UInt8(ascii: "."), byte(at: offset + 1).isProtoDigit {
                throw problem(
                    "a decimal point right behind a word", from: offset, to: offset + 1, expected: "a space between them")
            }
            return token(.identifier, from: start)
        }
        if first.isProtoDigit || (first == UInt8(ascii: ".") && byte(at: start + 1).isProtoDigit) { return try number() }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") { return try string(quote: first) }
        offset += 1
        guard first > 0x20, first < 0x7f else {
            throw first >= 0x80
                ? problem("a character outside of ASCII, which only strings and comments may hold", from: start, to: start + 1)
                : problem("the control character \(first)", from: start, to: start + 1, expected: "printable text")
        }
        var symbol = token(.symbol, from: start)
        symbol.symbol = first
        return symbol
    }

    @inline(__always)
    private func token(_ kind: Kind, from start: Int) -> Token {
        Token(kind: kind, start: start, end: offset, line: line, column: start - lineBase + 1, endColumn: offset - lineBase + 1)
    }

    // MARK: Blanks and comments

    private mutating func skipBlanks() throws(ProtobufSchemaError) {
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\n"): startLine()
            case UInt8(ascii: " "), 0x09, 0x0b, 0x0c, 0x0d: offset += 1
            case UInt8(ascii: "/") where byte(at: offset + 1) == UInt8(ascii: "/"): skipLineComment()
            case UInt8(ascii: "/") where byte(at: offset + 1) == UInt8(ascii: "*"): try skipBlockComment()
            default: return
            }
        }
    }

    /// Steps over the line feed at `offset`.
    @inline(__always)
    private mutating func startLine() {
        offset += 1
        line += 1
        lineBase = offset
    }

    /// Stops at the line feed, or at a NUL for `next` to refuse. The column is of no use on the rest of the line.
    private mutating func skipLineComment() {
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n"), bytes[offset] != 0 { offset += 1 }
    }

    private mutating func skipBlockComment() throws(ProtobufSchemaError) {
        let start = (offset, line, lineBase)
        offset += 2
        while offset < bytes.count {
            let next = bytes[offset]
            switch next {
            case UInt8(ascii: "*") where byte(at: offset + 1) == UInt8(ascii: "/"):
                offset += 2
                return
            case UInt8(ascii: "/") where byte(at: offset + 1) == UInt8(ascii: "*"):
                throw problem("\"/*\" inside a block comment; block comments do not nest", from: offset, to: offset + 2)
            case UInt8(ascii: "\n"): startLine()
            case 0: throw problem("a NUL inside a comment", from: offset, to: offset + 1, expected: "printable text")
            default:
                if next.continuesScalar { lineBase += 1 }
                offset += 1
            }
        }
        (offset, line, lineBase) = start
        throw problem("the comment does not end", from: offset, to: offset + 2, expected: "\"*/\"")
    }

    // MARK: Numbers

    private mutating func number() throws(ProtobufSchemaError) -> Token {
        let start = offset
        var isFloat = false
        if bytes[start] == UInt8(ascii: "0"), byte(at: start + 1) | 0x20 == UInt8(ascii: "x") {
            offset += 2
            guard byte(at: offset).isProtoHexDigit else {
                throw problem("\"0x\" without digits", from: start, to: offset, expected: "hex digits behind it")
            }
            skipDigits { $0.isProtoHexDigit }
        } else if bytes[start] == UInt8(ascii: "0"), byte(at: start + 1).isProtoDigit {
            skipDigits { $0.isProtoDigit }
            guard bytes[start..<offset].allSatisfy({ $0 < UInt8(ascii: "8") }) else {
                throw problem(
                    "a number with a leading zero and a digit over 7", from: start, to: offset, expected: "an octal number")
            }
        } else {
            skipDigits { $0.isProtoDigit }
            if byte(at: offset) == UInt8(ascii: ".") {
                isFloat = true
                offset += 1
                skipDigits { $0.isProtoDigit }
            }
            if byte(at: offset) | 0x20 == UInt8(ascii: "e") {
                isFloat = true
                offset += 1
                if byte(at: offset) == UInt8(ascii: "-") || byte(at: offset) == UInt8(ascii: "+") { offset += 1 }
                guard byte(at: offset).isProtoDigit else {
                    throw problem("an exponent without digits", from: start, to: offset, expected: "digits behind \"e\"")
                }
                skipDigits { $0.isProtoDigit }
            }
        }
        if byte(at: offset).isProtoLetter {
            throw problem("a word right behind a number", from: start, to: offset + 1, expected: "a space between them")
        }
        if byte(at: offset) == UInt8(ascii: ".") {
            throw problem("a second decimal point, or one in an octal or hex number", from: offset, to: offset + 1)
        }
        return token(isFloat ? .float : .integer, from: start)
    }

    @inline(__always)
    private mutating func skipDigits(_ isDigit: (UInt8) -> Bool) {
        while isDigit(byte(at: offset)) { offset += 1 }
    }

    // MARK: Strings

    /// Checks the escapes; `ProtoParser.appendString` undoes them.
    private mutating func string(quote: UInt8) throws(ProtobufSchemaError) -> Token {
        let start = offset
        let base = lineBase
        offset += 1
        while offset < bytes.count {
            let next = bytes[offset]
            switch next {
            case quote:
                offset += 1
                var string = token(.string, from: start)
                string.column = start - base + 1
                return string
            case UInt8(ascii: "\\"): try escape()
            case UInt8(ascii: "\n"), 0:
                throw problem(
                    "the string does not end", from: start, to: start + 1, base: base,
                    expected: "\(Character(Unicode.Scalar(quote))) on its line")
            default:
                if next.continuesScalar { lineBase += 1 }
                offset += 1
            }
        }
        throw problem(
            "the string does not end", from: start, to: start + 1, base: base,
            expected: "\(Character(Unicode.Scalar(quote))) on its line")
    }

    private mutating func escape() throws(ProtobufSchemaError) {
        let start = offset
        let letter = byte(at: start + 1)
        offset += 2
        switch letter {
        case UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"),
            UInt8(ascii: "v"), UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "'"), UInt8(ascii: "\""),
            UInt8(ascii: "0")...UInt8(ascii: "7"):
            return
        case UInt8(ascii: "x"):
            if byte(at: offset).isProtoHexDigit { return }
            throw problem("\"\\x\" without digits", from: start, to: offset, expected: "one or two hex digits behind it")
        case UInt8(ascii: "u"):
            if (0..<4).allSatisfy({ byte(at: offset + $0).isProtoHexDigit }) { return }
            throw problem("\"\\u\" without its digits", from: start, to: offset, expected: "four hex digits behind it")
        case UInt8(ascii: "U"):
            if (0..<8).allSatisfy({ byte(at: offset + $0).isProtoHexDigit }), byte(at: offset) == UInt8(ascii: "0"),
                byte(at: offset + 1) == UInt8(ascii: "0"), byte(at: offset + 2) < UInt8(ascii: "2")
            {
                return
            }
            throw problem(
                "\"\\U\" without its digits", from: start, to: offset, expected: "eight hex digits up to 0010ffff behind it")
        default:
            throw problem(
                "an escape that is not known", from: start, to: start + 1,
                expected: "one of a b f n r t v ? \\ ' \" x u U or octal digits")
        }
    }

    private func problem(
        _ problem: String, from start: Int, to end: Int, base: Int? = nil, expected: String? = nil
    ) -> ProtobufSchemaError {
        let base = base ?? lineBase
        let range = TextRange(
            start: TextPosition(byteOffset: start, line: line, column: start - base + 1),
            end: TextPosition(byteOffset: end, line: line, column: end - base + 1))
        return ProtobufSchemaError(.syntax, file: file, at: range, problem, expected: expected)
    }
}

extension UInt8 {
    @inline(__always)
    var isProtoDigit: Bool { self &- UInt8(ascii: "0") < 10 }
    @inline(__always)
    var isProtoHexDigit: Bool { isProtoDigit || (self | 0x20) &- UInt8(ascii: "a") < 6 }
    @inline(__always)
    var isProtoLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 || self == UInt8(ascii: "_") }
    @inline(__always)
    var isProtoAlphanumeric: Bool { isProtoLetter || isProtoDigit }
    @inline(__always)
    var continuesScalar: Bool { self & 0xc0 == 0x80 }
    /// Of a digit that is known to be one.
    var protoDigitValue: UInt32 { UInt32(isProtoDigit ? self - UInt8(ascii: "0") : (self | 0x20) - UInt8(ascii: "a") + 10) }
}
