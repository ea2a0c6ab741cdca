package import Bytes
package import Compression

/// The 61 bytes before the records of a batch, format v2 (KIP-98). Everything is big-endian.
///
/// | byte | size | field                | in checksum |
/// |-----:|-----:|----------------------|:-----------:|
/// |    0 |    8 | baseOffset           | no  |
/// |    8 |    4 | batchLength          | no  |
/// |   12 |    4 | partitionLeaderEpoch | no  |
/// |   16 |    1 | magic = 2            | no  |
/// |   17 |    4 | checksum (CRC-32C)   | -   |
/// |   21 |    2 | attributes           | yes |
/// |   23 |    4 | lastOffsetDelta      | yes |
/// |   27 |    8 | baseTimestamp        | yes |
/// |   35 |    8 | maxTimestamp         | yes |
/// |   43 |    8 | producerId           | yes |
/// |   51 |    2 | producerEpoch        | yes |
/// |   53 |    4 | baseSequence         | yes |
/// |   57 |    4 | recordCount          | yes |
///
/// A value that was read is sane: its length covers the header, its offsets lie in 0…2^63-2, its count fits its
/// offsets. That says nothing about the checksum or about what follows.
package struct RecordBatchHeader: Equatable, Sendable {
    package static let byteCount = 61
    /// Bytes before those that `batchLength` counts.
    package static let lengthPrefixByteCount = 12
    package static let currentMagic: Int8 = 2

    /// Byte positions of the fields that are read or changed in place.
    package enum Position {
        package static let batchLength = 8
        package static let magic = 16
        package static let checksum = 17
        package static let attributes = 21
    }

    /// Offset of the first record, or of the first that once was there.
    package var baseOffset: Int64
    /// Bytes after this field: the whole batch less 12.
    package var batchLength: Int32
    package var partitionLeaderEpoch: Int32
    /// CRC-32C of everything from the attributes to the end of the batch.
    package var checksum: UInt32
    package var attributes: BatchAttributes
    /// Last offset less `baseOffset`; it stays when compaction takes records away.
    package var lastOffsetDelta: Int32
    /// Milliseconds since 1970-01-01 UTC; the delete horizon if `hasDeleteHorizon`. -1: none.
    package var baseTimestamp: Int64
    /// Milliseconds since 1970-01-01 UTC: the largest of all records, or when it was appended. -1: none.
    package var maxTimestamp: Int64
    /// -1: not idempotent.
    package var producerID: Int64
    package var producerEpoch: Int16
    /// Sequence of the first record. -1: not idempotent, or a control batch.
    package var baseSequence: Int32
    package var recordCount: Int32

    package init(
        baseOffset: Int64, batchLength: Int32, partitionLeaderEpoch: Int32 = -1, checksum: UInt32 = 0,
        attributes: BatchAttributes = BatchAttributes(), lastOffsetDelta: Int32, baseTimestamp: Int64, maxTimestamp: Int64,
        producerID: Int64 = -1, producerEpoch: Int16 = -1, baseSequence: Int32 = -1, recordCount: Int32
    ) {
        self.baseOffset = baseOffset
        self.batchLength = batchLength
        self.partitionLeaderEpoch = partitionLeaderEpoch
        self.checksum = checksum
        self.attributes = attributes
        self.lastOffsetDelta = lastOffsetDelta
        self.baseTimestamp = baseTimestamp
        self.maxTimestamp = maxTimestamp
        self.producerID = producerID
        self.producerEpoch = producerEpoch
        self.baseSequence = baseSequence
        self.recordCount = recordCount
    }

    /// Reads the 61 bytes at the reader's position and steps over them; the records are not looked at.
    package init(reading reader: inout ByteReader) throws(MalformedBytes) {
        let start = reader.position
        guard reader.remaining >= Self.byteCount else {
            throw .truncated("record batch header", position: start, needs: Self.byteCount, left: reader.remaining)
        }
        baseOffset = try reader.readInteger()
        batchLength = try reader.readInteger()
        partitionLeaderEpoch = try reader.readInteger()
        let magic: Int8 = try reader.readInteger()
        guard magic == Self.currentMagic else {
            throw MalformedBytes(
                reading: "record batch header", position: start + Position.magic,
                problem: "magic is \(magic), only format \(Self.currentMagic) is understood")
        }
        checksum = try reader.readInteger()
        attributes = BatchAttributes(rawValue: try reader.readInteger())
        lastOffsetDelta = try reader.readInteger()
        baseTimestamp = try reader.readInteger()
        maxTimestamp = try reader.readInteger()
        producerID = try reader.readInteger()
        producerEpoch = try reader.readInteger()
        baseSequence = try reader.readInteger()
        recordCount = try reader.readInteger()
        if let problem { throw MalformedBytes(reading: "record batch header", position: start, problem: problem) }
    }

    /// What in these fields cannot be, if anything.
    private var problem: String? {
        if batchLength < Int32(Self.byteCount - Self.lengthPrefixByteCount) {
            return "claims \(batchLength) bytes after its length, the header alone has 49"
        }
        if baseOffset < 0 { return "claims the negative offset \(baseOffset)" }
        if lastOffsetDelta < 0 { return "claims a negative last offset delta of \(lastOffsetDelta)" }
        // The next offset must be a number too.
        if baseOffset > Int64.max - Int64(lastOffsetDelta) - 1 { return "offsets from \(baseOffset) on leave 63 bits" }
        if recordCount < 0 { return "claims a negative record count of \(recordCount)" }
        if Int64(recordCount) > Int64(lastOffsetDelta) + 1 {
            return "claims \(recordCount) records in \(Int64(lastOffsetDelta) + 1) offsets"
        }
        return nil
    }

    /// Appends the 61 bytes.
    package func write(to writer: inout ByteWriter) {
        writer.writeInteger(baseOffset)
        writer.writeInteger(batchLength)
        writer.writeInteger(partitionLeaderEpoch)
        writer.writeInteger(Self.currentMagic)
        writer.writeInteger(checksum)
        writer.writeInteger(attributes.rawValue)
        writer.writeInteger(lastOffsetDelta)
        writer.writeInteger(baseTimestamp)
        writer.writeInteger(maxTimestamp)
        writer.writeInteger(producerID)
        writer.writeInteger(producerEpoch)
        writer.writeInteger(baseSequence)
        writer.writeInteger(recordCount)
    }

    /// The checksum that these fields ask for before `records`, which are as stored.
    package func checksum(before records: UnsafeRawBufferPointer) -> UInt32 {
        var writer = ByteWriter(capacity: Self.byteCount)
        write(to: &writer)
        let own = writer.withBytes { bytes in
            // In bounds: the header has just been written.
            CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[Position.attributes...]))
        }
        return CRC32C.checksum(records, continuing: own)
    }
}

