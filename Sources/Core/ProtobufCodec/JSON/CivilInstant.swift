/// Instants as RFC 3339 writes them, of the years 1 to 9999. The method counts years from March, so that the leap day is a
/// year's last (Howard Hinnant, "chrono-compatible low-level date algorithms").
enum CivilInstant {
    /// Seconds since 1970-01-01T00:00:00Z of the years 1 to 9999.
    static let seconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// `2026-02-28T23:59:59.999Z` with 0, 3, 6 or 9 digits; nil out of range.
    static func text(seconds: Int64, nanos: Int32) -> String? {
        guard Self.seconds.contains(seconds), (0...999_999_999).contains(nanos) else { return nil }
        let days = (seconds - Self.seconds.lowerBound) / 86_400
        let second = (seconds - Self.seconds.lowerBound) % 86_400
        // Days since 0000-03-01; year 1 begins 306 days later.
        let shifted = days + 306
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        var text: [UInt8] = []
        text.reserveCapacity(30)
        text.appendDigits(year, 4)
        text.append(UInt8(ascii: "-"))
        text.appendDigits(month, 2)
        text.append(UInt8(ascii: "-"))
        text.appendDigits(day, 2)
        text.append(UInt8(ascii: "T"))
        text.appendDigits(second / 3600, 2)
        text.append(UInt8(ascii: ":"))
        text.appendDigits(second / 60 % 60, 2)
        text.append(UInt8(ascii: ":"))
        text.appendDigits(second % 60, 2)
        text.appendFraction(nanos)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil for what is no such text, or out of range.
    static func parse(_ text: String) -> (seconds: Int64, nanos: Int32)? {
        var rest = DigitScanner(text)
        guard let year = rest.digits(4), rest.take("-"), let month = rest.digits(2), rest.take("-"), let day = rest.digits(2),
            rest.take("T"), let hour = rest.digits(2), rest.take(":"), let minute = rest.digits(2), rest.take(":"),
            let second = rest.digits(2), hour < 24, minute < 60, second < 60, let nanos = rest.fraction(),
            let days = days(year, month, day)
        else { return nil }
        var offset: Int64 = 0
        if !rest.take("Z") {
            let isNegative = rest.take("-")
            guard isNegative || rest.take("+"), let hours = rest.digits(2), rest.take(":"), let minutes = rest.digits(2),
                hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 3600 + minutes * 60) * (isNegative ? -1 : 1)
        }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        return rest.isAtEnd && Self.seconds.contains(seconds) ? (seconds, nanos) : nil
    }

    /// Since 1970-01-01; nil if the month has no such day.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64? {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        guard year >= 1, (1...12).contains(month), day >= 1 else { return nil }
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[Int(month) - 1] else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}

/// `google.protobuf.Duration` in JSON: seconds with up to nine digits behind the point, and an `s`.
enum DurationText {
    /// 10,000 years.
    static let maxSeconds: Int64 = 315_576_000_000

    /// Nil out of range, or if seconds and nanoseconds are of different signs.
    static func text(seconds: Int64, nanos: Int32) -> String? {
        guard seconds.magnitude <= UInt64(maxSeconds), nanos.magnitude < 1_000_000_000,
            seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0)
        else { return nil }
        var text: [UInt8] = []
        if seconds < 0 || nanos < 0 { text.append(UInt8(ascii: "-")) }
        text.append(contentsOf: "\(seconds.magnitude)".utf8)
        text.appendFraction(Int32(nanos.magnitude))
        text.append(UInt8(ascii: "s"))
        return String(decoding: text, as: UTF8.self)
    }

    static func parse(_ text: String) -> (seconds: Int64, nanos: Int32)? {
        var rest = DigitScanner(text)
        let isNegative = rest.take("-")
        guard let seconds = rest.number(), seconds <= maxSeconds, let nanos = rest.fraction(), rest.take("s"), rest.isAtEnd else {
            return nil
        }
        return isNegative ? (-seconds, -nanos) : (seconds, nanos)
    }
}

/// Paths of `google.protobuf.FieldMask`: `snake_case` in messages, `camelCase` in JSON.
enum FieldMaskText {
    /// Nil if the way back would lead elsewhere.
    static func camelCase(_ path: String) -> String? {
        var result: [UInt8] = []
        var isAfterUnderscore = false
        for byte in path.utf8 {
            if isAfterUnderscore {
                guard (0x61...0x7a).contains(byte) else { return nil }
                result.append(byte - 0x20)
                isAfterUnderscore = false
            } else if byte == UInt8(ascii: "_") {
                isAfterUnderscore = true
            } else {
                guard !(0x41...0x5a).contains(byte) else { return nil }
                result.append(byte)
            }
        }
        return isAfterUnderscore ? nil : String(decoding: result, as: UTF8.self)
    }

    static func snakeCase(_ path: Substring) -> String? {
        var result: [UInt8] = []
        for byte in path.utf8 {
            if byte == UInt8(ascii: "_") { return nil }
            if (0x41...0x5a).contains(byte) {
                result += [UInt8(ascii: "_"), byte + 0x20]
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

/// Reads numbers of fixed width from the front of a text.
private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func digit() -> Int64? {
        guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
        rest.removeFirst()
        return Int64(byte - 0x30)
    }

    mutating func digits(_ count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Up to 18 digits.
    mutating func number() -> Int64? {
        guard var value = digit() else { return nil }
        var count = 1
        while count < 18, let digit = digit() {
            value = value * 10 + digit
            count += 1
        }
        return value
    }

    /// Nanoseconds; 0 if there is no point, nil for more than nine digits.
    mutating func fraction() -> Int32? {
        guard take(".") else { return 0 }
        var value: Int64 = 0
        var count = 0
        while let digit = digit() {
            guard count < 9 else { return nil }
            value = value * 10 + digit
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in count..<9 { value *= 10 }
        return Int32(value)
    }
}

extension [UInt8] {
    fileprivate mutating func appendDigits(_ number: Int64, _ width: Int) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(0x30 + number / divisor % 10))
            divisor /= 10
        }
    }

    /// In 0, 3, 6 or 9 digits.
    fileprivate mutating func appendFraction(_ nanos: Int32) {
        guard nanos != 0 else { return }
        append(UInt8(ascii: "."))
        let value = Int64(nanos)
        if value % 1_000_000 == 0 { return appendDigits(value / 1_000_000, 3) }
        if value % 1000 == 0 { return appendDigits(value / 1000, 6) }
        appendDigits(value, 9)
    }
}
