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
        if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            text += string
        } else {
            for scalar in string.unicodeScalars { writeEscaped(scalar, to: &text) }
        }
        text += "\""
    }

    private static func writeEscaped(_ scalar: Unicode.Scalar, to text: inout String) {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\u{8}": text += "\\b"
        case "\t": text += "\\t"
        case "\n": text += "\\n"
        case "\u{c}": text += "\\f"
        case "\r": text += "\\r"
        case "\0"..."\u{1f}":
            let hex = String(scalar.value, radix: 16, uppercase: true)
            text += "\\u00" + (hex.utf8.count == 1 ? "0" : "") + hex
        default: text.unicodeScalars.append(scalar)
        }
    }
}
