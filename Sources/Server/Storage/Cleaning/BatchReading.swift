internal import Bytes
internal import LogFormat

/// Reads whole batches from a part of a segment file, a window at a time, and checks their checksums.
struct BatchReading {
    private static let windowByteCount = 512 << 10

    let file: any File
    let end: Int64

    /// Calls `body` with each batch and its place in the file until it returns false. `from` must be where a batch begins.
    func forEach(from start: Int64, _ body: (BatchView, Int64) throws(MalformedBytes) -> Bool) throws(ScanError) {
        var position = start
        var wanted = Self.windowByteCount
        // One for all windows: memory that is used again is there, and in the processor's caches.
        var window: [UInt8] = []
        while position < end {
            do throws(FileSystemError) {
                try file.read(Int(min(Int64(wanted), end - position)), at: position, into: &window)
            } catch {
                throw .file(error)
            }
            let step = window.withUnsafeBytes { scan($0, at: position, body) }
            switch step {
            case .goOn(let byteCount):
                guard byteCount > 0 else {
                    throw .malformed(
                        MalformedBytes(reading: "record batch", position: 0, problem: "the file ends inside it"), at: position)
                }
                position += Int64(byteCount)
                wanted = Self.windowByteCount
            case .needs(let byteCount):
                guard Int64(byteCount) <= end - position, window.count < byteCount else {
                    throw .malformed(.truncated("record batch", position: 0, needs: byteCount, left: window.count), at: position)
                }
                wanted = byteCount
            case .stop: return
            case .damaged(let error, let place): throw .malformed(error, at: place)
            }
        }
    }

    private enum Step {
        /// So many bytes were whole batches.
        case goOn(Int)
        /// The first batch has so many bytes.
        case needs(Int)
        case stop
        case damaged(MalformedBytes, Int64)
    }

    private func scan(
        _ window: UnsafeRawBufferPointer, at position: Int64, _ body: (BatchView, Int64) throws(MalformedBytes) -> Bool
    ) -> Step {
        var done = 0
        while done < window.count {
            let place = position + Int64(done)
            do throws(MalformedBytes) {
                guard window.count - done >= RecordBatchHeader.byteCount else {
                    return done > 0 ? .goOn(done) : .needs(RecordBatchHeader.byteCount)
                }
                var reader = ByteReader(UnsafeRawBufferPointer(rebasing: window[done...]))
                let header = try RecordBatchHeader(reading: &reader)
                guard header.totalByteCount <= window.count - done else {
                    return done > 0 ? .goOn(done) : .needs(header.totalByteCount)
                }
                let bytes = UnsafeRawBufferPointer(rebasing: window[done..<(done + header.totalByteCount)])
                let batch = try BatchView(only: bytes)
                guard batch.checksumIsValid else {
                    throw MalformedBytes(reading: "record batch", position: 0, problem: "it does not have the CRC-32C it claims")
                }
                done += header.totalByteCount
                guard try body(batch, place) else { return .stop }
            } catch {
                return .damaged(error, place)
            }
        }
        return .goOn(done)
    }
}
