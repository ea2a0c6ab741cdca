package import JSONText

/// Edits of a JSON text that leave its style as it is: members on lines of their own stay so, blanks behind colons and commas
/// are written where there were some.
package struct JSONTextEditing: Sendable {
    private let text: [UInt8]

    package init(_ text: String) { self.text = Array(text.utf8) }

    package func replace(_ node: JSONNode, with text: String) -> FindingFix.Edit { FindingFix.Edit(range: node.range, text: text) }

    /// A member behind another one of the object, or at its end.
    package func insert(_ key: String, _ value: JSONValue, into object: JSONNode, after sibling: String? = nil) -> FindingFix.Edit? {
        guard let members = object.asObject, !members.isEmpty else { return nil }
        let place = members.firstIndex { $0.key == sibling } ?? members.count - 1
        let member = members[place]
        let isSpaced = isSpaced(member)
        let colon = isSpaced ? ": " : ":"
        let separator = separator(before: member.keyRange, isFirst: place == 0, isSpaced: isSpaced)
        return insertion("\(separator)\"\(key)\"\(colon)\(JSONLine.text(value, spaced: isSpaced))", at: member.value.range.end)
    }

    /// An element behind the last one of the array, or behind the one at `place`.
    package func insert(_ value: JSONValue, into array: JSONNode, behind place: Int? = nil) -> FindingFix.Edit? {
        guard let elements = array.asArray else { return nil }
        guard !elements.isEmpty else {
            return FindingFix.Edit(range: array.range, text: "[\(JSONLine.text(value, spaced: true))]")
        }
        let index = min(place ?? elements.count - 1, elements.count - 1)
        let element = elements[index]
        let isSpaced = isSpaced(array)
        let separator = separator(before: element.range, isFirst: index == 0, isSpaced: isSpaced)
        return insertion(separator + JSONLine.text(value, spaced: isSpaced), at: element.range.end)
    }

    /// Takes elements out, each with one of the commas around it.
    package func remove(_ places: Set<Int>, from array: JSONNode) -> [FindingFix.Edit] {
        guard let elements = array.asArray, !places.isEmpty else { return [] }
        let prefix = elements.indices.prefix { places.contains($0) }.count
        func removal(_ start: TextPosition, _ end: TextPosition) -> FindingFix.Edit {
            FindingFix.Edit(range: TextRange(start: start, end: end), text: "")
        }
        guard prefix < elements.count else {
            return [removal(elements[0].range.start, elements[elements.count - 1].range.end)]
        }
        var edits: [FindingFix.Edit] = []
        if prefix > 0 { edits.append(removal(elements[0].range.start, elements[prefix].range.start)) }
        for place in places.sorted() where place > prefix {
            edits.append(removal(elements[place - 1].range.end, elements[place].range.end))
        }
        return edits
    }

    /// Takes a member out with the comma before it, or behind it if it is the first.
    package func remove(_ key: String, from object: JSONNode) -> FindingFix.Edit? {
        guard let members = object.asObject, let place = members.firstIndex(where: { $0.key == key }) else { return nil }
        let start = place > 0 ? members[place - 1].value.range.end : members[0].keyRange.start
        let end = place == 0 && members.count > 1 ? members[1].keyRange.start : members[place].value.range.end
        return FindingFix.Edit(range: TextRange(start: start, end: end), text: "")
    }

    /// Whether values around here are written with blanks.
    package func isSpaced(_ node: JSONNode) -> Bool {
        if let member = node.asObject?.first { return isSpaced(member) }
        if let elements = node.asArray, elements.count > 1 {
            return elements[0].range.end.byteOffset + 1 < elements[1].range.start.byteOffset
        }
        return text.contains(UInt8(ascii: " "))
    }

    private func isSpaced(_ member: JSONNode.Member) -> Bool {
        let between = text[member.keyRange.end.byteOffset..<member.value.range.start.byteOffset]
        return between.contains(UInt8(ascii: " "))
    }

    private func insertion(_ text: String, at position: TextPosition) -> FindingFix.Edit {
        FindingFix.Edit(range: TextRange(start: position, end: position), text: text)
    }

    /// A comma, and the line end and indentation of `place` if it begins a line.
    private func separator(before place: TextRange, isFirst: Bool, isSpaced: Bool) -> String {
        var start = place.start.byteOffset
        while start > 0, text[start - 1] == UInt8(ascii: " ") || text[start - 1] == UInt8(ascii: "\t") { start -= 1 }
        guard start == 0 || text[start - 1] == UInt8(ascii: "\n") || text[start - 1] == UInt8(ascii: "\r") else {
            return isSpaced ? ", " : ","
        }
        return ",\n" + String(decoding: text[start..<place.start.byteOffset], as: UTF8.self)
    }
}

/// JSON on one line, with or without blanks behind colons and commas.
package enum JSONLine {
    package static func text(_ value: JSONValue, spaced: Bool) -> String {
        guard spaced else { return JSONPrinter.compact(value) }
        switch value {
        case .array(let elements):
            return "[" + elements.map { text($0, spaced: true) }.joined(separator: ", ") + "]"
        case .object(let object):
            let members = object.members.map { "\(JSONPrinter.quoted($0.key)): \(text($0.value, spaced: true))" }
            return "{" + members.joined(separator: ", ") + "}"
        default: return JSONPrinter.compact(value)
        }
    }
}
