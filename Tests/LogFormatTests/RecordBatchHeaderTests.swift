import Bytes
import Compression
import LogFormat
import Testing

@Suite struct `Record batch header` {
    @Test func `every field survives writing and reading`() throws {
        let header = RecordBatchHeader(
            baseOffset: 0x0102_0304_0506_0708, batchLength: 49, partitionLeaderEpoch: 0x1112_1314, checksum: 0x2122_2324,
            attributes: BatchAttributes(
                codec: .zstd, timestampType: .logAppend, isTransactional: true, isControl: true, hasDeleteHorizon: true),
            lastOffsetDelta: 0x3132_3334, baseTimestamp: 0x4142_4344_4546_4748, maxTimestamp: 0x5152_5354_5556_5758,
            producerID: 0x6162_6364_6566_6768, producerEpoch: 0x7172, baseSequence: 0x7374_7576, recordCount: 0x0182_8384)
        var writer = ByteWriter()
        header.write(to: &writer)
        #expect(
            HexDump.compact(writer.array())
                == "0102030405060708" + "00000031" + "11121314" + "02" + "21222324" + "007c" + "31323334" + "4142434445464748"
                + "5152535455565758" + "6162636465666768" + "7172" + "73747576" + "01828384")
        let read = try writer.array().withByteReader { reader throws(MalformedBytes) in try RecordBatchHeader(reading: &reader) }
        #expect(read == header)
    }

    struct Case: Sendable {
        var change: @Sendable (inout RecordBatchHeader) -> Void
        var problem: String
    }

    static let insane = [
        Case(change: { $0.batchLength = 48 }, problem: "claims 48 bytes"),
        Case(change: { $0.batchLength = -1 }, problem: "claims -1 bytes"),
        Case(change: { $0.batchLength = .min }, problem: "claims -2147483648 bytes"),
        Case(change: { $0.baseOffset = -1 }, problem: "negative offset -1"),
        Case(change: { $0.baseOffset = .max }, problem: "leave 63 bits"),
        Case(
            change: {
                $0.baseOffset = .max - 10
                $0.lastOffsetDelta = 10
                $0.recordCount = 11
            }, problem: "leave 63 bits"),
        Case(change: { $0.lastOffsetDelta = -1 }, problem: "negative last offset delta"),
        Case(change: { $0.recordCount = -1 }, problem: "negative record count"),
        Case(change: { $0.recordCount = 2 }, problem: "2 records in 1 offsets"),
    ]

    @Test(arguments: insane.indices) func `fields that cannot be are refused`(index: Int) {
        var header = header()
        Self.insane[index].change(&header)
        var writer = ByteWriter()
        header.write(to: &writer)
        let bytes = writer.array()
        let error = #expect(throws: MalformedBytes.self) {
            try bytes.withByteReader { reader throws(MalformedBytes) in try RecordBatchHeader(reading: &reader) }
        }
        #expect(error?.problem.contains(Self.insane[index].problem) == true, "\(error?.problem ?? "")")
    }

    @Test func `the largest offsets are not refused and do not overflow`() throws {
        var header = header(offset: .max - 1)
        #expect(header.nextOffset == .max)
        header.baseOffset = .max - 1 - Int64(Int32.max)
        header.lastOffsetDelta = .max
        header.batchLength = .max
        var writer = ByteWriter()
        header.write(to: &writer)
        let read = try writer.array().withByteReader { reader throws(MalformedBytes) in try RecordBatchHeader(reading: &reader) }
        #expect(read.nextOffset == .max && read.totalByteCount == Int(Int32.max) + 12)
    }

    @Test(arguments: [0, 1, 3, -1] as [Int8]) func `other magics are refused by name`(magic: Int8) throws {
        var bytes = try batch(keys: ["k"])
        bytes[16] = UInt8(bitPattern: magic)
        let error = #expect(throws: MalformedBytes.self) { try headers(in: bytes) }
        #expect(error?.position == 16)
        #expect(error?.problem.contains("magic is \(magic)") == true)
    }

    @Test func `sequences go round after 2^31-1`() {
        #expect(header(count: 3, producerID: 1, epoch: 0, sequence: .max - 1).lastSequence == 0)
        #expect(header(count: 1, producerID: 1, epoch: 0, sequence: .max).lastSequence == .max)
        #expect(header(count: 4, sequence: -1).lastSequence == -1)
    }

    @Test func `three codec values mean nothing`() {
        for raw in 5...7 as ClosedRange<Int16> { #expect(BatchAttributes(rawValue: raw).codec == nil) }
        var attributes = BatchAttributes(rawValue: 0x7fff)
        attributes.setCodec(.lz4)
        #expect(attributes.codec == .lz4 && attributes.isControl && attributes.rawValue == 0x7ffb)
    }
}
