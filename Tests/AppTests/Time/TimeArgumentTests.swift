import Foundation
import Testing

@testable import herald

@Suite struct `A time that is typed` {
    /// 2026-11-20T10:31:07.500Z, in a zone an hour ahead.
    private static let now: Int64 = 1_795_170_667_500
    private static let berlin = TimeZone(secondsFromGMT: 3600)

    @Test func `is an instant, a span before now, or what a local clock shows`() throws {
        let zone = try #require(Self.berlin)
        let cases: [(String, String?)] = [
            ("2026-11-20T10:31:07Z", "2026-11-20T10:31:07.000Z"), ("2026-11-20T10:31:07.25+02:00", "2026-11-20T08:31:07.250Z"),
            ("2026-11-20 10:31:07Z", "2026-11-20T10:31:07.000Z"), ("2026-11-20T10:31Z", "2026-11-20T10:31:00.000Z"),
            ("2026-11-20T10:31", "2026-11-20T09:31:00.000Z"), ("2026-11-20", "2026-11-19T23:00:00.000Z"),
            ("@1795170667", "2026-11-20T10:31:07.000Z"), ("@1795170667500", "2026-11-20T10:31:07.500Z"),
            ("@2026-11-20T10:31:07Z", "2026-11-20T10:31:07.000Z"), ("now", "2026-11-20T10:31:07.500Z"),
            ("-15m", "2026-11-20T10:16:07.500Z"), ("-1h30m", "2026-11-20T09:01:07.500Z"), ("-7d", "2026-11-13T10:31:07.500Z"),
            ("-500ms", "2026-11-20T10:31:07.000Z"), ("today", "2026-11-19T23:00:00.000Z"),
            ("yesterday 14:00", "2026-11-19T13:00:00.000Z"), ("today 00:30:15", "2026-11-19T23:30:15.000Z"),
            ("", nil), ("-", nil), ("-15", nil), ("-m", nil), ("-15x", nil), ("@", nil), ("@@1", nil), ("@-1", nil), ("@+1", nil),
            ("tomorrow", nil), ("yesterday 25:00", nil), ("2026-02-30", nil), ("2026-11-20T", nil), ("2026-11-20T10", nil),
            ("-9223372036854775807w", nil), ("-15m ", nil),
        ]
        for (text, expected) in cases {
            let time = TimeArgument(argument: text)
            #expect(time.map { RecordPrinter.time($0.milliseconds(now: Self.now, zone: zone)) } == expected, "\(text)")
        }
    }

    @Test func `before the clocks change is not after it`() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        // 03:00 becomes 02:00 on 2026-10-25.
        for (text, expected) in [
            ("2026-10-25 01:59", "2026-10-24T23:59:00.000Z"), ("2026-10-25 03:00", "2026-10-25T02:00:00.000Z"),
            ("2026-03-29 01:59", "2026-03-29T00:59:00.000Z"), ("2026-03-29 03:00", "2026-03-29T01:00:00.000Z"),
        ] {
            let time = try #require(TimeArgument(argument: text))
            #expect(RecordPrinter.time(time.milliseconds(now: Self.now, zone: zone)) == expected, "\(text)")
        }
    }
}
