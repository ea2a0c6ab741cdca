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
        guard let codec = header.codec else {
            throw MalformedBytes(
                reading: "records", position: RecordBatchHeader.Position.attributes,
                problem: "codec \(header.attributes.rawValue & 7) does not exist")
        }
        if codec == .none || header.recordCount == 0 {
            var cursor = try RecordCursor(storedRecords, header: header)
            return try body(&cursor)
        }
        scratch.removeAll()
        do throws(CompressionError) {
            try codec.decompress(storedRecords, limit: limit, into: &scratch)
        } catch {
            throw MalformedBytes(reading: "records", position: RecordBatchHeader.byteCount, problem: error.description)
        }
        return try scratch.withBytes { block throws(MalformedBytes) in
            var cursor = try RecordCursor(block, header: header)
            return try body(&cursor)
        }
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
}
