import ConformanceDoor
import Testing

@Suite struct `Lines of a stream` {
    private func check(_ pieces: [String], expecting lines: [String?], maxLineBytes: Int = 8) {
        var splitter = LineSplitter(maxLineBytes: maxLineBytes)
        var found: [String?] = []
        func take(_ event: LineSplitter.Event) {
            switch event {
            case .line(let bytes): found.append(String(decoding: bytes, as: UTF8.self))
            case .overlongLine: found.append(nil)
            }
        }
        for piece in pieces { splitter.receive(Array(piece.utf8), take) }
        splitter.finish(take)
        #expect(found == lines, "\(pieces)")
    }

    @Test func `end where they say, however the stream is cut`() {
        check([], expecting: [])
        check(["a\nb\n"], expecting: ["a", "b"])
        check(["a", "b", "\n", "c\n\n"], expecting: ["ab", "c", ""])
        check(["a\r\n", "b\r", "\n"], expecting: ["a", "b"])
        check(["a\nlast"], expecting: ["a", "last"])
    }

    @Test func `too long are reported once, and the next is read as ever`() {
        check(["12345678\n"], expecting: ["12345678"])
        check(["123456789\nab\n"], expecting: [nil, "ab"])
        check(["1234567", "89", "0123456789", "\nab\n"], expecting: [nil, "ab"])
        check(["123456789"], expecting: [nil])
    }
}