extension RecordBatchHeader {
    package var lastOffset: Int64 { baseOffset + Int64(lastOffsetDelta) }

    /// Where the following batch may begin. Always taken from here, never from the last record: compaction takes
    /// records away and leaves the offsets.
    package var nextOffset: Int64 { lastOffset + 1 }

    /// The whole batch, this header included.
    package var totalByteCount: Int { Int(batchLength) + Self.lengthPrefixByteCount }

    /// The records block as stored, compressed or not.
    package var recordsByteCount: Int { totalByteCount - Self.byteCount }

    /// nil for the three values that mean nothing.
    package var codec: CompressionCodec? { attributes.codec }
    package var timestampType: TimestampType { attributes.timestampType }
    package var isTransactional: Bool { attributes.isTransactional }
    package var isControl: Bool { attributes.isControl }
    package var hasDeleteHorizon: Bool { attributes.hasDeleteHorizon }

    /// From when on (milliseconds) the cleaner may drop this batch's tombstones; nil until it has seen them once.
    package var deleteHorizon: Int64? { hasDeleteHorizon ? baseTimestamp : nil }

    package var hasProducerID: Bool { producerID >= 0 }

    /// Sequence of the last record; -1 without sequences. After 2^31-1 comes 0.
    package var lastSequence: Int32 {
        baseSequence < 0 ? -1 : ProducerSequence.advance(baseSequence, by: lastOffsetDelta)
    }
}
