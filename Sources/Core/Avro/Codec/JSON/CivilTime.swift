/// Days and seconds since 1970-01-01 as dates and times of the proleptic Gregorian calendar. Pure arithmetic; the method
/// counts years from March, so that the leap day is a year's last (Howard Hinnant, "chrono-compatible low-level date
/// algorithms").
enum CivilTime {
    /// `2026-02-28`; years beyond four digits with their sign and at least six digits (ISO 8601, expanded).
    static func date(days: Int64) -> String {
        // Floor division throughout, so that days before 1970 count like those after.
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let yearText = (0...9999).contains(year) ? padded(year, 4) : (year < 0 ? "-" : "+") + padded(abs(year), 6)
        return "\(yearText)-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// Days since 1970-01-01; nil if the month has no such day.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
        guard (1...12).contains(month), day >= 1, day <= length(of: month, year) else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func length(of month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// `2026-02-28T23:59:59.999`, the fraction in groups of three digits, left out if it is zero.
    static func timestamp(_ value: Int64, _ digits: Int) -> String {
        let unit = unitsPerSecond(digits)
        let seconds = floorDivide(value, unit)
        let days = floorDivide(seconds, 86_400)
        // The product may lie below the least Int64, its difference to the value never does: hence the wrapping.
        return date(days: days) + "T" + clock(seconds - days * 86_400, value &- seconds &* unit, digits)
    }

    /// `23:59:59.999`; nil outside of a day.
    static func timeOfDay(_ value: Int64, _ digits: Int) -> String? {
        let unit = unitsPerSecond(digits)
        guard value >= 0, value < 86_400 * unit else { return nil }
        return clock(value / unit, value % unit, digits)
    }

    private static func clock(_ seconds: Int64, _ fraction: Int64, _ digits: Int) -> String {
        let whole = "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        if fraction == 0 { return whole }
        var text = padded(fraction, digits)
        while text.hasSuffix("000") { text.removeLast(3) }
        return "\(whole).\(text)"
    }

    static func unitsPerSecond(_ digits: Int) -> Int64 {
        switch digits {
        case 3: 1000
        case 6: 1_000_000
        case 9: 1_000_000_000
        default: 1
        }
    }

    static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((-(value + 1)) / divisor) - 1
    }
}
