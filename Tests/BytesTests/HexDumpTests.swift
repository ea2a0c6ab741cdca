import Bytes
import Testing

@Suite struct `Hex dump` {
    @Test func `every byte has two lower-case digits, and comes back`() {
        let all = (0...255).map { UInt8($0) }
        let text = HexDump.compact(all)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff") && text.count == 512)
        #expect(HexDump.parse(text) == all)
    }

    @Test func `white space and comments are not digits`() {
        #expect(HexDump.parse("# head ff\n00 0A\tfF # tail 11\n\r\n7e") == [0, 0x0a, 0xff, 0x7e])
        #expect(HexDump.parse("") == [])
    }

    @Test(arguments: ["0", "0g", "00 1", "é0", "٣٣"]) func `half a byte and other characters are refused`(text: String) {
        #expect(HexDump.parse(text) == nil)
    }
}
