/// A word of a filter and where it stands, in Unicode scalars.
struct FilterToken: Equatable {
    enum Kind: Equatable {
        case name(String)
        case text(String)
        /// As it is written.
        case number(String)
        case symbol(String)
        case end
    }

    var kind: Kind
    var place: Range<Int>
}

/// Cuts the text of a filter into words.
struct FilterLexer {
    private let text: String
    private let scalars: [Unicode.Scalar]
    private var position = 0

    /// Longest first.
    private static let symbols = ["&&", "||", "==", "!=", "<=", ">=", "!~", "<", ">", "~", "!", "(", ")", "[", "]", ".", ",", "*"]

    static func tokens(of text: String) throws(FilterError) -> [FilterToken] {
        var lexer = FilterLexer(text)
        var tokens: [FilterToken] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private init(_ text: String) {
        self.text = text
        scalars = Array(text.unicodeScalars)
    }

    private mutating func next() throws(FilterError) -> FilterToken {
        while position < scalars.count, scalars[position].properties.isWhitespace { position += 1 }
        let start = position
        guard start < scalars.count else { return FilterToken(kind: .end, place: start..<start) }
        let first = scalars[start]
        let kind: FilterToken.Kind
        if first == "\"" || first == "'" {
            kind = .text(try quoted(by: first))
        } else if Self.isDigit(first) || first == "-" && start + 1 < scalars.count && Self.isDigit(scalars[start + 1]) {
            kind = .number(try number())
        } else if Self.beginsName(first) {
            while position < scalars.count, Self.beginsName(scalars[position]) || Self.isDigit(scalars[position]) { position += 1 }
            kind = .name(string(start..<position))
        } else {
            kind = .symbol(try symbol())
        }
        return FilterToken(kind: kind, place: start..<position)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func beginsName(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "$" || scalar.properties.isAlphabetic
    }

    private func string(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    private mutating func symbol() throws(FilterError) -> String {
        for symbol in Self.symbols where scalars[position...].starts(with: symbol.unicodeScalars) {
            position += symbol.unicodeScalars.count
            return symbol
        }
        let first = scalars[position]
        let help: String? =
            switch first {
            case "=": "equality is =="
            case "&": "and is &&"
            case "|": "or is ||"
            default: nil
            }
        throw FilterError(text, at: position..<position + 1, "'\(first)' means nothing here", help: help)
    }

    private mutating func number() throws(FilterError) -> String {
        let start = position
        if scalars[position] == "-" { position += 1 }
        takeDigits()
        if position + 1 < scalars.count, scalars[position] == ".", Self.isDigit(scalars[position + 1]) {
            position += 1
            takeDigits()
        }
        if position < scalars.count, scalars[position] == "e" || scalars[position] == "E" {
            position += 1
            if position < scalars.count, scalars[position] == "-" || scalars[position] == "+" { position += 1 }
            takeDigits()
        }
        let word = string(start..<position)
        let isLong = position < scalars.count && Self.beginsName(scalars[position])
        guard ExactDecimal(word) != nil, !isLong else {
            throw FilterError(
                text, at: start..<position + (isLong ? 1 : 0), "this is no number", help: "a text stands in quotes")
        }
        return word
    }

    private mutating func takeDigits() {
        while position < scalars.count, Self.isDigit(scalars[position]) { position += 1 }
    }

    private mutating func quoted(by quote: Unicode.Scalar) throws(FilterError) -> String {
        let start = position
        position += 1
        var view = String.UnicodeScalarView()
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            if scalar == quote { return String(view) }
            view.append(scalar == "\\" ? try escaped() : scalar)
        }
        throw FilterError(text, at: start..<start + 1, "the text that begins here does not end", help: "close it with \(quote)")
    }

    /// `\n`, `\t`, `\u00e9`. Before any other letter or digit the backslash stays, so that patterns read as they are meant.
    private mutating func escaped() throws(FilterError) -> Unicode.Scalar {
        guard position < scalars.count else { return "\\" }
        let scalar = scalars[position]
        switch scalar {
        case "n", "t":
            position += 1
            return scalar == "n" ? "\n" : "\t"
        case "u":
            let end = position + 5
            guard end <= scalars.count, let code = UInt32(string(position + 1..<end), radix: 16), let made = Unicode.Scalar(code)
            else {
                throw FilterError(text, at: position - 1..<position + 1, "\\u wants four hexadecimal digits of a character")
            }
            position = end
            return made
        case "\"", "'", "\\":
            position += 1
            return scalar
        default: return "\\"
        }
    }
}
