import Bytes
import Compression
import LogFormat
import TestKit
import Testing

@Suite struct `Batches of other implementations` {
    @Test func `hold the records they were given`() throws {
        let names = try GoldenBatches.files.names()
        #expect(names.count == 10)
        for name in names {
            #expect(try records(in: GoldenBatches.files.read(name)) == GoldenBatches.records, "\(name)")
        }
    }

    @Test(arguments: CompressionCodec.allCases) func `have the header they were given`(codec: CompressionCodec) throws {
        let bytes = try GoldenBatches.files.read("kafka-python-\(codec.name)")
        let header = try #require(try headers(in: bytes).first)
        #expect(header.codec == codec)
        #expect(header.totalByteCount == bytes.count)
        #expect(header.baseOffset == 0 && header.lastOffset == 4 && header.nextOffset == 5 && header.recordCount == 5)
        #expect(header.baseTimestamp == 1_700_000_000_000 && header.maxTimestamp == 1_700_000_000_500)
        #expect(header.producerID == 4711 && header.producerEpoch == 3)
        #expect(header.baseSequence == 17 && header.lastSequence == 21)
        #expect(header.timestampType == .create && !header.isTransactional && !header.isControl && !header.hasDeleteHorizon)
        #expect(bytes.withUnsafeBytes { RecordBatch.checksumIsValid($0) })
    }

    @Test func `pass a broker's checks`() throws {
        var validation = BatchValidation()
        validation.isStrict = true
        validation.produceVersion = 9
        for name in try GoldenBatches.files.names() {
            var scratch = ByteWriter()
            let validated = try GoldenBatches.files.read(name).withUnsafeBytes {
                try validation.validate($0, now: 1_700_000_001_000, scratch: &scratch)
            }
            #expect(validated.recordCount == 5)
        }
    }

    @Test func `are what our builder writes, byte for byte, where no codec has a choice`() throws {
        var builder = RecordBatchBuilder(producerID: 4711, producerEpoch: 3, baseSequence: 17)
        for record in GoldenBatches.records {
            builder.append(key: record.key, value: record.value, headers: record.headers, timestamp: record.timestamp)
        }
        var ours = try builder.finish()
        var theirs = try GoldenBatches.files.read("kafka-python-none")
        // The leader epoch is the broker's to set.
        for index in 12..<16 {
            ours[index] = 0
            theirs[index] = 0
        }
        #expect(ours == theirs)
    }
}
