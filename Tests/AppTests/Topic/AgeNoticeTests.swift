import Testing

@testable import herald

@Suite struct `Records older than their topic keeps any` {
    @Test func `are counted where retention takes them away`() {
        var notice = AgeNotice(["cleanup.policy": "compact,delete", "retention.ms": "1000"], now: 10_000)
        for timestamp in [8_999, 1, 9_000, 10_000, 0, -1, nil] as [Int64?] { notice.see(timestamp) }
        #expect(notice.count == 2)
        #expect(notice.sentence("t")?.contains("herald topic config t set retention.ms=-1") == true)
        #expect(notice.sentence("t")?.hasPrefix("2 records are older than t keeps any (retention.ms=1000)") == true)
    }

    @Test(arguments: [
        ["cleanup.policy": "compact", "retention.ms": "1000"], ["cleanup.policy": "delete", "retention.ms": "-1"],
        ["cleanup.policy": "delete", "retention.ms": "1000", "message.timestamp.type": "LogAppendTime"],
        ["cleanup.policy": "delete", "retention.ms": "20000"], [:],
    ]) func `are nothing to speak of elsewhere`(options: [String: String]) {
        var notice = AgeNotice(options, now: 10_000)
        notice.see(5)
        #expect(notice.sentence("t") == nil)
    }
}
