import Bytes
import Compression
import TestKit
import Testing

@Suite struct `Compression codecs` {
    @Test(arguments: CompressionCodec.allCases, [1, 7, 32_767, 32_768, 32_769, 65_536, 65_537, 300_000])
    func `what is packed unpacks to the same`(codec: CompressionCodec, count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        let compressible = (0..<count).map { UInt8($0 / 50 % 256) }
        let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        for bytes in [compressible, noise] {
            #expect(try codec.unpacked(codec.packed(bytes), limit: count) == bytes)
        }
    }

    @Test(arguments: CompressionCodec.allCases) func `nothing packs and unpacks to nothing`(codec: CompressionCodec) throws {
        #expect(try codec.unpacked(codec.packed([]), limit: 0) == [])
    }

    @Test(arguments: CompressionCodec.allCases) func `output is appended`(codec: CompressionCodec) throws {
        let packed = try codec.packed([1, 2, 3])
        var output = ByteWriter()
        output.write(9)
        try packed.withUnsafeBytes { try codec.decompress($0, limit: 3, into: &output) }
        #expect(output.array() == [9, 1, 2, 3])
    }

    @Test func `snappy is written in xerial's framing, with blocks of 32 KiB`() throws {
        let packed = try CompressionCodec.snappy.packed(Array(repeating: 7, count: 40_000))
        #expect(HexDump.compact(packed.prefix(16)) == "82534e4150505900" + "00000001" + "00000001")
        let firstBlock = Int(packed[16]) << 24 | Int(packed[17]) << 16 | Int(packed[18]) << 8 | Int(packed[19])
        // A raw block begins with its unpacked length, a varint: 32768.
        #expect(HexDump.compact(packed[20..<23]) == "808002")
        #expect(HexDump.compact(packed[(24 + firstBlock)..<(26 + firstBlock)]) == "c038")
    }

    @Test func `names go both ways`() {
        for codec in CompressionCodec.allCases { #expect(CompressionCodec(name: codec.name) == codec) }
        #expect(CompressionCodec(name: "producer") == nil)
        #expect(CompressionCodec.allCases.map(\.rawValue) == [0, 1, 2, 3, 4])
    }
}
