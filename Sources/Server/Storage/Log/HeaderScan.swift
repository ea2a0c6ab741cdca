internal import LogFormat
internal import Bytes

/// Steps from header to header through a part of a segment file, a few KiB at a time. Checks no checksums.
struct HeaderScan {
    /// Bytes fetched at once: a little more than lies between two index entries.
    private static let windowByteCount = 8192

    private let file: any File
    /// Where the next batch begins.
    private(set) var position: Int64
    private let end: Int64
    private var window: [UInt8] = []
    private var windowStart: Int64 = 0

    init(_ file: any File, from position: Int64, to end: Int64) {
        self.file = file
        self.position = position
        self.end = end
    }

    /// The header at `position`, not stepped over; nil at the end.
    mutating func peek() throws(ScanError) -> RecordBatchHeader? {
        guard position < end else { return nil }
        if position < windowStart || position + Int64(RecordBatchHeader.byteCount) > windowStart + Int64(window.count) {
            do throws(FileSystemError) {
                window = try file.bytes(at: position, count: Int(min(Int64(Self.windowByteCount), end - position)))
            } catch {
                throw .file(error)
            }
            windowStart = position
        }
        let start = Int(position - windowStart)
        do throws(MalformedBytes) {
            let header = try window.withByteReader { reader throws(MalformedBytes) in
                try reader.skip(start, reading: "record batch header")
                return try RecordBatchHeader(reading: &reader)
            }
            guard Int64(header.totalByteCount) <= end - position else {
                throw MalformedBytes(
                    reading: "record batch", position: 0,
                    problem: "claims \(header.totalByteCount) bytes, \(end - position) are left")
            }
            return header
        } catch {
            throw .malformed(error, at: position)
        }
    }

    /// Goes on at another place where a batch begins.
    mutating func move(to place: Int64) { position = place }

    mutating func step(over header: RecordBatchHeader) { position += Int64(header.totalByteCount) }
}

/// Why a segment could not be gone through.
enum ScanError: Error {
    case file(FileSystemError)
    case malformed(MalformedBytes, at: Int64)
    /// It has been found before.
    case known(SegmentDamage)
}
