import Bytes
import Compression
import LogFormat
import TestKit
import Testing

@Suite struct `Batch builder` {
    @Test(arguments: CompressionCodec.allCases, 1...20 as ClosedRange<UInt64>)
    func `random records come back as they were put in`(codec: CompressionCodec, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let base = Int64.random(in: 0...1_000_000, using: &random)
        let expected = (0..<Int.random(in: 1...60, using: &random)).map { random.record(at: base + Int64($0)) }
        var builder = RecordBatchBuilder(baseOffset: base, codec: codec)
        for record in expected {
            builder.append(key: record.key, value: record.value, headers: record.headers, timestamp: record.timestamp)
        }
        let bytes = try builder.finish()
        #expect(try records(in: bytes) == expected, "seed \(seed)")
        let header = try #require(try headers(in: bytes).first)
        #expect(header.maxTimestamp == max(-1, expected.map(\.timestamp).max() ?? -1))
        #expect(header.nextOffset == base + Int64(expected.count))
        #expect(bytes.withUnsafeBytes { RecordBatch.checksumIsValid($0) })
    }

    @Test func `what it will take is known before, if nothing is compressed`() throws {
        var builder = RecordBatchBuilder()
        builder.append(key: [1], value: nil, timestamp: 5)
        builder.append(key: nil, value: Array(repeating: 0, count: 200), timestamp: 99_999)
        let claimed = builder.uncompressedByteCount
        #expect(builder.recordCount == 2)
        #expect(try builder.finish().count == claimed)
    }

    @Test func `an empty record takes seven bytes`() throws {
        var builder = RecordBatchBuilder()
        builder.append(key: nil, value: nil, timestamp: 0)
        #expect(try builder.finish().count == RecordBatchHeader.byteCount + Record.smallestByteCount)
    }

    @Test(arguments: CompressionCodec.allCases) func `rewriting keeps all that the log knows a batch by`(codec: CompressionCodec)
        throws
    {
        let original = try batch(
            at: 40, keys: ["a", "b", "c", "d"], codec: codec, timestamp: 5000, producerID: 9, producerEpoch: 2, baseSequence: 11)
        let before = try #require(try headers(in: original).first)
        for horizon in [nil, 90_000_000] as [Int64?] {
            let rewritten = try rewrite(original, deleteHorizon: horizon) { $0.offset == 41 || $0.offset == 42 }
            let after = try #require(try headers(in: rewritten).first)
            #expect(try records(in: rewritten) == Array(records(in: original)[1...2]))
            #expect(rewritten.withUnsafeBytes { RecordBatch.checksumIsValid($0) })
            #expect(after.deleteHorizon == horizon && after.maxTimestamp == 5002 && after.recordCount == 2)
            #expect(after.baseTimestamp == horizon ?? before.baseTimestamp)
            var comparable = after
            comparable.batchLength = before.batchLength
            comparable.checksum = before.checksum
            comparable.attributes.hasDeleteHorizon = false
            comparable.baseTimestamp = before.baseTimestamp
            comparable.maxTimestamp = before.maxTimestamp
            comparable.recordCount = before.recordCount
            #expect(comparable == before)
        }
    }

    @Test func `rewriting a batch stamped at append keeps its one timestamp`() throws {
        let original = try reheaded(batch(keys: ["a", "b"], timestamp: 5000)) {
            $0.attributes.timestampType = .logAppend
            $0.maxTimestamp = 8000
        }
        let rewritten = try rewrite(original, deleteHorizon: 99_999) { $0.offset == 1 }
        #expect(try records(in: rewritten).map(\.timestamp) == [8000])
        #expect(try headers(in: rewritten).first?.deleteHorizon == 99_999)
    }

    @Test func `an emptied batch keeps offsets, producer and last sequence in 61 bytes`() throws {
        let original = try batch(at: 7, keys: ["a", "b"], codec: .gzip, producerID: 9, producerEpoch: 2, baseSequence: 5)
        let before = try #require(try headers(in: original).first)
        let emptied = before.emptied()
        #expect(emptied.count == 61 && emptied.withUnsafeBytes { RecordBatch.checksumIsValid($0) })
        let after = try #require(try headers(in: emptied).first)
        #expect(after.recordCount == 0 && after.baseOffset == 7 && after.nextOffset == 9)
        #expect(
            after.producerID == 9 && after.producerEpoch == 2 && after.lastSequence == 6
                && after.maxTimestamp == before.maxTimestamp)
        #expect(try records(in: emptied) == [])
    }

    private func rewrite(_ bytes: [UInt8], deleteHorizon: Int64?, keep: (Record) -> Bool) throws -> [UInt8] {
        var result: [UInt8] = []
        var scratch = ByteWriter()
        try bytes.withUnsafeBytes { raw in
            let batch = try BatchView(only: raw)
            var builder = RecordBatchBuilder(
                rewriting: batch.header, codec: batch.header.codec ?? .none, deleteHorizon: deleteHorizon)
            try batch.forEachRecord(scratch: &scratch) { record in
                if keep(record) { builder.append(copying: record) }
            }
            result = try builder.finish()
        }
        return result
    }
}

extension SeededGenerator {
    mutating func bytes(upTo count: Int) -> [UInt8] {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    mutating func record(at offset: Int64) -> OwnedRecord {
        let headers = (0..<[0, 0, 0, 1, 4].randomElement(using: &self)!).map { index in
            OwnedHeader(key: "header \(index % 2)", value: Bool.random(using: &self) ? bytes(upTo: 20) : nil)
        }
        return OwnedRecord(
            offset: offset, timestamp: Int64.random(in: -1...2_000_000_000_000, using: &self),
            key: Int.random(in: 0..<4, using: &self) == 0 ? nil : bytes(upTo: 12),
            value: Int.random(in: 0..<4, using: &self) == 0 ? nil : bytes(upTo: 300), headers: headers)
    }
}
