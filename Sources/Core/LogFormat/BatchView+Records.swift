package import Bytes
internal import Compression

extension BatchView {
    /// What one batch may unpack to where nobody says otherwise. Bytes.
    package static let defaultUnpackedLimit = 64 << 20

    /// Lends a cursor over the records, unpacked if need be into `scratch`, whose contents are replaced and whose memory
    /// stays for the next batch.
    ///
    /// Throws `MalformedBytes` if they cannot be unpacked within `limit` bytes, and whatever `body` throws.
    package func withRecords<R>(
        limit: Int = BatchView.defaultUnpackedLimit, scratch: inout ByteWriter,
        _ body: (inout RecordCursor) throws(MalformedBytes) -> R
    ) throws(MalformedBytes) -> R {
        do throws(CompressionError) {
            try unpackRecords(limit: limit, into: &scratch)
        } catch {
            throw MalformedBytes(reading: "records", position: RecordBatchHeader.byteCount, problem: error.description)
        }
        return try withUnpackedRecords(in: scratch, body)
    }

    /// Calls `body` with each record in turn.
    package func forEachRecord(
        limit: Int = BatchView.defaultUnpackedLimit, scratch: inout ByteWriter,
        _ body: (Record) throws(MalformedBytes) -> Void
    ) throws(MalformedBytes) {
        try withRecords(limit: limit, scratch: &scratch) { cursor throws(MalformedBytes) in
            while let record = try cursor.next() { try body(record) }
        }
    }

    /// Makes `scratch` hold the unpacked records, if they are packed; else they are read where they lie.
    func unpackRecords(limit: Int, into scratch: inout ByteWriter) throws(CompressionError) {
        scratch.removeAll()
        guard let codec = header.codec, codec != .none, header.recordCount > 0 else { return }
        try codec.decompress(storedRecords, limit: limit, into: &scratch)
    }

    /// The second half of `withRecords`: `unpackRecords` has been here before.
    func withUnpackedRecords<R>(
        in scratch: borrowing ByteWriter, _ body: (inout RecordCursor) throws(MalformedBytes) -> R
    ) throws(MalformedBytes) -> R {
        try withUnpackedBlock(in: scratch) { block throws(MalformedBytes) in
            var cursor = try RecordCursor(block, header: header)
            return try body(&cursor)
        }
    }

    /// Lends the records as `unpackRecords` has left them: where they are stored, or in `scratch`.
    func withUnpackedBlock<R>(
        in scratch: borrowing ByteWriter, _ body: (UnsafeRawBufferPointer) throws(MalformedBytes) -> R
    ) throws(MalformedBytes) -> R {
        guard let codec = header.codec else {
            throw MalformedBytes(
                reading: "records", position: RecordBatchHeader.Position.attributes,
                problem: "codec \(header.attributes.rawValue & 7) does not exist")
        }
        if codec == .none || header.recordCount == 0 { return try body(storedRecords) }
        return try scratch.withBytes(body)
    }
}
