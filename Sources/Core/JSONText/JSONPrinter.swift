/// Writes JSON: quotes, backslashes and control characters escaped, everything else as it is.
///
/// The compact form is byte for byte what Jackson writes by default, so registry records can be compared with others'.
package enum JSONPrinter {
    /// No white space at all.
    package static func compact(_ value: JSONValue) -> String {
        var text = ""
        write(value, to: &text)
        return text
    }

    /// The UTF-8 of the compact form.
    package static func bytes(_ value: JSONValue) -> [UInt8] { Array(compact(value).utf8) }

    /// One member or element a line, `indent` blanks a level. Empty arrays and objects stay on their line.
    package static func pretty(_ value: JSONValue, indent: Int = 2) -> String {
        var text = ""
        writePretty(value, to: &text, indent: indent, level: 0)
        return text
    }

    /// The text as a JSON string with its quotes.
    package static func quoted(_ text: String) -> String {
        var result = ""
        writeQuoted(text, to: &result)
        return result
    }

    package static func write(_ value: JSONValue, to text: inout String) {
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .number(let number): text += number.text
        case .string(let string): writeQuoted(string, to: &text)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                write(element, to: &text)
            }
            text += "]"
        case .object(let object):
            text += "{"
            for (index, member) in object.members.enumerated() {
                if index > 0 { text += "," }
                writeQuoted(member.key, to: &text)
                text += ":"
                write(member.value, to: &text)
            }
            text += "}"
        }
    }

    private static func writePretty(_ value: JSONValue, to text: inout String, indent: Int, level: Int) {
        func newLine(_ level: Int) { text += "\n" + String(repeating: " ", count: level * indent) }
        switch value {
        case .array(let elements) where !elements.isEmpty:
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                newLine(level + 1)
                writePretty(element, to: &text, indent: indent, level: level + 1)
            }
            newLine(level)
            text += "]"
        case .object(let object) where !object.isEmpty:
            text += "{"
            for (index, member) in object.members.enumerated() {
                if index > 0 { text += "," }
                newLine(level + 1)
                writeQuoted(member.key, to: &text)
                text += ": "
                writePretty(member.value, to: &text, indent: indent, level: level + 1)
            }
            newLine(level)
            text += "}"
        default:
            write(value, to: &text)
        }
    }

    package static func writeQuoted(_ string: String, to text: inout String) {
        text += "\""
        var string = string
        string.withUTF8 { bytes in
            let extra = bytes.reduce(into: 0) { $0 += escapeLength($1) }
            if extra == 0 {
                text += String(decoding: bytes, as: UTF8.self)
            } else {
                text += String(unsafeUninitializedCapacity: bytes.count + extra) { escape(bytes, into: $0) }
            }
        }
        text += "\""
    }

    /// How many bytes a byte takes beyond its own.
    private static func escapeLength(_ byte: UInt8) -> Int {
        if byte >= 0x20 { return byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? 1 : 0 }
        return shortEscape(byte) == nil ? 5 : 1
    }

    private static func shortEscape(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        case 0x8: UInt8(ascii: "b")
        case UInt8(ascii: "\t"): UInt8(ascii: "t")
        case UInt8(ascii: "\n"): UInt8(ascii: "n")
        case 0xc: UInt8(ascii: "f")
        case UInt8(ascii: "\r"): UInt8(ascii: "r")
        default: nil
        }
    }

    /// Answers how many bytes it wrote; there is room for all.
    private static func escape(_ bytes: UnsafeBufferPointer<UInt8>, into out: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var place = 0
        func put(_ byte: UInt8) {
            out[place] = byte
            place += 1
        }
        for byte in bytes {
            guard escapeLength(byte) > 0 else {
                put(byte)
                continue
            }
            put(UInt8(ascii: "\\"))
            if let short = shortEscape(byte) {
                put(short)
            } else {
                for character in "u00".utf8 { put(character) }
                for digit in [byte >> 4, byte & 15] { put(hexDigits[Int(digit)]) }
            }
        }
        return place
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)
}
