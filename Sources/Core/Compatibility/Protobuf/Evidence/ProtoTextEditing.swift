package import JSONText

/// Changes of a `.proto` text by the places of its declarations.
package struct ProtoTextEditing {
    package let text: String
    let bytes: [UInt8]

    package init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    /// What was written at a place; nil for a place outside of the text.
    package func fragment(_ range: TextRange?) -> String? {
        guard let range, range.start.byteOffset >= 0, range.start.byteOffset < range.end.byteOffset,
            range.end.byteOffset <= bytes.count
        else { return nil }
        return String(decoding: bytes[range.start.byteOffset..<range.end.byteOffset], as: UTF8.self)
    }

    package func replacement(of range: TextRange, with text: String) -> FindingFix.Edit {
        FindingFix.Edit(range: range, text: text)
    }

    package func insertion(of text: String, at offset: Int) -> FindingFix.Edit {
        let position = position(at: offset)
        return FindingFix.Edit(range: TextRange(start: position, end: position), text: text)
    }

    /// Takes out a declaration, with its line where nothing else stands on it.
    package func removal(of range: TextRange) -> FindingFix.Edit {
        var (start, end) = (range.start.byteOffset, range.end.byteOffset)
        let lineStart = self.lineStart(before: start)
        var rest = end
        while rest < bytes.count, isBlank(bytes[rest]) { rest += 1 }
        if bytes[lineStart..<start].allSatisfy(isBlank), rest == bytes.count || bytes[rest] == UInt8(ascii: "\n") {
            (start, end) = (lineStart, min(rest + 1, bytes.count))
        }
        return FindingFix.Edit(range: TextRange(start: position(at: start), end: position(at: end)), text: "")
    }

    /// Puts a declaration in front of the brace that ends a block.
    package func insertion(of declaration: String, atEndOf block: TextRange) -> FindingFix.Edit? {
        let brace = block.end.byteOffset - 1
        guard brace >= 0, brace < bytes.count, bytes[brace] == UInt8(ascii: "}") else { return nil }
        let lineStart = self.lineStart(before: brace)
        let indentation = String(
            decoding: bytes[self.lineStart(before: block.start.byteOffset)...].prefix { isBlank($0) }, as: UTF8.self)
        let line = "\(indentation)  \(declaration)\n"
        if bytes[lineStart..<brace].allSatisfy(isBlank) { return insertion(of: line, at: lineStart) }
        return insertion(of: "\n\(line)\(indentation)", at: brace)
    }

    /// Puts a declaration at the end of the file.
    package func insertionAtEnd(of declaration: String) -> FindingFix.Edit {
        let isLineEnded = bytes.isEmpty || bytes[bytes.count - 1] == UInt8(ascii: "\n")
        return insertion(of: "\(isLineEnded ? "" : "\n")\n\(declaration)\n", at: bytes.count)
    }

    /// From a keyword in front of a place to the semicolon behind it.
    package func statement(around range: TextRange, keyword: String) -> TextRange? {
        let word = Array(keyword.utf8)
        var start = range.start.byteOffset - word.count
        while start >= 0, !bytes[start...].starts(with: word) { start -= 1 }
        guard start >= 0, let end = bytes[range.end.byteOffset...].firstIndex(of: UInt8(ascii: ";")) else { return nil }
        return TextRange(start: position(at: start), end: position(at: end + 1))
    }

    package func position(at offset: Int) -> TextPosition {
        let before = bytes[..<min(offset, bytes.count)]
        let lineStart = self.lineStart(before: before.count)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = before[lineStart...].count { $0 & 0xc0 != 0x80 } + 1
        return TextPosition(byteOffset: before.count, line: line, column: column)
    }

    func lineStart(before offset: Int) -> Int {
        bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    }

    func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
