import Bytes
import Testing

@Suite struct `Byte reader` {
    @Test func `integers are read in the order asked for`() throws {
        let bytes = try #require(HexDump.parse("0102 0304 05060708 ff"))
        try bytes.withByteReader { reader throws(MalformedBytes) in
            let big: UInt16 = try reader.readInteger()
            let little: UInt16 = try reader.readLittleEndian()
            let word: Int32 = try reader.readInteger()
            let byte: Int8 = try reader.readInteger()
            #expect(big == 0x0102 && little == 0x0403 && word == 0x0506_0708 && byte == -1)
            #expect(reader.isAtEnd && reader.remaining == 0)
        }
    }

    @Test func `reading past the end says what was needed and what is left`() {
        let error = #expect(throws: MalformedBytes.self) {
            try [1, 2, 3].withByteReader { reader throws(MalformedBytes) in
                try reader.skip(1, reading: "prefix")
                _ = try reader.readInteger(Int32.self)
            }
        }
        #expect(error?.position == 1)
        #expect(error?.problem == "needs 4 bytes, 2 are left")
        #expect(error?.description == "Int32 at byte 1: needs 4 bytes, 2 are left")
    }

    @Test func `every truncation of an integer is refused`() {
        for count in 0..<8 {
            [UInt8](repeating: 7, count: count).withByteReader { reader in
                #expect(throws: MalformedBytes.self) { try reader.readInteger(Int64.self) }
                #expect(reader.position == 0)
            }
        }
    }

    @Test func `negative and oversized lengths are refused before anything is allocated`() {
        [1, 2, 3].withByteReader { reader in
            #expect(throws: MalformedBytes.self) { try reader.readBytes(-1, reading: "field") }
            #expect(throws: MalformedBytes.self) { try reader.readBytes(.max, reading: "field") }
            #expect(throws: MalformedBytes.self) { try reader.readView(4, reading: "field") }
            #expect(throws: MalformedBytes.self) { try reader.readRange(.min, reading: "field") }
            #expect(reader.position == 0)
        }
    }

    @Test func `a slice cannot read beyond itself`() throws {
        try [1, 2, 3, 4].withByteReader { reader throws(MalformedBytes) in
            var slice = try reader.readSlice(2, reading: "slice")
            let value: UInt16 = try slice.readInteger()
            #expect(value == 0x0102 && slice.isAtEnd && reader.position == 2)
            #expect(throws: MalformedBytes.self) { try slice.readInteger(UInt8.self) }
        }
    }

    @Test func `text that is not UTF-8 is refused, not repaired`() throws {
        try Array("héraut".utf8).withByteReader { reader throws(MalformedBytes) in
            let text = try reader.readString(7, reading: "name")
            #expect(text == "héraut")
        }
        for broken: [UInt8] in [[0xc3], [0xff, 0x41], [0xed, 0xa0, 0x80]] {
            let error = broken.withByteReader { reader in
                #expect(throws: MalformedBytes.self) { try reader.readString(broken.count, reading: "name") }
            }
            #expect(error?.problem == "is not UTF-8")
        }
    }

    @Test func `a copy looks ahead without moving the original`() throws {
        try [9, 8].withByteReader { reader throws(MalformedBytes) in
            var ahead = reader
            try ahead.skip(2, reading: "both")
            #expect(reader.position == 0 && ahead.position == 2)
        }
    }
}
