/// Writes a JSON text piece by piece: for texts that are printed from something else than a `JSONValue`.
///
/// The caller keeps to the grammar (a key before each member's value); commas, quotes and white space are the writer's.
package struct JSONWriter {
    package private(set) var text = ""
    /// Blanks a level, nil for compact text.
    private let indent: Int?
    private var level = 0
    private var needsComma = false
    private var followsKey = false

    package init(indent: Int? = nil) { self.indent = indent }

    package mutating func beginObject() { begin("{") }
    package mutating func endObject() { end("}") }
    package mutating func beginArray() { begin("[") }
    package mutating func endArray() { end("]") }

    package mutating func key(_ key: String) {
        place()
        JSONPrinter.writeQuoted(key, to: &text)
        text += indent == nil ? ":" : ": "
        followsKey = true
    }

    package mutating func string(_ string: String) {
        place()
        JSONPrinter.writeQuoted(string, to: &text)
        needsComma = true
    }

    /// A number, or a word such as `true`, as it is.
    package mutating func literal(_ literal: String) {
        place()
        text += literal
        needsComma = true
    }

    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: literal("null")
        case .bool(let flag): literal(flag ? "true" : "false")
        case .number(let number): literal(number.text)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object.members {
                key(member.key)
                self.value(member.value)
            }
            endObject()
        }
    }

    private mutating func begin(_ bracket: String) {
        place()
        text += bracket
        level += 1
        needsComma = false
    }

    private mutating func end(_ bracket: String) {
        level -= 1
        if let indent, needsComma { text += "\n" + String(repeating: " ", count: level * indent) }
        text += bracket
        needsComma = true
    }

    private mutating func place() {
        if followsKey { followsKey = false; return }
        if needsComma { text += "," }
        if let indent, level > 0 { text += "\n" + String(repeating: " ", count: level * indent) }
        needsComma = false
    }
}
