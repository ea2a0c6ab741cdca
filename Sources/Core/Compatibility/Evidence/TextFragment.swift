package import JSONText

/// Parts of a text for people: what was written, but on one line.
package enum TextFragment {
    static let maxScalars = 160

    /// The text at `range`, runs of white space made one blank, the end of a long one cut. Nil if the range is none of the text.
    package static func text(at range: TextRange, of text: String) -> String? {
        let bytes = text.utf8
        guard range.start.byteOffset >= 0, range.start.byteOffset < range.end.byteOffset, range.end.byteOffset <= bytes.count,
            let part = String(
                bytes[bytes.index(bytes.startIndex, offsetBy: range.start.byteOffset)..<bytes.index(
                    bytes.startIndex, offsetBy: range.end.byteOffset)])
        else { return nil }
        var line = String.UnicodeScalarView()
        var follows = false
        for scalar in part.unicodeScalars {
            if scalar == " " || scalar == "\n" || scalar == "\r" || scalar == "\t" {
                follows = !line.isEmpty
                continue
            }
            if line.count >= maxScalars { return String(line) + "…" }
            if follows { line.append(" ") }
            follows = false
            line.append(scalar)
        }
        return String(line)
    }
}
