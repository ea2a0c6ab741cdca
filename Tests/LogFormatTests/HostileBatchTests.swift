import Bytes
import Compression
import LogFormat
import TestKit
import Testing

/// Bytes from a disk or a peer throw; they never trap, and never make anything allocate beyond its bound.
@Suite struct `Hostile batches` {
    @Test func `every truncation of a good batch is refused everywhere`() throws {
        for name in try GoldenBatches.files.names() {
            let bytes = try GoldenBatches.files.read(name)
            for count in 0..<bytes.count { try survive(Array(bytes[..<count]), expectGood: false) }
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func `random damage under a right checksum is survived`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for name in try GoldenBatches.files.names() {
            let bytes = try GoldenBatches.files.read(name)
            for _ in 0..<150 {
                var damaged = bytes
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    // The length and the magic stay, so that the damage reaches the code behind the first checks.
                    damaged[Int.random(in: 17..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
                }
                damaged = reseal(damaged)
                try survive(damaged, expectGood: nil)
            }
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>) func `random damage anywhere is survived`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for name in try GoldenBatches.files.names() {
            let bytes = try GoldenBatches.files.read(name)
            for _ in 0..<100 {
                var damaged = bytes
                damaged[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
                try survive(damaged, expectGood: nil)
            }
        }
    }

    @Test func `records that claim more than there is are refused`() throws {
        // Each replaces the records of a one-record batch.
        for records in [
            "", "00", "0c", "0c00000001010001", "7e000000010100", "ffffffff0f", "feffffff0f000000010100",
            "0c00000001" + "03" + "00", "0c00000001" + "fe" + "00", "0c000000010001" + "fe", "0c0000000101" + "04",
            "0c00000101" + "0100",
            "0c" + "00" + "80808080808080808080" + "00", "0e0000000101" + "0201", "0c000002010100",
        ] {
            let block = try #require(HexDump.parse(records))
            var bytes = try Array(batch(keys: ["a"])[..<61]) + block
            var writer = ByteWriter()
            writer.writeBytes(bytes)
            writer.patchInteger(Int32(bytes.count - 12), at: 8)
            bytes = reseal(writer.array())
            #expect(bytes.withUnsafeBytes { RecordBatch.checksumIsValid($0) })
            #expect(throws: MalformedBytes.self, "\(records)") { try LogFormatTests.records(in: bytes) }
        }
    }

    private func countRecords(in bytes: [UInt8], scratch: inout ByteWriter) throws(MalformedBytes) -> Int {
        var count = 0
        try forEachBatch(in: bytes) { batch throws(MalformedBytes) in
            try batch.forEachRecord(limit: 1 << 16, scratch: &scratch) { record throws(MalformedBytes) in
                var headers = record.headers.cursor()
                while try headers.next() != nil {}
                count += 1
            }
        }
        return count
    }

    /// Runs everything that reads batches over `bytes`.
    private func survive(_ bytes: [UInt8], expectGood: Bool?) throws {
        var settings = BatchValidation()
        settings.isStrict = true
        settings.unpackedLimit = 1 << 16
        var scratch = ByteWriter(capacity: 16)
        let validated = bytes.withUnsafeBytes { raw in
            Result { try settings.validate(raw, now: 1_700_000_001_000, scratch: &scratch) }
        }
        #expect(scratch.allocatedByteCount <= 1 << 16 + 1)
        let walked = Result { try countRecords(in: bytes, scratch: &scratch) }
        var scan = RecoveryScan(segmentBaseOffset: 0, fileByteCount: bytes.count)
        _ = scan.run(read: { position, count in Array(bytes[position..<(position + count)]) }, onBatch: { _, _ in })
        #expect(scan.validByteCount <= bytes.count)
        if let map = try? offsetMap(of: bytes) {
            var filter = CompactionFilter(map: map, now: 0, deleteRetention: .max)
            try? forEachBatch(in: bytes) { batch throws(MalformedBytes) in _ = try filter.filter(batch, scratch: &scratch) }
        }
        if case .success(let batch) = validated {
            #expect(throws: Never.self) { try walked.get() }
            // The offset is the broker's to set, so one that no segment has room for passes validation.
            if batch.header.lastOffset <= Int64(Int32.max) { #expect(scan.validByteCount == bytes.count) }
        }
        if expectGood == false {
            #expect(throws: BatchRejection.self) { try validated.get() }
            if !bytes.isEmpty { #expect(throws: MalformedBytes.self) { try walked.get() } }
            #expect(scan.validByteCount == 0)
        }
    }
}

func reseal(_ bytes: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.writeBytes(bytes)
    writer.patchInteger(CRC32C.checksum(Array(bytes[21...])), at: 17)
    return writer.array()
}

/// The latest offsets of all keys in `bytes`.
func offsetMap(
    of bytes: [UInt8], firstDirtyOffset: Int64 = 0, upTo end: Int64 = .max, aborted: [AbortedTransaction] = [],
    byteLimit: Int = OffsetMap.defaultByteLimit
) throws(MalformedBytes) -> OffsetMap {
    var map = OffsetMap(secret: (1, 2), firstDirtyOffset: firstDirtyOffset, byteLimit: byteLimit)
    var transactions = TransactionScan(aborted: aborted)
    var scratch = ByteWriter()
    var isFull = false
    try forEachBatch(in: bytes) { batch throws(MalformedBytes) in
        guard !isFull, batch.header.nextOffset > firstDirtyOffset, batch.header.baseOffset < end else { return }
        isFull = try !map.add(batch, transactions: &transactions, scratch: &scratch)
    }
    return map
}
