package import Bytes

/// Reads the records of one batch from their unpacked block, first to last.
///
/// A record is: length varint, attributes 1 byte, timestampDelta varlong, offsetDelta varint, key and value (varint
/// length, -1 null), header count varint, headers (varint key length and key, varint value length or -1, and value).
/// Every length is held against what is left; offsets must rise and stay inside the batch.
package struct RecordCursor {
    private let header: RecordBatchHeader
    private var reader: ByteReader
    /// Records read so far.
    package private(set) var index = 0
    private var lastOffsetDelta: Int32 = -1

    /// `block` is what the batch of `header` holds after its header, unpacked.
    package init(_ block: UnsafeRawBufferPointer, header: RecordBatchHeader) throws(MalformedBytes) {
        guard Int(header.recordCount) <= block.count / Record.smallestByteCount else {
            throw MalformedBytes(
                reading: "records", position: 0,
                problem: "\(header.recordCount) records are claimed, \(block.count) bytes cannot hold them")
        }
        self.header = header
        self.reader = ByteReader(block)
    }

    /// The next record; nil after the last. Throws if bytes are left over then.
    package mutating func next() throws(MalformedBytes) -> Record? {
        guard index < Int(header.recordCount) else {
            guard reader.isAtEnd else {
                throw MalformedBytes(
                    reading: "records", position: reader.position, problem: "\(reader.remaining) bytes follow the last record")
            }
            return nil
        }
        let start = reader.position
        let byteCount = Int(try reader.readVarint())
        guard byteCount >= Record.smallestByteCount - 1, byteCount <= reader.remaining else {
            throw MalformedBytes(
                reading: "record", position: start, problem: "claims \(byteCount) bytes, \(reader.remaining) are left")
        }
        let end = reader.position + byteCount
        try reader.skip(1, reading: "record attributes")
        let timestampDelta = try reader.readVarlong()
        let offsetDelta = try reader.readVarint()
        guard offsetDelta > lastOffsetDelta, offsetDelta <= header.lastOffsetDelta else {
            throw MalformedBytes(
                reading: "record", position: start,
                problem: "has offset delta \(offsetDelta) after \(lastOffsetDelta), the batch ends at \(header.lastOffsetDelta)")
        }
        let key = try reader.readNullableField("record key")
        let value = try reader.readNullableField("record value")
        let headers = try readHeaders()
        guard reader.position == end else {
            throw MalformedBytes(
                reading: "record", position: start, problem: "claims to end at byte \(end), its fields at \(reader.position)")
        }
        index += 1
        lastOffsetDelta = offsetDelta
        let timestamp = header.timestampType == .logAppend ? header.maxTimestamp : header.baseTimestamp &+ timestampDelta
        return Record(
            offset: header.baseOffset + Int64(offsetDelta), timestamp: timestamp, key: key, value: value, headers: headers,
            range: start..<end)
    }

    private mutating func readHeaders() throws(MalformedBytes) -> RecordHeaders {
        let position = reader.position
        let count = Int(try reader.readVarint())
        guard count != 0 else { return .none }
        // The smallest header has two lengths and nothing else.
        guard count > 0, count <= reader.remaining / 2 else {
            throw MalformedBytes(
                reading: "record headers", position: position, problem: "claims \(count) headers in \(reader.remaining) bytes")
        }
        let start = reader.position
        for _ in 0..<count { _ = try reader.readRecordHeader() }
        return RecordHeaders(count: count, bytes: UnsafeRawBufferPointer(rebasing: reader.bytes[start..<reader.position]))
    }
}
