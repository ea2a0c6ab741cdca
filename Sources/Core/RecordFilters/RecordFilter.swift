/// An expression that says of a record whether it is meant: `value.amount > 100 && key ~ "^eu-"`.
///
/// Parsed once, bound once to each pair of schemas, then evaluated without looking at its text again. The language is
/// described in `docs/guides/where.md`.
package struct RecordFilter: Sendable {
    /// Longer texts are refused before they are looked at.
    package static let maxBytes = 4_096
    /// How deep parentheses, negations and paths nest.
    package static let maxDepth = 50

    package let text: String
    let expression: FilterExpression

    package init(_ text: String) throws(FilterError) {
        guard text.utf8.count <= Self.maxBytes else {
            throw FilterError("", at: 0..<0, "the filter has \(text.utf8.count) bytes, the limit is \(Self.maxBytes)")
        }
        self.text = text
        var parser = FilterParser(text, tokens: try FilterLexer.tokens(of: text))
        expression = try parser.parse()
    }

    /// Which parts of a record it looks at: what else there is need not be decoded.
    package var roots: Set<FilterRoot> { expression.roots }

    /// Whether a path leads into this part: JSON without a schema has to be parsed for it.
    package func looksInto(_ root: FilterRoot) -> Bool { expression.paths.contains { $0.root == root && $0.isDeep } }

    /// Checks every path against the schemas of key and value, and every comparison against the types it leads to.
    package func bind(key: ValueShape, value: ValueShape) throws(FilterError) -> BoundFilter {
        let binding = FilterBinding(text: text, key: key, value: value)
        return BoundFilter(predicate: try binding.bind(expression))
    }
}

/// The parts of a record that a path begins with.
package enum FilterRoot: String, CaseIterable, Sendable {
    case topic, partition, offset, timestamp, key, value, header, schema
}

/// What is wrong with a filter, and where.
package struct FilterError: Error, Equatable, Sendable {
    package var text: String
    /// In Unicode scalars from the beginning of the text.
    package var place: Range<Int>
    package var sentence: String
    package var help: String?
    /// Where a name is none of those there are: the name, and those.
    package var word: String?
    package var known: [String] = []

    init(_ text: String, at place: Range<Int>, _ sentence: String, help: String? = nil) {
        self.text = text
        self.place = place
        self.sentence = sentence
        self.help = help
    }

    /// From 1, as editors count.
    package var column: Int { place.lowerBound + 1 }

    /// The line of the text with what is wrong underlined, in two lines.
    package var pointer: String {
        let scalars = Array(text.unicodeScalars)
        let start = scalars[..<min(place.lowerBound, scalars.count)].lastIndex(of: "\n").map { $0 + 1 } ?? 0
        let end = scalars[start...].firstIndex(of: "\n") ?? scalars.count
        var line = String.UnicodeScalarView()
        line.append(contentsOf: scalars[start..<end])
        let width = max(1, min(place.upperBound, end) - place.lowerBound)
        return String(line) + "\n" + String(repeating: " ", count: max(0, place.lowerBound - start))
            + String(repeating: "^", count: width)
    }
}
