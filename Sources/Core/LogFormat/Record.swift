package import Bytes

/// One record where it lies in its block: views, no copies.
///
/// Lives no longer than the block it was read from. Null and empty differ for keys and values: nil is null, and a record
/// whose value is nil is a tombstone.
package struct Record {
    /// Fields of no length: 1 for the record's length, attributes, two deltas, two lengths, header count.
    package static let smallestByteCount = 7

    package var offset: Int64
    /// Milliseconds since 1970-01-01 UTC; -1: none.
    package var timestamp: Int64
    package var key: UnsafeRawBufferPointer?
    package var value: UnsafeRawBufferPointer?
    package var headers: RecordHeaders
    /// Where it lies in the block, its length included.
    package var range: Range<Int>

    package var isTombstone: Bool { value == nil }
}

/// The headers of one record, in the order they were written; keys may repeat.
package struct RecordHeaders {
    package var count: Int
    /// The headers as stored, without their count; already walked once by the cursor that found the record.
    package var bytes: UnsafeRawBufferPointer

    package static var none: RecordHeaders { RecordHeaders(count: 0, bytes: UnsafeRawBufferPointer(start: nil, count: 0)) }

    package func cursor() -> RecordHeaderCursor { RecordHeaderCursor(self) }

    /// Copies of them all.
    package func array() throws(MalformedBytes) -> [OwnedHeader] {
        var all: [OwnedHeader] = []
        var cursor = cursor()
        while let header = try cursor.next() {
            guard let key = String(validating: header.key, as: UTF8.self) else {
                throw MalformedBytes(reading: "record header key", position: 0, problem: "is not UTF-8")
            }
            all.append(OwnedHeader(key: key, value: header.value.map { [UInt8]($0) }))
        }
        return all
    }
}

package struct RecordHeader {
    /// UTF-8, by convention.
    package var key: UnsafeRawBufferPointer
    package var value: UnsafeRawBufferPointer?
}

package struct RecordHeaderCursor {
    private var reader: ByteReader
    private var left: Int

    init(_ headers: RecordHeaders) {
        reader = ByteReader(headers.bytes)
        left = headers.count
    }

    package mutating func next() throws(MalformedBytes) -> RecordHeader? {
        guard left > 0 else { return nil }
        left -= 1
        return try reader.readRecordHeader()
    }
}

/// A header that keeps its own bytes.
package struct OwnedHeader: Equatable, Sendable {
    package var key: String
    package var value: [UInt8]?

    package init(key: String, value: [UInt8]?) {
        self.key = key
        self.value = value
    }
}

extension ByteReader {
    /// A varint length and that many bytes; -1 is null, anything below is refused.
    mutating func readNullableField(_ reading: @autoclosure () -> String) throws(MalformedBytes) -> UnsafeRawBufferPointer? {
        let byteCount = try readVarint()
        return byteCount == -1 ? nil : try readView(Int(byteCount), reading: reading())
    }

    mutating func readRecordHeader() throws(MalformedBytes) -> RecordHeader {
        let keyByteCount = try readVarint()
        let key = try readView(Int(keyByteCount), reading: "record header key")
        return RecordHeader(key: key, value: try readNullableField("record header value"))
    }
}
