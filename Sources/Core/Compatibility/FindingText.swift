internal import JSONText

/// A finding for people: what happened, the line in their own file, the line it breaks with, and what to do.
package struct FindingText {
    /// A schema text and what to call it.
    package struct Source {
        package var name: String
        package var text: String

        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    private let finding: SchemaFinding
    private let new: Source
    private let old: Source?

    /// - Parameter old: the text of the version the finding is against, if it is at hand.
    package init(_ finding: SchemaFinding, new: Source, old: Source?) {
        self.finding = finding
        self.new = new
        self.old = old
    }

    /// Several lines without colour, the last one without a line end.
    package var lines: [String] {
        var lines = ["error[\(finding.rule.id)]: \(finding.sentence)"]
        lines += excerpt(finding.newPlace, of: new)
        lines.append("   rule    \(rule)")
        let registryType = finding.rule.confluentErrorType.map { "   (registry type \($0))" } ?? ""
        lines.append("   path    \(finding.pathText)\(registryType)")
        lines.append("   before  version \(finding.against)" + before)
        lines.append("   fix     \(finding.rule.hint)")
        return lines
    }

    private var rule: String {
        switch finding.direction {
        case .backward: "BACKWARD: a reader on the new schema must read what version \(finding.against) wrote"
        case .forward: "FORWARD: a reader on version \(finding.against) must read what the new schema writes"
        }
    }

    private var before: String {
        guard let old, let place = finding.oldPlace, let line = line(place.start.line, of: old.text) else { return "" }
        return ", \(old.name):\(place):  \(Self.clipped(line.trimmingBlanks, around: nil).text)"
    }

    private func excerpt(_ place: TextRange?, of source: Source) -> [String] {
        guard let place, let line = line(place.start.line, of: source.text) else { return ["  --> \(source.name)"] }
        let number = String(place.start.line)
        let margin = String(repeating: " ", count: number.count)
        let lastColumn = place.end.line == place.start.line ? place.end.column : line.unicodeScalars.count + 1
        let marked = Self.clipped(line, around: place.start.column..<max(lastColumn, place.start.column + 1))
        let carets = String(repeating: " ", count: marked.start) + String(repeating: "^", count: marked.count)
        return [
            "  --> \(source.name):\(place)", "\(margin) |", "\(number) | \(marked.text)", "\(margin) | \(carets)",
        ]
    }

    private func line(_ number: Int, of text: String) -> String? {
        // Lines as the parser counts them: CR, LF and CR LF end one each, and Swift takes CR LF for one character.
        let lines = text.split(separator: /\r\n|\r|\n/, maxSplits: number, omittingEmptySubsequences: false)
        return number <= lines.count ? String(lines[number - 1]) : nil
    }

    private static let width = 100

    /// At most `width` scalars of the line with the marked columns in view; tabs become blanks so that marks stand true.
    private static func clipped(_ line: String, around columns: Range<Int>?) -> (text: String, start: Int, count: Int) {
        let scalars = line.unicodeScalars.map { $0 == "\t" ? " " : Character($0) }
        let first = columns.map { $0.lowerBound - 1 } ?? 0
        let from = scalars.count <= width ? 0 : max(0, min(first - 20, scalars.count - width))
        let to = min(scalars.count, from + width)
        let text = (from > 0 ? "…" : "") + String(scalars[from..<to]) + (to < scalars.count ? "…" : "")
        let start = first - from + (from > 0 ? 1 : 0)
        return (text, start, min(columns?.count ?? 0, max(1, to - first)))
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        String(drop { $0 == " " || $0 == "\t" })
    }
}
