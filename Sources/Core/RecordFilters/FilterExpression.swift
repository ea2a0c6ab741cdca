/// A filter as it was written.
indirect enum FilterExpression: Sendable {
    case any([FilterExpression])
    case all([FilterExpression])
    case not(FilterExpression)
    case comparison(FilterOperand, FilterOperator, FilterOperand)
    case isIn(FilterOperand, [FilterOperand], negated: Bool)
    /// A path alone, which must be a boolean.
    case truth(FilterOperand)

    /// Where it looks, and whether further than at the whole part of a record.
    var paths: [(root: FilterRoot, isDeep: Bool)] {
        switch self {
        case .any(let parts), .all(let parts): parts.flatMap(\.paths)
        case .not(let part): part.paths
        case .comparison(let left, _, let right): [left.path, right.path].compactMap(\.self)
        case .isIn(let operand, _, _), .truth(let operand): [operand.path].compactMap(\.self)
        }
    }

    var roots: Set<FilterRoot> { Set(paths.map(\.root)) }
}

enum FilterOperator: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case matches = "~"
    case matchesNot = "!~"

    /// The same comparison with its sides changed; nil where they cannot be.
    var mirrored: FilterOperator? {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        case .matches, .matchesNot: nil
        }
    }
}

struct FilterOperand: Sendable {
    enum Kind: Sendable {
        case null
        case bool(Bool)
        case number(ExactDecimal)
        case text(String)
        case path(FilterRoot, [FilterStep])
    }

    var kind: Kind
    var place: Range<Int>

    var path: (root: FilterRoot, isDeep: Bool)? {
        if case .path(let root, let steps) = kind { (root, !steps.isEmpty) } else { nil }
    }

    var isPath: Bool { path != nil }
}

struct FilterStep: Sendable {
    enum Kind: Sendable, Equatable {
        case member(String)
        case index(Int)
        /// `[*]`: any element.
        case anyElement
    }

    var kind: Kind
    var place: Range<Int>
}
