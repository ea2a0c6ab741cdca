import Bytes
import Compression
import LogFormat
import Testing

@Suite struct `Batch validation` {
    static let now: Int64 = 1_000_000

    @Test(arguments: CompressionCodec.allCases) func `a good batch passes and is placed`(codec: CompressionCodec) throws {
        let bytes = try batch(keys: ["a", "b"], codec: codec, timestamp: 5000)
        let validated = try validate(bytes)
        #expect(validated.recordCount == 2 && validated.byteCount == bytes.count)
        let placed = try place(bytes, validated, at: 0x0102_0304_0506_0708, leaderEpoch: 9)
        // Bytes 0-7 and 12-15 and nothing else.
        #expect(Array(placed[..<8]) == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(Array(placed[8..<12]) == Array(bytes[8..<12]))
        #expect(Array(placed[12..<16]) == [0, 0, 0, 9])
        #expect(Array(placed[16...]) == Array(bytes[16...]))
        #expect(try records(in: placed).map(\.offset) == [0x0102_0304_0506_0708, 0x0102_0304_0506_0709])
    }

    @Test func `a topic with times of append stamps them`() throws {
        var settings = BatchValidation()
        settings.timestampType = .logAppend
        let bytes = try batch(keys: ["a", "b"], timestamp: .max - 5)
        let placed = try place(bytes, try validate(bytes, settings))
        let header = try #require(try headers(in: placed).first)
        #expect(header.timestampType == .logAppend && header.maxTimestamp == Self.now && header.baseTimestamp == .max - 5)
        #expect(try records(in: placed).map(\.timestamp) == [Self.now, Self.now])
    }

    @Test func `a wrong largest timestamp is put right`() throws {
        let bytes = try reheaded(batch(keys: ["a", "b"], timestamp: 5000)) { $0.maxTimestamp = 4000 }
        let placed = try place(bytes, try validate(bytes))
        #expect(try headers(in: placed).first?.maxTimestamp == 5001)
    }

    /// The batch as it stands in the log, its checksum looked at.
    private func place(
        _ bytes: [UInt8], _ validated: ValidatedBatch, at offset: Int64 = 0, leaderEpoch: Int32 = 0
    ) throws -> [UInt8] {
        let header = bytes.withUnsafeBytes { validated.placed(at: offset, leaderEpoch: leaderEpoch, now: Self.now, $0) }
        var writer = ByteWriter()
        header.write(to: &writer)
        let placed = writer.array() + bytes[RecordBatchHeader.byteCount...]
        #expect(try headers(in: placed) == [header])
        #expect(placed.withUnsafeBytes { RecordBatch.checksumIsValid($0) })
        return placed
    }

    struct Case: Sendable {
        var name: String
        var kind: BatchRejection.Kind
        var settings: @Sendable (inout BatchValidation) -> Void = { _ in }
        var codec = CompressionCodec.none
        var keys: [String?] = ["a", "b"]
        /// Changes to the header, after which the checksum is made right again.
        var change: @Sendable (inout RecordBatchHeader) -> Void = { _ in }
        var timestamp: Int64 = 5000
    }

    static let refused = [
        Case(name: "a control batch", kind: .invalidRecord, change: { $0.attributes.isControl = true }),
        Case(name: "a delete horizon", kind: .invalidRecord, change: { $0.attributes.hasDeleteHorizon = true }),
        Case(
            name: "no records", kind: .invalidRecord,
            change: {
                $0.recordCount = 0
                $0.lastOffsetDelta = 0
            }),
        Case(name: "fewer records than offsets", kind: .invalidRecord, change: { $0.lastOffsetDelta = 2 }),
        Case(
            name: "more records claimed than there are", kind: .invalidRecord,
            change: {
                $0.lastOffsetDelta = 2
                $0.recordCount = 3
            }),
        Case(
            name: "fewer records claimed than there are", kind: .invalidRecord,
            change: {
                $0.lastOffsetDelta = 0
                $0.recordCount = 1
            }),
        Case(
            name: "2^31-1 records claimed", kind: .invalidRecord,
            change: {
                $0.lastOffsetDelta = .max - 1
                $0.recordCount = .max
            }),
        Case(name: "a negative offset", kind: .invalidRecord, change: { $0.baseOffset = -5 }),
        Case(name: "a producer without sequence", kind: .invalidRecord, change: { $0.producerID = 1; $0.producerEpoch = 0 }),
        Case(name: "a producer without epoch", kind: .invalidRecord, change: { $0.producerID = 1; $0.baseSequence = 0 }),
        Case(name: "a transaction without producer", kind: .invalidRecord, change: { $0.attributes.isTransactional = true }),
        Case(
            name: "a transaction where none are served", kind: .invalidTransactionState,
            change: {
                $0.attributes.isTransactional = true
                $0.producerID = 1
                $0.producerEpoch = 0
                $0.baseSequence = 0
            }),
        Case(name: "a codec that does not exist", kind: .unsupportedCompression, change: { $0.attributes.rawValue |= 5 }),
        Case(name: "zstd before it came", kind: .unsupportedCompression, settings: { $0.produceVersion = 6 }, codec: .zstd),
        Case(name: "a stamp of the broker's", kind: .invalidTimestamp, change: { $0.attributes.timestampType = .logAppend }),
        Case(name: "a time far ahead", kind: .invalidTimestamp, timestamp: now + 3_600_001),
        Case(name: "the end of time", kind: .invalidTimestamp, timestamp: .max - 1),
        Case(name: "a time far ahead, compressed", kind: .invalidTimestamp, codec: .lz4, timestamp: now + 3_600_001),
        Case(name: "a time too old", kind: .invalidTimestamp, settings: { $0.oldestMilliseconds = 1000 }, codec: .gzip),
        Case(name: "too many bytes", kind: .messageTooLarge, settings: { $0.messageMaxByteCount = 80 }),
        Case(name: "too many bytes when unpacked", kind: .messageTooLarge,
             settings: { $0.isStrict = true; $0.unpackedLimit = 10 }, codec: .zstd),
        Case(name: "no key where one is needed", kind: .invalidRecord, settings: { $0.isCompacted = true }, keys: ["a", nil]),
        Case(
            name: "no key where one is needed, compressed", kind: .invalidRecord, settings: { $0.isCompacted = true },
            codec: .snappy, keys: [nil, "a"]),
    ]

