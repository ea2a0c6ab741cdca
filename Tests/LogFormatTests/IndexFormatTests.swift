import Bytes
import LogFormat
import Testing

@Suite struct `Offset index` {
    static let index: OffsetIndex = {
        var index = OffsetIndex(baseOffset: 100)
        // Batches 100-109 at 0, 110-119 at 4100, 130-149 at 9000.
        index.append(OffsetIndex.Entry(relativeOffset: 9, position: 0))
        index.append(OffsetIndex.Entry(relativeOffset: 19, position: 4100))
        index.append(OffsetIndex.Entry(relativeOffset: 49, position: 9000))
        return index
    }()

    static var bytes: [UInt8] {
        var writer = ByteWriter()
        for entry in index.entries { OffsetIndexFormat.write(entry, to: &writer) }
        return writer.array()
    }

    @Test func `entries are eight bytes, and come back`() throws {
        #expect(HexDump.compact(Self.bytes) == "0000000900000000" + "0000001300001004" + "0000003100002328")
        #expect(try read(Self.bytes, segmentByteCount: 9001) == Self.index)
        #expect(Self.index.lastOffset == 149 && Self.index.byteCount == 24)
    }

    struct Lookup {
        var offset: Int64
        var position: Int
    }

    static let lookups = [
        Lookup(offset: 0, position: 0), Lookup(offset: 100, position: 0), Lookup(offset: 108, position: 0),
        Lookup(offset: 109, position: 0), Lookup(offset: 118, position: 0), Lookup(offset: 119, position: 4100),
        Lookup(offset: 140, position: 4100), Lookup(offset: 149, position: 9000), Lookup(offset: .max, position: 9000),
    ]

    @Test(arguments: lookups.indices) func `a scan begins at or before the batch that holds the offset`(row: Int) {
        #expect(Self.index.position(before: Self.lookups[row].offset) == Self.lookups[row].position)
    }

    @Test func `an index that cannot belong to its segment is refused`() throws {
        for count in 0..<Self.bytes.count where !count.isMultiple(of: 8) {
            #expect(throws: MalformedBytes.self) { try read(Array(Self.bytes[..<count]), segmentByteCount: 9001) }
        }
        #expect(throws: MalformedBytes.self) { try read(Self.bytes, segmentByteCount: 9000) }
        for hex in [
            "ffffffff00000000", "00000000ffffffff", "0000000900000000" + "0000000900000010",
            "0000000000000000" + "0000000000000000",
        ] {
            let bytes = try #require(HexDump.parse(hex))
            #expect(throws: MalformedBytes.self) { try read(bytes, segmentByteCount: 9000) }
        }
    }

    @Test func `truncation forgets batches from a position on`() {
        var index = Self.index
        index.truncate(toPosition: 4101)
        #expect(index.entries.count == 2)
        index.truncate(toPosition: 4100)
        #expect(index.entries.count == 1)
        index.truncate(toPosition: 0)
        #expect(index.entries.isEmpty && index.position(before: 500) == 0)
    }

    @Test func `a batch out of reach has no entry`() {
        #expect(
            Self.index.entry(for: header(offset: 150, count: 10), at: 9500)
                == OffsetIndex.Entry(relativeOffset: 59, position: 9500))
        #expect(Self.index.entry(for: header(offset: 100 + Int64(Int32.max) + 1), at: 0) == nil)
        #expect(Self.index.entry(for: header(offset: 99), at: 0) == nil)
        #expect(Self.index.entry(for: header(offset: 150), at: 1 << 31) == nil)
    }

    private func read(_ bytes: [UInt8], segmentByteCount: Int) throws(MalformedBytes) -> OffsetIndex {
        try bytes.withByteReader { reader throws(MalformedBytes) in
            try OffsetIndexFormat.read(reader.bytes, baseOffset: 100, segmentByteCount: segmentByteCount)
        }
    }
}

@Suite struct `Time index` {
    static let index: TimeIndex = {
        var index = TimeIndex(baseOffset: 100)
        index.append(TimeIndex.Entry(timestamp: 1000, relativeOffset: 9))
        index.append(TimeIndex.Entry(timestamp: 2000, relativeOffset: 19))
        return index
    }()

    @Test func `entries are twelve bytes, and come back`() throws {
        var writer = ByteWriter()
        for entry in Self.index.entries { TimeIndexFormat.write(entry, to: &writer) }
        #expect(HexDump.compact(writer.array()) == "00000000000003e800000009" + "00000000000007d000000013")
        #expect(try read(writer.array()) == Self.index)
        for count in 0..<24 where !count.isMultiple(of: 12) {
            #expect(throws: MalformedBytes.self) { try read(Array(writer.array()[..<count])) }
        }
    }

    @Test func `the search for a time begins after the last batch that is older throughout`() {
        #expect(Self.index.offset(before: 0) == 100)
        #expect(Self.index.offset(before: 1000) == 100)
        #expect(Self.index.offset(before: 1001) == 110)
        #expect(Self.index.offset(before: 2000) == 110)
        #expect(Self.index.offset(before: 2001) == 120)
    }

    @Test func `the last entry before a limit speaks of nothing from the limit on`() {
        #expect(Self.index.last(before: 109) == nil)
        #expect(Self.index.last(before: 110)?.timestamp == 1000)
        #expect(Self.index.last(before: 119)?.timestamp == 1000)
        #expect(Self.index.last(before: 120)?.timestamp == 2000)
    }

    @Test func `entries that do not rise are refused`() throws {
        for hex in [
            "00000000000003e8ffffffff", "00000000000003e80000000900000000000003e80000000a",
            "00000000000003e80000000900000000000003e900000008",
        ] {
            let bytes = try #require(HexDump.parse(hex))
            #expect(throws: MalformedBytes.self) { try read(bytes) }
        }
    }

    @Test func `truncation forgets offsets from one on`() {
        var index = Self.index
        index.truncate(toOffset: 119)
        #expect(index.entries.count == 1)
    }

    private func read(_ bytes: [UInt8]) throws(MalformedBytes) -> TimeIndex {
        try bytes.withByteReader { reader throws(MalformedBytes) in try TimeIndexFormat.read(reader.bytes, baseOffset: 100) }
    }
}
