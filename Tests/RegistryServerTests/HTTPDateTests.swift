import Foundation
import HTTPServer
import Testing

@Suite struct `A date as HTTP writes it` {
    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ] as [(Int64, String)])
    func `is in its one form`(second: Int64, text: String) { #expect(HTTPDate(second: second).description == text) }

    @Test func `is Foundation's, whichever second`() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        for step in 0..<2_000 {
            // Days and seconds both: some 58 days and a bit more each time, from 1970 to 2286.
            let second = Int64(step) * 4_999_999
            #expect(HTTPDate(second: second).description == formatter.string(from: Date(timeIntervalSince1970: Double(second))))
        }
    }
}
