package import Bytes
package import Compression

/// Puts records together into one v2 batch.
///
/// Keeps the records uncompressed until `finish`, which packs them and computes length, count and checksum. Offsets
/// rise from record to record, one by one unless told otherwise.
package struct RecordBatchBuilder: ~Copyable {
    private var header: RecordBatchHeader
    private let codec: CompressionCodec
    /// Set when an existing batch is written anew: then offsets span what they spanned, and the base timestamp stays.
    private let keepsSpan: Bool
    private var records: ByteWriter
    private var lastDelta: Int32 = -1
    private var largestTimestamp: Int64 = -1

    /// A new batch. The first record's timestamp becomes the base timestamp.
    package init(
        baseOffset: Int64 = 0, leaderEpoch: Int32 = -1, codec: CompressionCodec = .none,
        isTransactional: Bool = false, isControl: Bool = false,
        producerID: Int64 = -1, producerEpoch: Int16 = -1, baseSequence: Int32 = -1
    ) {
        header = RecordBatchHeader(
            baseOffset: baseOffset, batchLength: 0, partitionLeaderEpoch: leaderEpoch,
            attributes: BatchAttributes(codec: codec, isTransactional: isTransactional, isControl: isControl),
            lastOffsetDelta: -1, baseTimestamp: -1, maxTimestamp: -1, producerID: producerID, producerEpoch: producerEpoch,
            baseSequence: baseSequence, recordCount: 0)
        records = ByteWriter(capacity: 1024)
        self.codec = codec
        keepsSpan = false
    }

    /// An existing batch with fewer records: offsets, producer, sequence, leader epoch, codec and timestamp type stay as
    /// `original` has them. With a `deleteHorizon` (milliseconds, KIP-534) that is what its base timestamp field says.
    ///
    /// - Parameter capacity: Bytes that its records are expected to have.
    package init(rewriting original: RecordBatchHeader, codec: CompressionCodec, deleteHorizon: Int64?, capacity: Int = 1024) {
        records = ByteWriter(capacity: capacity)
        header = original
        header.attributes.setCodec(codec)
        header.recordCount = 0
        if let deleteHorizon {
            header.attributes.hasDeleteHorizon = true
            header.baseTimestamp = deleteHorizon
        }
        self.codec = codec
        keepsSpan = true
    }

    /// Records so far.
    package var recordCount: Int { Int(header.recordCount) }

    /// What the batch would take now if nothing were compressed.
    package var uncompressedByteCount: Int { RecordBatchHeader.byteCount + records.count }

    package mutating func append(
        key: [UInt8]?, value: [UInt8]?, headers: [OwnedHeader] = [], timestamp: Int64, offsetDelta: Int32? = nil
    ) {
        let offsetDelta = offsetDelta ?? lastDelta + 1
        var encodedHeaders = ByteWriter(capacity: 64)
        for header in headers {
            encodedHeaders.writeVarint(Int32(header.key.utf8.count))
            encodedHeaders.writeUTF8(header.key)
            encodedHeaders.writeField(header.value)
        }
        encodedHeaders.withBytes { encoded in
            Self.withView(of: key) { key in
                Self.withView(of: value) { value in
                    write(
                        key: key, value: value, headers: RecordHeaders(count: headers.count, bytes: encoded),
                        timestamp: timestamp, offsetDelta: offsetDelta)
                }
            }
        }
    }

    /// Takes over a record of the batch that is being rewritten: same offset, timestamp, key, value, headers.
    package mutating func append(copying record: Record) {
        precondition(keepsSpan, "records are copied into a batch that is rewritten")
        write(
            key: record.key, value: record.value, headers: record.headers, timestamp: record.timestamp,
            offsetDelta: Int32(record.offset - header.baseOffset))
    }

    /// Takes over records of the batch that is being rewritten as they are: its base timestamp stays.
    mutating func append(_ run: RecordRun, of block: UnsafeRawBufferPointer) {
        precondition(keepsSpan, "records are copied into a batch that is rewritten")
        // In bounds: the run was found in this block.
        records.writeBytes(UnsafeRawBufferPointer(rebasing: block[run.range]))
        header.recordCount += run.count
        lastDelta = Int32(run.lastOffset - header.baseOffset)
        largestTimestamp = max(largestTimestamp, run.largestTimestamp)
    }

    private mutating func write(
        key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?, headers: RecordHeaders, timestamp: Int64,
        offsetDelta: Int32
    ) {
        precondition(offsetDelta > lastDelta, "offsets rise")
        if header.recordCount == 0, !keepsSpan { header.baseTimestamp = timestamp }
        // A batch stamped at append has no timestamps of its records' own.
        let timestampDelta = header.timestampType == .logAppend ? 0 : timestamp &- header.baseTimestamp
        let byteCount =
            1 + varlongByteCount(timestampDelta) + varintByteCount(offsetDelta)
            + fieldByteCount(key) + fieldByteCount(value) + varintByteCount(Int32(headers.count)) + headers.bytes.count
        records.writeVarint(Int32(byteCount))
        records.write(0)
        records.writeVarlong(timestampDelta)
        records.writeVarint(offsetDelta)
        records.writeField(key)
        records.writeField(value)
        records.writeVarint(Int32(headers.count))
        records.writeBytes(headers.bytes)
        header.recordCount += 1
        lastDelta = offsetDelta
        largestTimestamp = max(largestTimestamp, timestamp)
    }

    /// The batch. Throws only if the compression library refuses.
    package consuming func finish() throws(CompressionError) -> [UInt8] {
        var output = ByteWriter(capacity: RecordBatchHeader.byteCount + (codec == .none ? records.count : 1024))
        try finish(into: &output)
        return output.array()
    }

    /// Appends the batch to `output`.
    package mutating func finish(into output: inout ByteWriter) throws(CompressionError) {
        precondition(keepsSpan || header.recordCount > 0, "a new batch has records")
        if !keepsSpan { header.lastOffsetDelta = lastDelta }
        if header.timestampType == .create { header.maxTimestamp = largestTimestamp }
        let start = output.count
        header.write(to: &output)
        let codec = self.codec
        try records.withBytes { block throws(CompressionError) in try codec.compress(block, into: &output) }
        output.sealBatch(from: start)
    }

    private static func withView(of bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> Void) {
        guard let bytes else { return body(nil) }
        bytes.withUnsafeBytes { body($0) }
    }
}

