package import JSONText

/// The lines around a place in a text, with carets below it.
package struct SourceExcerpt {
    /// Lines shown above the marked one.
    private static let context = 2
    /// Scalars of a line that are shown.
    private static let width = 110

    private let lines: [Substring]

    /// Lines as the parsers count them: CR, LF and CR LF end one each.
    package init(of text: String) {
        lines = text.split(separator: /\r\n|\r|\n/, omittingEmptySubsequences: false)
    }

    /// A line by its number, from 1; nil beyond the end.
    package func line(_ number: Int) -> String? {
        number >= 1 && number <= lines.count ? String(lines[number - 1]) : nil
    }

    /// The line without the blanks around it, cut where it is long.
    package func trimmedLine(_ number: Int) -> String? {
        line(number).map { line in
            let text = Self.clipped(line.drop { $0 == " " || $0 == "\t" }, around: nil).text
            return String(text.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }
    }

    /// `3 |  …` with carets below the place. A place that spans lines is marked on its first.
    package func marked(_ range: TextRange) -> [String] {
        guard let line = line(range.start.line) else { return [] }
        let first = max(1, range.start.line - Self.context)
        let margin = String(range.start.line).count
        let blank = String(repeating: " ", count: margin) + " |"
        var rows = [blank]
        for number in first..<range.start.line {
            let text = self.line(number).map { Self.clipped($0[...], around: nil).text } ?? ""
            rows.append(Self.row(number, margin, text))
        }
        let lastColumn = range.end.line == range.start.line ? range.end.column : line.unicodeScalars.count + 1
        let marked = Self.clipped(line[...], around: range.start.column..<max(lastColumn, range.start.column + 1))
        rows.append(Self.row(range.start.line, margin, marked.text))
        let carets = String(repeating: " ", count: marked.start) + String(repeating: "^", count: marked.count)
        return rows + ["\(blank) \(carets)"]
    }

    private static func row(_ number: Int, _ margin: Int, _ text: String) -> String {
        let digits = String(number)
        let row = String(repeating: " ", count: margin - digits.count) + digits + " |"
        return text.isEmpty ? row : "\(row) \(text)"
    }

    /// At most `width` scalars of the line with the marked columns in view; control characters become blanks, so that marks
    /// stand true and a text cannot talk to the terminal.
    private static func clipped(_ line: Substring, around columns: Range<Int>?) -> (text: String, start: Int, count: Int) {
        let scalars = line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : Character($0) }
        let first = columns.map { min($0.lowerBound - 1, scalars.count) } ?? 0
        let from = scalars.count <= width ? 0 : max(0, min(first - 20, scalars.count - width))
        let to = min(scalars.count, from + width)
        let text = (from > 0 ? "…" : "") + String(scalars[from..<to]) + (to < scalars.count ? "…" : "")
        let start = first - from + (from > 0 ? 1 : 0)
        return (text, start, min(columns?.count ?? 0, max(1, to - first)))
    }
}
