package import Bytes

/// A batch where it lies in a larger run of bytes.
///
/// Lives no longer than the bytes it was found in.
package struct BatchView {
    package var header: RecordBatchHeader
    /// Where it lies in the walked bytes.
    package var range: Range<Int>
    /// The whole batch, header included.
    package var bytes: UnsafeRawBufferPointer

    /// What follows the header: the records as stored, compressed or not.
    package var storedRecords: UnsafeRawBufferPointer {
        // In bounds: a batch in a view is whole, so at least its header is there.
        UnsafeRawBufferPointer(rebasing: bytes[RecordBatchHeader.byteCount...])
    }

    package var checksumIsValid: Bool { RecordBatch.checksumIsValid(bytes) }
}

extension BatchView {
    /// The one batch that `bytes` holds, whole and alone.
    package init(only bytes: UnsafeRawBufferPointer) throws(MalformedBytes) {
        var walk = BatchWalk(bytes)
        guard let batch = try walk.next() else {
            throw .truncated("record batch", position: 0, needs: RecordBatchHeader.byteCount, left: 0)
        }
        guard batch.range.upperBound == bytes.count else {
            throw MalformedBytes(
                reading: "record batch", position: batch.range.upperBound,
                problem: "\(bytes.count - batch.range.upperBound) bytes follow a batch that should stand alone")
        }
        self = batch
    }
}

/// Steps from batch to batch through bytes that hold nothing else, by their headers alone.
///
/// Checks no checksum and no order of offsets: that is `RecoveryScan`'s and `BatchValidation`'s work. After an error
/// `position` is where the bytes stopped making sense.
package struct BatchWalk {
    private let bytes: UnsafeRawBufferPointer
    /// Where the next batch begins.
    package private(set) var position: Int

    package init(_ bytes: UnsafeRawBufferPointer, from position: Int = 0) {
        precondition(position >= 0 && position <= bytes.count, "a walk begins inside its bytes")
        self.bytes = bytes
        self.position = position
    }

    package var isAtEnd: Bool { position == bytes.count }

    /// The next whole batch; nil at the end. Throws, and stays where it is, at a header that cannot be or a batch that
    /// is not all there.
    package mutating func next() throws(MalformedBytes) -> BatchView? {
        if isAtEnd { return nil }
        var reader = ByteReader(bytes)
        reader.position = position
        let header = try RecordBatchHeader(reading: &reader)
        guard header.totalByteCount <= bytes.count - position else {
            throw .truncated("record batch", position: position, needs: header.totalByteCount, left: bytes.count - position)
        }
        let range = position..<(position + header.totalByteCount)
        position = range.upperBound
        return BatchView(header: header, range: range, bytes: UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
}
