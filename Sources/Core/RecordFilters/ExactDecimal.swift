/// A decimal number of any size, compared exactly: 9007199254740993 is not 9007199254740992.
struct ExactDecimal: Sendable, Equatable {
    private enum Form: Equatable {
        case small(Int64)
        /// Digits without zeros at either end; the point stands behind the first `magnitude` of them.
        case large(isNegative: Bool, digits: [UInt8], magnitude: Int)
    }

    private let form: Form

    init(_ value: Int64) { form = .small(value) }

    /// `-12`, `1.50`, `1e3`; nil for other texts and for exponents beyond a thousand million.
    init?(_ text: String) {
        if let small = Int64(text), text.utf8.first != UInt8(ascii: "+") {
            form = .small(small)
            return
        }
        guard let large = Self.parse(text) else { return nil }
        form = large
    }

    private static func parse(_ text: String) -> Form? {
        var rest = Substring(text).utf8
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest.removeFirst() }
        func takeDigits() -> [UInt8] {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(digits.count)
            return Array(digits)
        }
        let whole = takeDigits()
        guard !whole.isEmpty else { return nil }
        var fraction: [UInt8] = []
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = takeDigits()
            guard !fraction.isEmpty else { return nil }
        }
        var exponent = 0
        if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            guard let value = Int(String(Substring(rest))), abs(value) <= 1_000_000_000 else { return nil }
            exponent = value
        } else if !rest.isEmpty {
            return nil
        }
        let zero = UInt8(ascii: "0")
        let all = whole + fraction
        guard let first = all.firstIndex(where: { $0 != zero }), let last = all.lastIndex(where: { $0 != zero }) else {
            return .small(0)
        }
        let magnitude = whole.count - first + exponent
        let digits = Array(all[first...last])
        if magnitude >= digits.count, magnitude <= 19,
            let small = Int64((isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)
                + String(repeating: "0", count: magnitude - digits.count))
        {
            return .small(small)
        }
        return .large(isNegative: isNegative, digits: digits, magnitude: magnitude)
    }

    /// Sign, digits and the place of the point.
    private var parts: (isNegative: Bool, digits: [UInt8], magnitude: Int) {
        switch form {
        case .large(let isNegative, let digits, let magnitude): return (isNegative, digits, magnitude)
        case .small(let value):
            let all = Array(String(value.magnitude).utf8)
            let last = all.lastIndex { $0 != UInt8(ascii: "0") } ?? -1
            return (value < 0, Array(all[..<(last + 1)]), value == 0 ? .min : all.count)
        }
    }
}

extension ExactDecimal: Comparable {
    static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        if case .small(let a) = left.form, case .small(let b) = right.form { return a < b }
        let (a, b) = (left.parts, right.parts)
        guard a.isNegative == b.isNegative else { return a.isNegative }
        let (low, high) = a.isNegative ? (b, a) : (a, b)
        if low.magnitude != high.magnitude { return low.magnitude < high.magnitude }
        return low.digits.lexicographicallyPrecedes(high.digits)
    }
}
