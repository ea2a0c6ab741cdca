internal import Synchronization

/// A time as HTTP writes it (RFC 9110, IMF-fixdate): `Sun, 06 Nov 1994 08:49:37 GMT`.
package struct HTTPDate: Sendable, CustomStringConvertible {
    private let second: Int64

    /// - Parameter second: Since 1970-01-01 UTC.
    package init(second: Int64) { self.second = second }

    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    package var description: String {
        let (day, ofDay) = second.quotientAndRemainderDownward(by: 86_400)
        let weekday = Self.weekdays[Int(day.quotientAndRemainderDownward(by: 7).remainder)]
        // Years that begin in March have their leap day at the end; 400 of them are 146,097 days. Day 0 is 0000-03-01.
        let (era, ofEra) = (day + 719_468).quotientAndRemainderDownward(by: 146_097)
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * ofYear + 2) / 153
        let ofMonth = ofYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = Int(monthFromMarch < 10 ? monthFromMarch + 2 : monthFromMarch - 10)
        let year = era * 400 + yearOfEra + (month < 2 ? 1 : 0)
        let time = [ofDay / 3_600, ofDay / 60 % 60, ofDay % 60].map { Self.padded($0, to: 2) }.joined(separator: ":")
        return "\(weekday), \(Self.padded(ofMonth, to: 2)) \(Self.months[month]) \(Self.padded(year, to: 4)) \(time) GMT"
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int64 {
    fileprivate func quotientAndRemainderDownward(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

/// The `Date` of answers: written when another second has begun, and else only looked at.
final class DateStamp: Sendable {
    private let now: @Sendable () -> Int64
    private let written = Mutex((second: Int64.min, text: ""))

    /// - Parameter now: Milliseconds since 1970-01-01 UTC.
    init(now: @escaping @Sendable () -> Int64) { self.now = now }

    var text: String {
        let second = now() / 1000
        return written.withLock { written in
            if written.second != second { written = (second, HTTPDate(second: second).description) }
            return written.text
        }
    }
}
