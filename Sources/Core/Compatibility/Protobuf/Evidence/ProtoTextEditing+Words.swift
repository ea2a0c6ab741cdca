package import JSONText

/// Words of a `.proto` text, and what is put beside them.
extension ProtoTextEditing {
    /// The first time a word stands in a range.
    package func word(_ word: String, in range: TextRange) -> TextRange? { places(of: word, in: range).first }

    /// Where a word stands in a range by itself: not as a part of a longer one.
    ///
    /// - Parameter isPrefix: whether only the beginning of a dotted name counts, be there a dot in front or not.
    package func places(of word: String, in range: TextRange, isPrefix: Bool = false) -> [TextRange] {
        let word = Array(word.utf8)
        guard range.start.byteOffset >= 0, range.end.byteOffset <= bytes.count, !word.isEmpty else { return [] }
        var places: [TextRange] = []
        var offset = range.start.byteOffset
        while offset + word.count <= range.end.byteOffset {
            let end = offset + word.count
            guard bytes[offset..<end].elementsEqual(word), !isWord(at: offset - 1), !isWord(at: end),
                !isPrefix || isStart(of: offset, end: end)
            else {
                offset += 1
                continue
            }
            places.append(TextRange(start: position(at: offset), end: position(at: end)))
            offset = end
        }
        return places
    }

    private func isStart(of offset: Int, end: Int) -> Bool {
        let dot = UInt8(ascii: ".")
        guard end < bytes.count, bytes[end] == dot else { return false }
        return offset == 0 || bytes[offset - 1] != dot || !isWord(at: offset - 2)
    }

    private func isWord(at offset: Int) -> Bool {
        guard bytes.indices.contains(offset) else { return false }
        let byte = bytes[offset]
        return (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    /// Puts an option into the brackets behind a field's number, or makes them.
    package func insertion(ofOption option: String, behind number: TextRange) -> FindingFix.Edit {
        var offset = number.end.byteOffset
        while offset < bytes.count, isBlank(bytes[offset]) || bytes[offset] == UInt8(ascii: "\n") { offset += 1 }
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "[") else {
            return insertion(of: " [\(option)]", at: number.end.byteOffset)
        }
        return insertion(of: "\(option), ", at: offset + 1)
    }

    /// What parts a declaration from the one before: a line end and its indentation where it begins a line, else a blank.
    package func blanks(before place: TextRange) -> String {
        let start = place.start.byteOffset
        let lineStart = lineStart(before: start)
        guard bytes[lineStart..<start].allSatisfy(isBlank) else { return " " }
        return "\n" + String(decoding: bytes[lineStart..<start], as: UTF8.self)
    }
}
