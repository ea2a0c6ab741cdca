package import Bytes
internal import Compression

/// What a broker checks before it takes a batch: the limits of a topic, and the checks in their order.
///
/// Pure; the same for clients' batches and our own.
package struct BatchValidation: Equatable, Sendable {
    /// `max.message.bytes`: a batch as sent. Kafka's default, 1 MiB and what a batch of one record adds.
    package var messageMaxByteCount = 1_048_588
    /// Keys are required in a compacted topic.
    package var isCompacted = false
    /// Compressed batches are unpacked and every record is looked at, whatever the topic.
    package var isStrict = false
    /// Version of the request, for codecs that came later; nil for our own batches.
    package var produceVersion: Int16?
    /// `message.timestamp.type`.
    package var timestampType = TimestampType.create
    /// `message.timestamp.before.max.ms`; nil: any age.
    package var oldestMilliseconds: Int64?
    /// `message.timestamp.after.max.ms`: a timestamp far ahead would keep its segment from ever expiring.
    package var aheadMilliseconds: Int64? = 3_600_000
    /// Whether transactions are served here.
    package var takesTransactions = false
    /// Whether the batch comes from the broker itself, which alone writes control batches.
    package var isInternal = false
    /// What a compressed batch may unpack to. Bytes.
    package var unpackedLimit = BatchView.defaultUnpackedLimit

    package init() {}

    /// Looks at `bytes`, which must be one whole batch and nothing more.
    ///
    /// - Parameters:
    ///   - now: Milliseconds since 1970-01-01 UTC.
    ///   - scratch: Room for unpacked records, its contents replaced.
    package func validate(
        _ bytes: UnsafeRawBufferPointer, now: Int64, scratch: inout ByteWriter
    ) throws(BatchRejection) -> ValidatedBatch {
        try checkExtent(bytes)
        guard RecordBatch.checksumIsValid(bytes) else {
            throw BatchRejection(.corruptMessage, "the batch does not have the CRC-32C it claims: it was damaged on its way")
        }
        let batch: BatchView
        do throws(MalformedBytes) { batch = try BatchView(only: bytes) } catch {
            throw BatchRejection(.invalidRecord, error.description)
        }
        let header = batch.header
        let codec = try checkCodec(header)
        try checkHeader(header)
        guard bytes.count <= messageMaxByteCount else {
            throw BatchRejection(
                .messageTooLarge, "the batch has \(bytes.count) bytes, max.message.bytes of the topic is \(messageMaxByteCount)")
        }
        try checkTimestamps(header, now: now)
        var largestTimestamp = header.maxTimestamp
        if codec == .none || isCompacted || isStrict || oldestMilliseconds != nil && timestampType == .create {
            largestTimestamp = try checkRecords(batch, now: now, scratch: &scratch)
        }
        return ValidatedBatch(
            header: header,
            correctedMaxTimestamp: timestampType == .create && largestTimestamp != header.maxTimestamp ? largestTimestamp : nil,
            stampsAppendTime: timestampType == .logAppend)
    }

    /// Length and format, before anything else is believed.
    private func checkExtent(_ bytes: UnsafeRawBufferPointer) throws(BatchRejection) {
        let headerByteCount = RecordBatchHeader.byteCount
        // An old format's message may be shorter than our header, but not than its own magic.
        if bytes.count > RecordBatchHeader.Position.magic {
            let magic = Int8(bitPattern: bytes[RecordBatchHeader.Position.magic])
            guard magic == RecordBatchHeader.currentMagic else {
                throw BatchRejection(
                    .unsupportedForMessageFormat,
                    "message format \(magic) is not taken, only format \(RecordBatchHeader.currentMagic): "
                        + "clients from Kafka 0.11 on write it")
            }
        }
        guard bytes.count >= headerByteCount else {
            throw BatchRejection(.corruptMessage, "\(bytes.count) bytes are no batch, its header alone has \(headerByteCount)")
        }
        // In bounds: 61 bytes are there.
        let length = Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: RecordBatchHeader.Position.batchLength, as: Int32.self))
        let claimed = Int(length) + RecordBatchHeader.lengthPrefixByteCount
        if claimed > bytes.count || claimed < headerByteCount {
            throw BatchRejection(.corruptMessage, "the batch claims \(claimed) bytes, \(bytes.count) were sent")
        }
        if claimed < bytes.count {
            throw BatchRejection(
                .invalidRecord, "\(bytes.count - claimed) bytes follow the batch: one batch per partition and request is taken")
        }
    }

    private func checkCodec(_ header: RecordBatchHeader) throws(BatchRejection) -> CompressionCodec {
        guard let codec = header.codec else {
            throw BatchRejection(.unsupportedCompression, "compression codec \(header.attributes.rawValue & 7) does not exist")
        }
        if codec == .zstd, let produceVersion, produceVersion < 7 {
            throw BatchRejection(
                .unsupportedCompression, "zstd came with Produce version 7, the request has version \(produceVersion)")
        }
        return codec
    }

    private func checkHeader(_ header: RecordBatchHeader) throws(BatchRejection) {
        func invalid(_ message: String) -> BatchRejection { BatchRejection(.invalidRecord, message) }
        if header.isControl, !isInternal { throw invalid("control batches are written by the broker, not by clients") }
        if header.hasDeleteHorizon { throw invalid("a delete horizon is set by the log cleaner, not by clients") }
        if header.recordCount == 0 { throw invalid("the batch has no records") }
        if header.lastOffsetDelta != header.recordCount - 1 {
            throw invalid("the batch claims \(header.recordCount) records and a last offset delta of \(header.lastOffsetDelta)")
        }
        if header.hasProducerID, !header.isControl, header.baseSequence < 0 || header.producerEpoch < 0 {
            throw invalid(
                "producer \(header.producerID) sent sequence \(header.baseSequence) and epoch \(header.producerEpoch): "
                    + "neither may be negative")
        }
        if header.isTransactional {
            if !header.hasProducerID { throw invalid("a transactional batch has no producer id") }
            if !takesTransactions {
                throw BatchRejection(.invalidTransactionState, "transactions are not served here")
            }
        }
    }

    /// Limits on what the header says, which is what retention goes by.
    private func checkTimestamps(_ header: RecordBatchHeader, now: Int64) throws(BatchRejection) {
        if header.timestampType == .logAppend, !isInternal {
            throw BatchRejection(.invalidTimestamp, "the batch says it was stamped by a broker; a producer does not set that")
        }
        guard timestampType == .create, let aheadMilliseconds, header.maxTimestamp > now else { return }
        let (ahead, overflow) = header.maxTimestamp.subtractingReportingOverflow(now)
        if overflow || ahead > aheadMilliseconds {
            throw BatchRejection(
                .invalidTimestamp,
                "timestamp \(header.maxTimestamp) lies further ahead of \(now) than message.timestamp.after.max.ms, "
                    + "\(aheadMilliseconds), allows")
        }
    }

    /// Looks at every record. Answers the largest timestamp.
    private func checkRecords(
        _ batch: BatchView, now: Int64, scratch: inout ByteWriter
    ) throws(BatchRejection) -> Int64 {
        if let tooLarge = unpack(batch, into: &scratch) { throw tooLarge }
        // What no block can be got of is refused below, with the reason.
        let scan = try? batch.withUnpackedBlock(in: scratch) { RecordScan($0, header: batch.header, needsKeys: isCompacted) }
        if let scan, !isUntimely(scan.smallestTimestamp, now: now),
            !isUntimely(scan.largestTimestamp, now: now)
        {
            return scan.largestTimestamp
        }
        return try walkRecords(batch, now: now, scratch: scratch)
    }

    /// The same, with a reason for what is refused.
    private func walkRecords(
        _ batch: BatchView, now: Int64, scratch: borrowing ByteWriter
    ) throws(BatchRejection) -> Int64 {
        var largest = Int64(-1)
        var keyless: [BatchRejection.RecordError] = []
        var untimely: [BatchRejection.RecordError] = []
        do throws(MalformedBytes) {
            try batch.withUnpackedRecords(in: scratch) { cursor throws(MalformedBytes) in
                while let record = try cursor.next() {
                    let index = Int32(cursor.index - 1)
                    largest = max(largest, record.timestamp)
                    if isCompacted, record.key == nil {
                        keyless.note(index, "a compacted topic needs a key in every record")
                    }
                    if timestampType == .create, isUntimely(record.timestamp, now: now) {
                        untimely.note(index, "timestamp \(record.timestamp) is outside the topic's limits at \(now)")
                    }
                }
            }
        } catch {
            throw BatchRejection(.invalidRecord, error.description)
        }
        if let first = keyless.first {
            throw BatchRejection(.invalidRecord, "record \(first.index): \(first.message)", recordErrors: keyless)
        }
        if let first = untimely.first {
            throw BatchRejection(.invalidTimestamp, "record \(first.index): \(first.message)", recordErrors: untimely)
        }
        return largest
    }

    private func unpack(_ batch: BatchView, into scratch: inout ByteWriter) -> BatchRejection? {
        do throws(CompressionError) {
            try batch.unpackRecords(limit: unpackedLimit, into: &scratch)
            return nil
        } catch {
            return BatchRejection(error.kind == .tooLarge ? .messageTooLarge : .invalidRecord, "the records, \(error)")
        }
    }

    private func isUntimely(_ timestamp: Int64, now: Int64) -> Bool {
        // -1 is no timestamp, neither old nor new.
        guard timestamp != -1 else { return false }
        let (age, overflow) = now.subtractingReportingOverflow(timestamp)
        if overflow { return timestamp < 0 ? oldestMilliseconds != nil : aheadMilliseconds != nil }
        if let oldestMilliseconds, age > oldestMilliseconds { return true }
        if let aheadMilliseconds, age < 0, age < -aheadMilliseconds { return true }
        return false
    }
}

extension [BatchRejection.RecordError] {
    fileprivate mutating func note(_ index: Int32, _ message: String) {
        if count < BatchRejection.largestRecordErrorCount {
            append(BatchRejection.RecordError(index: index, message: message))
        }
    }
}
