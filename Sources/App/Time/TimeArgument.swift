import ArgumentParser
import Avro
import Foundation

/// A time as it is typed: `2026-11-20T10:31:07Z`, `@1795165200`, `-15m`, `yesterday 14:00`, `2026-11-20`, `now`.
///
/// Without a zone it is the machine's local time (the `TZ` of the process).
enum TimeArgument: Equatable {
    /// Milliseconds since 1970-01-01 UTC.
    case instant(Int64)
    /// That many milliseconds before now.
    case ago(Int64)
    /// What a local clock shows, in milliseconds since 1970-01-01 of that clock.
    case wallClock(Int64)
    /// Days after today and milliseconds of that day, by the local clock.
    case day(Int64, Int64)

    private static let day: Int64 = 86_400_000

    /// Milliseconds since 1970-01-01 UTC.
    /// - Parameter now: the same unit.
    func milliseconds(now: Int64, zone: TimeZone) -> Int64 {
        switch self {
        case .instant(let time): return time
        case .ago(let span): return max(0, now - span)
        case .wallClock(let shown): return Self.instant(whenClockShows: shown, zone)
        case .day(let days, let time):
            let shown = now + Self.offset(of: zone, at: now)
            let midnight = Int64((Double(shown) / Double(Self.day)).rounded(.down)) * Self.day
            return Self.instant(whenClockShows: midnight + days * Self.day + time, zone)
        }
    }

    /// As of the machine's clock and zone.
    var now: Int64 { milliseconds(now: Int64(Date().timeIntervalSince1970 * 1000), zone: .current) }

    /// A zone's offset is asked at the time it leads to, so that the hour of a change of clocks is that of after it.
    private static func instant(whenClockShows shown: Int64, _ zone: TimeZone) -> Int64 {
        let guess = shown - offset(of: zone, at: shown)
        return shown - offset(of: zone, at: guess)
    }

    private static func offset(of zone: TimeZone, at time: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time) / 1000))) * 1000
    }
}

extension TimeArgument: ExpressibleByArgument {
    init?(argument: String) {
        switch argument.first {
        case "@":
            let rest = argument.dropFirst()
            if let number = Int64(rest), number >= 0, !rest.hasPrefix("+") {
                self = .instant(Self.milliseconds(unix: number))
            } else {
                guard !rest.hasPrefix("@"), let time = TimeArgument(argument: String(rest)) else { return nil }
                self = time
            }
        case "-":
            guard let span = Self.span(argument.dropFirst()) else { return nil }
            self = .ago(span)
        default:
            guard let time = Self.word(argument) ?? Self.civil(argument) else { return nil }
            self = time
        }
    }

    /// Unix times come in seconds or milliseconds; those before the year 5138 tell them apart by size.
    private static func milliseconds(unix time: Int64) -> Int64 { time < 100_000_000_000 ? time * 1000 : time }

    /// `1h30m`, largest unit first or not, as milliseconds.
    static func span(_ text: Substring) -> Int64? {
        var total: Int64 = 0, rest = text
        repeat {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let count = Int64(digits), let length = units[String(unit)] else { return nil }
            let (product, overflow) = count.multipliedReportingOverflow(by: length)
            let (sum, carry) = total.addingReportingOverflow(product)
            guard !overflow, !carry else { return nil }
            total = sum
        } while !rest.isEmpty
        return total
    }

    private static let units: [String: Int64] = [
        "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": day, "w": 7 * day,
    ]

    private static func word(_ text: String) -> TimeArgument? {
        if text == "now" { return .ago(0) }
        let parts = text.split(separator: " ", maxSplits: 1)
        guard let first = parts.first, let days: Int64 = ["today": 0, "yesterday": -1][String(first)] else { return nil }
        guard parts.count == 2 else { return .day(days, 0) }
        guard let time = clock(String(parts[1])) else { return nil }
        return .day(days, time)
    }

    /// RFC 3339; also without zone, seconds or time.
    private static func civil(_ text: String) -> TimeArgument? {
        var whole = CivilScanner(text)
        if let time = whole.timestamp(3, zoned: true) { return .instant(time) }
        var date = CivilScanner(text)
        guard let days = date.date() else { return nil }
        if date.isAtEnd { return .wallClock(days * day) }
        guard date.take("T") || date.take(" ") else { return nil }
        let rest = text.drop { $0 != "T" && $0 != " " }.dropFirst()
        let hasZone = rest.hasSuffix("Z")
        guard let time = clock(String(hasZone ? rest.dropLast() : rest)) else { return nil }
        return hasZone ? .instant(days * day + time) : .wallClock(days * day + time)
    }

    /// `14:00`, `14:00:30.5`
    private static func clock(_ text: String) -> Int64? {
        let isShort = text.utf8.filter { $0 == UInt8(ascii: ":") }.count == 1
        var scanner = CivilScanner("1970-01-01T\(text)\(isShort ? ":00" : "")")
        return scanner.timestamp(3, zoned: false)
    }
}
