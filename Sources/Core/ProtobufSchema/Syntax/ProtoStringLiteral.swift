/// The bytes that a string literal stands for.
enum ProtoStringLiteral {
    /// Appends what `literal`, quotes included, stands for. The lexer has checked its escapes.
    ///
    /// As protoc does it: octal escapes keep eight bits, a lone surrogate comes out as three bytes, and `\U` above 10ffff as
    /// text.
    static func append(_ literal: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        let body = literal[1..<literal.count - 1]
        guard var index = body.firstIndex(of: UInt8(ascii: "\\")) else {
            output.append(contentsOf: body)
            return
        }
        output.append(contentsOf: body[..<index])
        while index < body.endIndex {
            guard body[index] == UInt8(ascii: "\\") else {
                output.append(body[index])
                index += 1
                continue
            }
            let letter = body[index + 1]
            index += 2
            switch letter {
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                let code = digits(body, from: &index, first: letter.protoDigitValue, most: 2, base: 8)
                output.append(UInt8(truncatingIfNeeded: code))
            case UInt8(ascii: "x"):
                output.append(UInt8(truncatingIfNeeded: digits(body, from: &index, first: 0, most: 2, base: 16)))
            case UInt8(ascii: "u"):
                append(surrogatePair(digits(body, from: &index, first: 0, most: 4, base: 16), body, &index), to: &output)
            case UInt8(ascii: "U"):
                append(surrogatePair(digits(body, from: &index, first: 0, most: 8, base: 16), body, &index), to: &output)
            default: output.append(plain(letter))
            }
        }
    }

    private static func plain(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "a"): 0x07
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "v"): 0x0b
        default: letter
        }
    }

    private static func digits(
        _ body: Slice<UnsafeBufferPointer<UInt8>>, from index: inout Int, first: UInt32, most: Int, base: UInt32
    ) -> UInt32 {
        var code = first
        var left = most
        while left > 0, index < body.endIndex, body[index].isProtoHexDigit, body[index].protoDigitValue < base {
            code = code &* base &+ body[index].protoDigitValue
            index += 1
            left -= 1
        }
        return code
    }

    /// A head surrogate takes a `\u` trail that follows it; everything else is left alone.
    private static func surrogatePair(_ code: UInt32, _ body: Slice<UnsafeBufferPointer<UInt8>>, _ index: inout Int) -> UInt32 {
        guard (0xd800..<0xdc00).contains(code), index + 6 <= body.endIndex, body[index] == UInt8(ascii: "\\"),
            body[index + 1] == UInt8(ascii: "u")
        else { return code }
        var behind = index + 2
        let trail = digits(body, from: &behind, first: 0, most: 4, base: 16)
        guard behind == index + 6, (0xdc00..<0xe000).contains(trail) else { return code }
        index = behind
        return 0x10000 + ((code - 0xd800) << 10 | (trail - 0xdc00))
    }

    private static func append(_ code: UInt32, to output: inout [UInt8]) {
        switch code {
        case 0..<0x80: output.append(UInt8(code))
        case 0x80..<0x800: output += [0xc0 | UInt8(code >> 6), 0x80 | UInt8(code & 0x3f)]
        case 0x800..<0x10000: output += [0xe0 | UInt8(code >> 12), 0x80 | UInt8(code >> 6 & 0x3f), 0x80 | UInt8(code & 0x3f)]
        case 0x10000...0x10ffff:
            output += [
                0xf0 | UInt8(code >> 18), 0x80 | UInt8(code >> 12 & 0x3f), 0x80 | UInt8(code >> 6 & 0x3f),
                0x80 | UInt8(code & 0x3f),
            ]
        default: output += Array("\\U00\(String(code, radix: 16))".utf8)
        }
    }
}
