import Avro
import JSONText

/// A value that is compared.
enum FilterDatum: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(ExactDecimal)
    case text(String)
    /// Nanoseconds since 1970-01-01 UTC.
    case moment(Int128)
    /// A list or an object: there, and nothing else.
    case composite

    var isNull: Bool { self == .null }

    enum Order { case less, equal, greater }

    /// Nil where the two cannot be compared: null, or of two kinds. Texts are ordered by their scalars.
    func order(to other: FilterDatum) -> Order? {
        switch (self, other) {
        case (.number(let a), .number(let b)): Self.order(a, b)
        case (.moment(let a), .moment(let b)): Self.order(a, b)
        case (.text(let a), .text(let b)):
            a.utf8.elementsEqual(b.utf8) ? .equal : a.utf8.lexicographicallyPrecedes(b.utf8) ? .less : .greater
        case (.bool(let a), .bool(let b)): a == b ? .equal : a ? .greater : .less
        default: nil
        }
    }

    private static func order<T: Comparable>(_ a: T, _ b: T) -> Order { a < b ? .less : a == b ? .equal : .greater }
}

/// How JSON is taken at the end of a path.
enum FilterReading: Sendable, Equatable {
    /// As it looks.
    case plain
    /// A text is taken as the number it spells: decimals, 64-bit integers of ProtoJSON, headers.
    case number
    /// A text is taken as RFC 3339.
    case moment

    func datum(_ json: JSONValue) -> FilterDatum {
        switch json {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .number(let number): return ExactDecimal(number.text).map { .number($0) } ?? .text(number.text)
        case .array, .object: return .composite
        case .string(let text):
            switch self {
            case .plain: return .text(text)
            case .number: return ExactDecimal(text).map { .number($0) } ?? .text(text)
            case .moment: return Self.moment(text).map { .moment($0) } ?? .text(text)
            }
        }
    }

    /// RFC 3339, or a date alone, which is its midnight in UTC; as nanoseconds since 1970.
    static func moment(_ text: String) -> Int128? {
        for (digits, scale) in [(9, 1), (6, 1000)] as [(Int, Int128)] {
            var scanner = CivilScanner(text)
            if let time = scanner.timestamp(digits, zoned: true) { return Int128(time) * scale }
        }
        var scanner = CivilScanner(text)
        guard let days = scanner.date(), scanner.isAtEnd else { return nil }
        return Int128(days) * 86_400_000_000_000
    }
}
