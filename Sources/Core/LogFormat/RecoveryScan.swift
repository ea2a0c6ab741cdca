package import Bytes

/// Finds where a segment stops being a log: the last byte of the last batch that can be believed.
///
/// Goes from batch to batch with a window of the file at a time, and believes nothing it has not checked: header, length
/// against the file, checksum, rising offsets. That catches what a crash leaves behind: half a batch, pages of
/// zeros, and old bytes beyond a preallocated end.
package struct RecoveryScan {
    /// Why the scan ended.
    package enum Ending: Equatable, Sendable {
        /// Every byte belongs to a good batch.
        case endOfFile
        /// What begins at `validByteCount` is no batch of this log.
        case damaged(Damage)
    }

    package enum Damage: Equatable, Sendable, CustomStringConvertible {
        /// The file ends inside a batch, or inside its header.
        case torn(needs: Int, left: Int)
        /// Zeros where a header should be: space that was allotted and never written.
        case zeros
        case header(MalformedBytes)
        case checksum
        /// The batch belongs elsewhere, or to an earlier life of these blocks.
        case offsets(expected: Int64, found: Int64)

        package var description: String {
            switch self {
            case .torn(let needs, let left): "a batch needs \(needs) bytes, the file has \(left) left"
            case .zeros: "zeros instead of a batch"
            case .header(let error): error.description
            case .checksum: "the batch does not have the CRC-32C it claims"
            case .offsets(let expected, let found): "offset \(found) where \(expected) or more was expected"
            }
        }
    }

    package enum Progress: Equatable, Sendable {
        /// The next window must begin at `validByteCount` and hold at least that many bytes, which the file has.
        case needs(byteCount: Int)
        case finished(Ending)
    }

    private let segmentBaseOffset: Int64
    private let fileByteCount: Int
    /// The file is good up to here; also where the next window begins.
    package private(set) var validByteCount: Int
    /// Offset after the last good batch.
    package private(set) var nextOffset: Int64
    /// Milliseconds; -1: none.
    package private(set) var largestTimestamp: Int64 = -1
    package private(set) var batchCount = 0

    /// - Parameters:
    ///   - position: Bytes known to be good, where the scan begins.
    ///   - nextOffset: Offset expected there at least; nil for the segment's base offset.
    package init(segmentBaseOffset: Int64, fileByteCount: Int, position: Int = 0, nextOffset: Int64? = nil) {
        precondition(position >= 0 && position <= fileByteCount, "a scan begins inside the file")
        self.segmentBaseOffset = segmentBaseOffset
        self.fileByteCount = fileByteCount
        self.validByteCount = position
        self.nextOffset = nextOffset ?? segmentBaseOffset
    }

    /// Scans a window that begins at `validByteCount`. `onBatch` is told of each good batch and where it begins in the
    /// file, in order: that is how indexes, epochs and producers are rebuilt.
    package mutating func scan<E: Error>(
        _ window: UnsafeRawBufferPointer, onBatch: (RecordBatchHeader, Int) throws(E) -> Void
    ) throws(E) -> Progress {
        let start = validByteCount
        while true {
            let left = fileByteCount - validByteCount
            if left == 0 { return .finished(.endOfFile) }
            let rest = UnsafeRawBufferPointer(rebasing: window[(validByteCount - start)...])
            guard rest.count >= min(left, RecordBatchHeader.byteCount) else {
                return .needs(byteCount: min(left, RecordBatchHeader.byteCount))
            }
            // A length of zero is not a batch's; with offset 0 before it, it is most likely a page never written.
            if rest.prefix(RecordBatchHeader.byteCount).allSatisfy({ $0 == 0 }) { return .finished(.damaged(.zeros)) }
            guard left >= RecordBatchHeader.byteCount else {
                return .finished(.damaged(.torn(needs: RecordBatchHeader.byteCount, left: left)))
            }
            let header: RecordBatchHeader
            do throws(MalformedBytes) {
                var reader = ByteReader(rest)
                header = try RecordBatchHeader(reading: &reader)
            } catch {
                var inFile = error
                inFile.position += validByteCount
                return .finished(.damaged(.header(inFile)))
            }
            let byteCount = header.totalByteCount
            guard byteCount <= left else { return .finished(.damaged(.torn(needs: byteCount, left: left))) }
            guard byteCount <= rest.count else { return .needs(byteCount: byteCount) }
            if let damage = damage(of: UnsafeRawBufferPointer(rebasing: rest[..<byteCount]), header) {
                return .finished(.damaged(damage))
            }
            try onBatch(header, validByteCount)
            validByteCount += byteCount
            nextOffset = header.nextOffset
            largestTimestamp = max(largestTimestamp, header.maxTimestamp)
            batchCount += 1
        }
    }

    private func damage(of batch: UnsafeRawBufferPointer, _ header: RecordBatchHeader) -> Damage? {
        guard header.baseOffset >= nextOffset, header.lastOffset - segmentBaseOffset <= Int64(Int32.max) else {
            return .offsets(expected: nextOffset, found: header.baseOffset)
        }
        return RecordBatch.checksumIsValid(batch) ? nil : .checksum
    }
}

extension RecoveryScan {
    /// Scans to the end, reading windows of `windowByteCount`, or of one batch where a batch is larger.
    ///
    /// `read` gives the bytes at a position of the file; fewer than asked for only if the file has become shorter, which
    /// ends the scan as torn.
    package mutating func run<E: Error>(
        windowByteCount: Int = 1 << 20, read: (_ position: Int, _ byteCount: Int) throws(E) -> [UInt8],
        onBatch: (RecordBatchHeader, Int) throws(E) -> Void
    ) throws(E) -> Ending {
        var wanted = RecordBatchHeader.byteCount
        while true {
            let left = fileByteCount - validByteCount
            let window = try read(validByteCount, min(left, max(windowByteCount, wanted)))
            // Handed through as a Result: a typed error cannot pass through `withUnsafeBytes`.
            let step: Result<Progress, E> = window.withUnsafeBytes { bytes in
                do throws(E) { return .success(try scan(bytes, onBatch: onBatch)) } catch { return .failure(error) }
            }
            switch try step.get() {
            case .finished(let ending): return ending
            case .needs(let byteCount):
                if window.count < min(left, max(windowByteCount, wanted)) {
                    return .damaged(.torn(needs: byteCount, left: window.count))
                }
                wanted = byteCount
            }
        }
    }
}