    @Test(arguments: refused.indices) func `refusals have their own kind and a sentence`(index: Int) throws {
        let row = Self.refused[index]
        var settings = BatchValidation()
        row.settings(&settings)
        let bytes = try reheaded(batch(keys: row.keys, codec: row.codec, timestamp: row.timestamp), row.change)
        let error = #expect(throws: BatchRejection.self, "\(row.name)") { try validate(bytes, settings) }
        #expect(error?.kind == row.kind, "\(row.name): \(error?.message ?? "")")
        #expect(error?.message.count ?? 0 > 20)
    }

    @Test func `records without a key are named, all of them`() throws {
        var settings = BatchValidation()
        settings.isCompacted = true
        let bytes = try batch(keys: ["a", nil, "b", nil])
        let error = #expect(throws: BatchRejection.self) { try validate(bytes, settings) }
        #expect(error?.recordErrors.map(\.index) == [1, 3])
    }

    @Test func `a batch of nothing but faults names a hundred of them`() throws {
        var settings = BatchValidation()
        settings.isCompacted = true
        let bytes = try batch(keys: Array(repeating: nil, count: 500))
        let error = #expect(throws: BatchRejection.self) { try validate(bytes, settings) }
        #expect(error?.recordErrors.count == BatchRejection.largestRecordErrorCount)
    }

    @Test func `extent is checked before anything else`() throws {
        let one = try batch(keys: ["a"])
        #expect(throws: BatchRejection.self) { try validate([]) }
        for count in 0..<one.count {
            let error = #expect(throws: BatchRejection.self) { try validate(Array(one[..<count])) }
            #expect(error?.kind == .corruptMessage, "\(count) bytes")
        }
        let two = #expect(throws: BatchRejection.self) { try validate(one + one) }
        #expect(two?.kind == .invalidRecord)
    }

    @Test(arguments: [0, 1] as [UInt8]) func `old message formats are refused by name`(magic: UInt8) throws {
        // Offset 0, size 14, checksum, magic, attributes, null key, null value: shorter than a header of today.
        let bytes = try #require(HexDump.parse("0000000000000000 0000000e 00000000 0\(magic) 00 ffffffff ffffffff"))
        let error = #expect(throws: BatchRejection.self) { try validate(bytes) }
        #expect(error?.kind == .unsupportedForMessageFormat && error?.message.contains("format \(magic)") == true)
    }

    @Test func `a flipped bit is a corrupt message`() throws {
        var bytes = try batch(keys: ["a", "b"], codec: .zstd)
        for index in 17..<bytes.count {
            bytes[index] ^= 1
            let error = #expect(throws: BatchRejection.self) { try validate(bytes) }
            #expect(error?.kind == .corruptMessage, "byte \(index)")
            bytes[index] ^= 1
        }
    }

    @Test func `a compressed batch is unpacked where keys matter or strictness is asked for, and only there`() throws {
        let packed = try CompressedNonsense.batch()
        #expect(try validate(packed).recordCount == 1)
        for isCompacted in [true, false] {
            var settings = BatchValidation()
            settings.isCompacted = isCompacted
            settings.isStrict = !isCompacted
            let error = #expect(throws: BatchRejection.self) { try validate(packed, settings) }
            #expect(error?.kind == .invalidRecord)
        }
    }

    @Test func `codes are Kafka's, one for each kind`() {
        let kinds: [BatchRejection.Kind] = [
            .corruptMessage, .messageTooLarge, .invalidTimestamp, .unsupportedForMessageFormat, .outOfOrderSequence,
            .invalidProducerEpoch, .invalidTransactionState, .unsupportedCompression, .invalidRecord,
        ]
        #expect(kinds.map(\.code) == [2, 10, 32, 43, 45, 47, 48, 76, 87])
    }

    @discardableResult
    private func validate(_ bytes: [UInt8], _ settings: BatchValidation = BatchValidation()) throws -> ValidatedBatch {
        var scratch = ByteWriter()
        return try bytes.withUnsafeBytes { try settings.validate($0, now: Self.now, scratch: &scratch) }
    }
}

/// The batch with another header and the checksum that goes with it.
func reheaded(_ bytes: [UInt8], _ change: (inout RecordBatchHeader) -> Void) throws -> [UInt8] {
    var header = try #require(try headers(in: bytes).first)
    change(&header)
    var writer = ByteWriter()
    header.write(to: &writer)
    writer.writeBytes(bytes[61...])
    let sealed = writer.array()
    writer.patchInteger(CRC32C.checksum(Array(sealed[21...])), at: 17)
    return writer.array()
}

enum CompressedNonsense {
    /// Claims gzip, holds something else; the checksum is right.
    static func batch() throws -> [UInt8] {
        try reheaded(LogFormatTests.batch(keys: ["a"])) { $0.attributes.setCodec(.gzip) }
    }
}
