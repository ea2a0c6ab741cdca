import Testing

@testable import herald

@Suite struct `A table` {
    @Test func `aligns its columns and ends no line with blanks`() {
        let table = Table(header: ["TOPIC", "N"], rows: [["a", "1"], ["longer-name", "12"], ["ü", ""]])
        #expect(table.rendered == "TOPIC        N\na            1\nlonger-name  12\nü\n")
    }
}

@Suite struct `A failure` {
    @Test func `is told in what, where, why and what to do`() {
        let failure = CommandFailure(.notFound, "TOPIC_NOT_FOUND", "there is no topic 'a'", at: "brokers b", why: "c", help: "d")
        #expect(failure.rendered == "error[TOPIC_NOT_FOUND]: there is no topic 'a'\n  --> brokers b\n  why: c\n  help: d")
        #expect(CommandFailure(.usage, "USAGE", "x").rendered == "error[USAGE]: x")
    }

    @Test func `has an exit code that never changes`() {
        let codes: [(herald.ExitStatus, Int32)] = [
            (.ok, 0), (.failure, 1), (.usage, 2), (.findings, 3), (.notFound, 4), (.permission, 5), (.conflict, 6),
            (.unreachable, 7),
        ]
        for (status, code) in codes { #expect(status.rawValue == code) }
    }
}
