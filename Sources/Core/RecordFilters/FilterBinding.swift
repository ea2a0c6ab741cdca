import GroupCoordination
import JSONText

/// Checks a filter against schemas, and makes of it what is evaluated.
struct FilterBinding {
    let text: String
    let key: ValueShape
    let value: ValueShape

    func bind(_ expression: FilterExpression) throws(FilterError) -> FilterPredicate {
        switch expression {
        case .any(let parts): return .any(try bind(parts))
        case .all(let parts): return .all(try bind(parts))
        case .not(let part): return .not(try bind(part))
        case .comparison(let left, let comparison, let right): return try bind(left, comparison, right)
        case .isIn(let operand, let choices, let negated):
            let target = try target(operand)
            var data: [FilterDatum] = []
            for choice in choices { data.append(try datum(choice, for: target, .equal)) }
            let predicate = FilterPredicate.isIn(target.path(against: choices.first), data)
            return negated ? .not(predicate) : predicate
        case .truth(let operand):
            if case .bool(let value) = operand.kind { return .constant(value) }
            let target = try target(operand)
            switch target.shape {
            case .boolean, .anything: return .compare(target.path(against: nil), .equal, .bool(true))
            default: throw error(operand.place, "\(target.name) is \(target.shape.wording), not a boolean", help: "compare it")
            }
        }
    }

    private func bind(_ parts: [FilterExpression]) throws(FilterError) -> [FilterPredicate] {
        var bound: [FilterPredicate] = []
        for part in parts { bound.append(try bind(part)) }
        return bound
    }

    func error(_ place: Range<Int>, _ sentence: String, help: String? = nil) -> FilterError {
        FilterError(text, at: place, sentence, help: help)
    }

    // MARK: Comparisons

    private func bind(
        _ left: FilterOperand, _ comparison: FilterOperator, _ right: FilterOperand
    ) throws(FilterError) -> FilterPredicate {
        if comparison == .matches || comparison == .matchesNot { return try bindPattern(left, comparison, right) }
        switch (left.isPath, right.isPath) {
        case (true, false):
            let target = try target(left)
            return .compare(target.path(against: right), comparison, try datum(right, for: target, comparison))
        case (false, true):
            // Only patterns have no mirror.
            return try bind(right, comparison.mirrored ?? comparison, left)
        case (true, true): return try bindPaths(target(left), comparison, target(right), left.place.lowerBound..<right.place.upperBound)
        case (false, false):
            throw error(left.place.lowerBound..<right.place.upperBound, "neither side is a part of the record")
        }
    }

    private func bindPaths(
        _ left: FilterTarget, _ comparison: FilterOperator, _ right: FilterTarget, _ place: Range<Int>
    ) throws(FilterError) -> FilterPredicate {
        let kinds = [left.shape.kind, right.shape.kind]
        guard !kinds.contains(.composite), kinds[0] == kinds[1] || kinds.contains(.unknown) else {
            throw error(
                place, "\(left.name) is \(left.shape.wording), \(right.name) is \(right.shape.wording): they cannot be compared")
        }
        return .comparePaths(left.path(against: nil), comparison, right.path(against: nil))
    }

    private func bindPattern(
        _ left: FilterOperand, _ comparison: FilterOperator, _ right: FilterOperand
    ) throws(FilterError) -> FilterPredicate {
        guard case .text(let pattern) = right.kind else {
            throw error(right.place, "behind \(comparison.rawValue) stands a pattern in quotes")
        }
        guard left.isPath else { throw error(left.place, "in front of \(comparison.rawValue) stands a part of the record") }
        let target = try target(left)
        guard [.text, .unknown].contains(target.shape.kind) else {
            throw error(left.place, "\(target.name) is \(target.shape.wording), and only texts match patterns")
        }
        // Patterns are of whole texts; here anything may stand around them, line ends too.
        let (flag, rest) = pattern.hasPrefix("(?i)") ? ("(?i)", String(pattern.dropFirst(4))) : ("", pattern)
        let anything = "(?:.|\n)*"
        do {
            // First alone: a ) too many must not close what is put around it.
            _ = try TopicPattern(pattern)
            let compiled = try TopicPattern("\(flag)\(anything)(?:\(rest))\(anything)")
            let predicate = FilterPredicate.matches(target.path(against: right), compiled)
            return comparison == .matches ? predicate : .not(predicate)
        } catch {
            throw self.error(right.place, "the pattern \(error.sentence)", help: "see docs/guides/where.md for what patterns can say")
        }
    }

    /// What a target is compared with, in the form its values have.
    private func datum(
        _ operand: FilterOperand, for target: FilterTarget, _ comparison: FilterOperator
    ) throws(FilterError) -> FilterDatum {
        let isOrder = comparison != .equal && comparison != .notEqual
        func misfit(_ found: String, _ help: String? = nil) -> FilterError {
            error(operand.place, "\(target.name) is \(target.shape.wording), and is compared with \(found)", help: help)
        }
        switch operand.kind {
        case .null:
            guard !isOrder else { throw error(operand.place, "null is equal or not, never less or greater") }
            return .null
        case .path: throw error(operand.place, "a path cannot stand here")
        case .bool(let value):
            guard [.boolean, .unknown].contains(target.shape.kind) else { throw misfit("a boolean") }
            guard !isOrder else { throw error(operand.place, "booleans are equal or not, never less or greater") }
            return .bool(value)
        case .number(let number):
            switch target.shape.kind {
            case .number, .unknown: return .number(number)
            case .moment: throw misfit("a number", "write the time as text: \"2026-11-20T10:31:07Z\"")
            default: throw misfit("a number", "a text stands in quotes")
            }
        case .text(let word):
            switch target.shape {
            case .moment:
                guard let moment = FilterReading.moment(word) else {
                    throw misfit("\"\(word)\", which is none", "write it as \"2026-11-20T10:31:07Z\" or \"2026-11-20\"")
                }
                return .moment(moment)
            case .symbol(let symbols):
                guard !isOrder else { throw error(operand.place, "names out of an enum have no order") }
                guard symbols.contains(word) else {
                    var problem = error(operand.place, "\(target.name) is never \"\(word)\": its enum has no such name")
                    problem.word = word
                    problem.known = symbols
                    throw problem
                }
                return .text(word)
            case .text, .anything, .union: return .text(word)
            case .number: throw misfit("a text", "numbers stand without quotes")
            case .boolean: throw misfit("a text", "true and false stand without quotes")
            case .list, .map, .record: throw misfit("a text", "lead the path on to a field or an element of it")
            }
        }
    }
}

extension ValueShape {
    /// What values are compared as.
    enum Kind { case boolean, number, text, moment, composite, unknown }

    var kind: Kind {
        switch self {
        case .anything, .union: .unknown
        case .boolean: .boolean
        case .number: .number
        case .text, .symbol: .text
        case .moment: .moment
        case .list, .map, .record: .composite
        }
    }
}
