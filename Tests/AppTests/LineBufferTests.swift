import Testing

@testable import herald

@Suite struct `A line buffer` {
    @Test func `gives the same lines however the bytes come`() {
        let text = Array("one\n\nthree\r\nüber\nlast".utf8)
        for size in 1...text.count {
            var buffer = LineBuffer(maxLineBytes: 100), lines: [String] = []
            for start in stride(from: 0, to: text.count, by: size) {
                buffer.append(Array(text[start..<min(start + size, text.count)]))
                while let line = buffer.next() { lines.append(String(decoding: line, as: UTF8.self)) }
            }
            if let rest = buffer.rest() { lines.append(String(decoding: rest, as: UTF8.self)) }
            #expect(lines == ["one", "", "three\r", "über", "last"], "pieces of \(size)")
        }
    }

    @Test func `has no line behind the last line end`() {
        var buffer = LineBuffer(maxLineBytes: 100)
        buffer.append(Array("a\n".utf8))
        #expect(buffer.next() == Array("a".utf8))
        #expect(buffer.next() == nil)
        #expect(buffer.rest() == nil)
    }

    @Test func `tells when a line is longer than a line may be`() {
        var buffer = LineBuffer(maxLineBytes: 4)
        buffer.append(Array("1234".utf8))
        #expect(!buffer.isTooLong)
        buffer.append(Array("5".utf8))
        #expect(buffer.isTooLong)
        buffer.append(Array("\n12".utf8))
        #expect(buffer.next()?.count == 5)
        #expect(!buffer.isTooLong)
    }
}
