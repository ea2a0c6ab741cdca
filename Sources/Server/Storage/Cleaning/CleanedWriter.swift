internal import Bytes
internal import DurableState
internal import LogFormat

/// Gathers the batches of a segment that is being cleaned and writes them in large pieces. Belongs to one thread.
final class CleanedWriter {
    private static let pieceByteCount = 1 << 20

    private let segment: LogSegment
    private let interval: Int
    private var piece = ByteWriter(capacity: 64 << 10)
    /// Where the piece goes.
    private var position: Int64 = 0
    private(set) var failure: FileSystemError?

    init(segment: LogSegment, interval: Int) {
        self.segment = segment
        self.interval = interval
    }

    /// Takes what became of a batch. A failed write is kept for `finish`.
    func take(_ outcome: CompactionFilter.Outcome, of batch: BatchView) {
        switch outcome {
        case .unchanged: add(batch.bytes, batch.header)
        case .rewritten(let bytes), .emptyHeader(let bytes): bytes.withUnsafeBytes { add($0, Self.header(of: $0)) }
        case .dropped: break
        }
    }

    private func add(_ bytes: UnsafeRawBufferPointer, _ header: RecordBatchHeader?) {
        guard let header else { return }
        segment.note(header, interval: interval)
        piece.writeBytes(bytes)
        if piece.count >= Self.pieceByteCount { writePiece() }
    }

    /// nil cannot be: the filter has just written it.
    private static func header(of bytes: UnsafeRawBufferPointer) -> RecordBatchHeader? {
        do throws(MalformedBytes) { return try BatchView(only: bytes).header } catch {
            preconditionFailure("the cleaner wrote a batch that cannot be read: \(error)")
        }
    }

    private func writePiece() {
        guard failure == nil, piece.count > 0 else { return }
        do throws(FileSystemError) {
            // The pointer is passed through to `write`, which reads inside its count.
            try piece.withBytes { bytes throws(FileSystemError) in try segment.file.write(bytes, at: position) }
            position += Int64(piece.count)
            piece.removeAll()
        } catch {
            failure = error
        }
    }

    /// Writes the rest. Throws what went wrong on the way.
    func finish(_ partition: LogPartition) throws(StorageError) {
        writePiece()
        if let failure { throw StorageError(failure, partition: partition, while: "write a cleaned segment") }
    }
}