extension RecordBatchHeader {
    /// What stays of this batch when all its records are gone: its offsets, producer and last sequence.
    package func emptied() -> [UInt8] {
        var header = self
        header.recordCount = 0
        header.attributes.setCodec(.none)
        header.attributes.hasDeleteHorizon = false
        header.baseTimestamp = -1
        var output = ByteWriter(capacity: Self.byteCount)
        header.write(to: &output)
        output.sealBatch(from: 0)
        return output.array()
    }
}

extension ByteWriter {
    /// Fills in length and checksum of the batch that begins at `start` and is the last thing written.
    fileprivate mutating func sealBatch(from start: Int) {
        let byteCount = count - start
        precondition(byteCount <= Int(Int32.max), "a batch's length has 31 bits")
        patchInteger(
            Int32(byteCount - RecordBatchHeader.lengthPrefixByteCount), at: start + RecordBatchHeader.Position.batchLength)
        let checksum = withBytes { RecordBatch.checksum(of: UnsafeRawBufferPointer(rebasing: $0[start...])) }
        patchInteger(checksum, at: start + RecordBatchHeader.Position.checksum)
    }

    fileprivate mutating func writeField(_ field: UnsafeRawBufferPointer?) {
        guard let field else { return writeVarint(-1) }
        writeVarint(Int32(field.count))
        writeBytes(field)
    }

    fileprivate mutating func writeField(_ field: [UInt8]?) {
        guard let field else { return writeVarint(-1) }
        field.withUnsafeBytes { writeField($0) }
    }
}

private func fieldByteCount(_ field: UnsafeRawBufferPointer?) -> Int {
    guard let field else { return 1 }
    return varintByteCount(Int32(field.count)) + field.count
}

private func varintByteCount(_ value: Int32) -> Int { varlongByteCount(Int64(value)) }

/// Seven bits a byte, of the zigzag form.
private func varlongByteCount(_ value: Int64) -> Int {
    let zigzag = UInt64(bitPattern: (value << 1) ^ (value >> 63))
    return max(1, (UInt64.bitWidth - zigzag.leadingZeroBitCount + 6) / 7)
}
