/// Reads dates and times (RFC 3339, and ISO 8601's expanded years) from the front of a text.
package struct CivilScanner {
    private var rest: Substring.UTF8View

    package init(_ text: String) { rest = text[...].utf8 }

    package var isAtEnd: Bool { rest.isEmpty }

    package mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    mutating func digits(_ count: ClosedRange<Int>) -> Int64? {
        var value: Int64 = 0
        var found = 0
        while found < count.upperBound, let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
            rest.removeFirst()
            found += 1
        }
        return count.contains(found) ? value : nil
    }

    /// A fraction of a second in units of `digits` digits; 0 if there is none, nil if it is finer than they are.
    mutating func fraction(_ digits: Int) -> Int64? {
        guard take(".") || take(",") else { return 0 }
        var value: Int64 = 0
        var found = 0
        while let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
            rest.removeFirst()
            found += 1
            if found <= digits {
                value = value * 10 + Int64(digit - UInt8(ascii: "0"))
            } else if digit != UInt8(ascii: "0") {
                return nil
            }
        }
        guard found > 0 else { return nil }
        for _ in 0..<max(0, digits - found) { value *= 10 }
        return value
    }

    /// Days since 1970-01-01.
    package mutating func date() -> Int64? {
        let isNegative = take("-")
        let isExpanded = isNegative || take("+")
        guard let year = digits(isExpanded ? 4...9 : 4...4), take("-"), let month = digits(2...2), take("-"),
            let day = digits(2...2)
        else { return nil }
        return CivilTime.days(year: isNegative ? -year : year, month: month, day: day)
    }

    mutating func timeOfDay(_ subsecondDigits: Int) -> Int64? {
        guard let hour = digits(2...2), hour < 24, take(":"), let minute = digits(2...2), minute < 60, take(":"),
            let second = digits(2...2), second < 60, let fraction = fraction(subsecondDigits)
        else { return nil }
        return (hour * 3600 + minute * 60 + second) * CivilTime.unitsPerSecond(subsecondDigits) + fraction
    }

    /// Units since 1970-01-01T00:00:00, in UTC if it is `zoned`; nil also if they do not fit 64 bits. The whole text.
    package mutating func timestamp(_ subsecondDigits: Int, zoned: Bool) -> Int64? {
        guard let days = date(), take("T") || take("t") || take(" "), let time = timeOfDay(subsecondDigits) else { return nil }
        var offset: Int64 = 0
        if zoned {
            guard let seconds = zone() else { return nil }
            offset = seconds
        }
        guard isAtEnd else { return nil }
        let unit = CivilTime.unitsPerSecond(subsecondDigits)
        return Int64(exactly: Int128(days) * Int128(86_400 * unit) + Int128(time - offset * unit))
    }

    /// Seconds east of UTC: `Z`, `+02:00`.
    private mutating func zone() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let isNegative = take("-")
        guard isNegative || take("+"), let hours = digits(2...2), hours < 24, take(":"), let minutes = digits(2...2), minutes < 60
        else { return nil }
        return (isNegative ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
