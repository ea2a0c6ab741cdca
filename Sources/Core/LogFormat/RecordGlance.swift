internal import Bytes
internal import Compression

/// What cleaning asks of a record: where it lies, whose it is, and whether it deletes.
struct RecordGlance {
    var offset: Int64
    /// Milliseconds since 1970-01-01 UTC; -1: none.
    var timestamp: Int64
    /// Lives no longer than the block it lies in.
    var key: UnsafeRawBufferPointer?
    var isTombstone: Bool
    /// Where it lies in the block, its length included.
    var range: Range<Int>
}

extension RecordGlance {
    init(_ record: Record) {
        self.init(
            offset: record.offset, timestamp: record.timestamp, key: record.key, isTombstone: record.isTombstone, range: record.range)
    }
}

extension BatchView {
    /// Calls `body` with each record in turn, after `begin`. If the quick look at them was not enough, `begin` is called again, and
    /// `body` with each of them from the first.
    ///
    /// Throws `MalformedBytes` if they cannot be unpacked within `limit` bytes, or are none.
    func forEachGlance(
        limit: Int, scratch: inout ByteWriter, begin: () -> Void, _ body: (RecordGlance) -> Void
    ) throws(MalformedBytes) {
        do throws(CompressionError) {
            try unpackRecords(limit: limit, into: &scratch)
        } catch {
            throw MalformedBytes(reading: "records", position: RecordBatchHeader.byteCount, problem: error.description)
        }
        let isDone = try withUnpackedBlock(in: scratch) { block throws(MalformedBytes) in
            begin()
            return RecordScan.walk(block, header: header, body)
        }
        if isDone { return }
        begin()
        try withUnpackedRecords(in: scratch) { cursor throws(MalformedBytes) in
            while let record = try cursor.next() { body(RecordGlance(record)) }
        }
    }
}
