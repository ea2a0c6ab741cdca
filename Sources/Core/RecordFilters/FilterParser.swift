/// Reads a filter:
///
///     any        = all { ( "||" | "or" ) all }
///     all        = one { ( "&&" | "and" ) one }
///     one        = ( "!" | "not" ) one | "(" any ")" | operand [ operator operand | [ "not" ] "in" "[" operand, … "]" ]
///     operand    = text | number | "true" | "false" | "null" | path
///     path       = root { "." name | "[" text | number | "*" "]" }
struct FilterParser {
    private let text: String
    private let tokens: [FilterToken]
    private var position = 0
    private var depth = 0

    private static let maxChoices = 500

    init(_ text: String, tokens: [FilterToken]) {
        self.text = text
        self.tokens = tokens
    }

    mutating func parse() throws(FilterError) -> FilterExpression {
        guard token.kind != .end else { throw error("the filter is empty", help: "for example key == \"o-1\"") }
        let expression = try any()
        guard token.kind == .end else { throw error("expected && or || or the end, found \(found)") }
        return expression
    }

    // MARK: Words

    private var token: FilterToken { tokens[position] }

    private var found: String {
        switch token.kind {
        case .end: "the end"
        case .text(let text): "the text \"\(text)\""
        case .name(let word), .number(let word), .symbol(let word): "'\(word)'"
        }
    }

    private func error(_ sentence: String, at place: Range<Int>? = nil, help: String? = nil) -> FilterError {
        FilterError(text, at: place ?? token.place, sentence, help: help)
    }

    private mutating func take(_ symbol: String, or word: String? = nil) -> Bool {
        guard token.kind == .symbol(symbol) || word.map({ token.kind == .name($0) }) ?? false else { return false }
        position += 1
        return true
    }

    private mutating func take(word: String) -> Bool {
        guard token.kind == .name(word) else { return false }
        position += 1
        return true
    }

    // MARK: Expressions

    private mutating func any() throws(FilterError) -> FilterExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= RecordFilter.maxDepth else { throw error("the filter nests deeper than \(RecordFilter.maxDepth)") }
        var parts = [try all()]
        while take("||", or: "or") { parts.append(try all()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func all() throws(FilterError) -> FilterExpression {
        var parts = [try one()]
        while take("&&", or: "and") { parts.append(try one()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func one() throws(FilterError) -> FilterExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= RecordFilter.maxDepth else { throw error("the filter nests deeper than \(RecordFilter.maxDepth)") }
        if take("!", or: "not") { return .not(try one()) }
        if take("(") {
            let inner = try any()
            guard take(")") else { throw error("expected ), found \(found)") }
            return inner
        }
        let left = try operand()
        if take(word: "in") { return .isIn(left, try choices(), negated: false) }
        if token.kind == .name("not"), tokens[position + 1].kind == .name("in") {
            position += 2
            return .isIn(left, try choices(), negated: true)
        }
        guard case .symbol(let symbol) = token.kind, let comparison = FilterOperator(rawValue: symbol) else {
            guard left.isPath || left.isBool else { throw error("expected a comparison, found \(found)") }
            return .truth(left)
        }
        position += 1
        return .comparison(left, comparison, try operand())
    }

    private mutating func choices() throws(FilterError) -> [FilterOperand] {
        guard take("[") else { throw error("expected [ and the choices, found \(found)") }
        var choices: [FilterOperand] = []
        repeat {
            let choice = try operand()
            guard !choice.isPath else { throw error("a choice is a text, a number, true, false or null", at: choice.place) }
            choices.append(choice)
            guard choices.count <= Self.maxChoices else { throw error("there are more than \(Self.maxChoices) choices") }
        } while take(",")
        guard take("]") else { throw error("expected , or ], found \(found)") }
        return choices
    }

    private mutating func operand() throws(FilterError) -> FilterOperand {
        let start = token.place
        switch token.kind {
        case .text(let text):
            position += 1
            return FilterOperand(kind: .text(text), place: start)
        case .number(let word):
            // The lexer lets no other words through.
            guard let number = ExactDecimal(word) else { throw error("this is no number") }
            position += 1
            return FilterOperand(kind: .number(number), place: start)
        case .name("true"), .name("false"), .name("null"):
            let kind: FilterOperand.Kind = token.kind == .name("null") ? .null : .bool(token.kind == .name("true"))
            position += 1
            return FilterOperand(kind: kind, place: start)
        case .name(let name):
            guard let root = FilterRoot(rawValue: name == "headers" ? "header" : name) else {
                throw error(
                    "a record has no '\(name)'",
                    help: "paths begin with \(FilterRoot.allCases.map(\.rawValue).joined(separator: ", ")); "
                        + "fields are behind value: value.\(name)")
            }
            position += 1
            return try path(root, from: start.lowerBound)
        case .symbol, .end: throw error("expected a path or a value, found \(found)")
        }
    }

    private mutating func path(_ root: FilterRoot, from start: Int) throws(FilterError) -> FilterOperand {
        var steps: [FilterStep] = []
        while true {
            let opening = token.place
            if take(".") {
                guard case .name(let name) = token.kind else {
                    throw error("expected a name behind the dot, found \(found)", help: "other names stand in brackets: [\"a-b\"]")
                }
                steps.append(FilterStep(kind: .member(name), place: token.place))
                position += 1
            } else if take("[") {
                let kind: FilterStep.Kind
                switch token.kind {
                case .text(let text): kind = .member(text)
                case .symbol("*"): kind = .anyElement
                case .number(let word):
                    guard let index = Int(word), index >= 0 else { throw error("an index is a whole number from 0") }
                    kind = .index(index)
                case .name, .symbol, .end: throw error("expected a text, an index or *, found \(found)")
                }
                position += 1
                guard take("]") else { throw error("expected ], found \(found)") }
                steps.append(FilterStep(kind: kind, place: opening.lowerBound..<tokens[position - 1].place.upperBound))
            } else {
                break
            }
            guard steps.count <= RecordFilter.maxDepth else { throw error("the path is longer than \(RecordFilter.maxDepth) steps") }
        }
        return FilterOperand(kind: .path(root, steps), place: start..<tokens[position - 1].place.upperBound)
    }
}

extension FilterOperand {
    fileprivate var isBool: Bool { if case .bool = kind { true } else { false } }
}
