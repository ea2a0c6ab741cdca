/// Text in the making: lines under an indentation of two blanks a level.
struct ProtoText {
    private(set) var text = ""
    private var depth = 0
    private var isAtLineStart = true

    mutating func write(_ part: String) {
        if isAtLineStart { text += String(repeating: "  ", count: depth) }
        isAtLineStart = false
        text += part
    }

    /// An empty line bears its indentation too, as Confluent's printer leaves it.
    mutating func endLine() {
        write("")
        text += "\n"
        isAtLineStart = true
    }

    mutating func line(_ part: String) {
        write(part)
        endLine()
    }

    mutating func indent() { depth += 1 }
    mutating func outdent() { depth -= 1 }

    /// In double quotes. Bytes that are no UTF-8, and NUL, come out as octal escapes; else what Confluent escapes.
    static func quoted(_ bytes: [UInt8]) -> String {
        let isText = String(validating: bytes, as: UTF8.self) != nil
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for byte in bytes {
            switch byte {
            case 0x07: quoted += "\\a".utf8
            case 0x08: quoted += "\\b".utf8
            case 0x09: quoted += "\\t".utf8
            case 0x0a: quoted += "\\n".utf8
            case 0x0b: quoted += "\\v".utf8
            case 0x0c: quoted += "\\f".utf8
            case 0x0d: quoted += "\\r".utf8
            case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): quoted += [UInt8(ascii: "\\"), byte]
            case _ where byte == 0x00 || byte >= 0x80 && !isText:
                quoted += [UInt8(ascii: "\\"), 0x30 + byte >> 6, 0x30 + byte >> 3 & 7, 0x30 + byte & 7]
            default: quoted.append(byte)
            }
        }
        quoted.append(UInt8(ascii: "\""))
        return String(decoding: quoted, as: UTF8.self)
    }
}
