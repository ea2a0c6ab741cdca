/// A first look at the records of an unpacked block, for the one question asked of every batch a client sends: are they records,
/// as many as the header says, one behind the other to the block's end?
///
/// It knows only what producers write: offset deltas that count from 0, lengths that hold, a timestamp. Of anything else it
/// answers nil, and `RecordCursor`, which reads the same format with a reason for every refusal, decides. So a yes is quick, and
/// what the two take as records is the same.
struct RecordScan {
    /// Over all records, milliseconds since 1970-01-01 UTC.
    private(set) var smallestTimestamp = Int64.max
    private(set) var largestTimestamp = Int64.min

    // A buffer's own pointer may be nil, which every access would look at again.
    private let start: UnsafeRawPointer
    private let count: Int
    private var position = 0

    /// - Parameter needsKeys: A record without a key is not what is looked for.
    /// - Returns: nil if the block holds anything that takes a closer look, or is no such block.
    init?(_ block: UnsafeRawBufferPointer, header: RecordBatchHeader, needsKeys: Bool) {
        guard let start = block.baseAddress, header.timestampType == .create else { return nil }
        self.start = start
        self.count = block.count
        for index in 0..<Int(header.recordCount) {
            guard let delta = step(index, needsKeys: needsKeys) else { return nil }
            let timestamp = header.baseTimestamp &+ delta
            // No timestamp: neither old nor new.
            guard timestamp != -1 else { return nil }
            smallestTimestamp = min(smallestTimestamp, timestamp)
            largestTimestamp = max(largestTimestamp, timestamp)
        }
        guard position == count, header.recordCount > 0 else { return nil }
    }

    /// Steps over the record of that offset delta; answers its timestamp's.
    @inline(__always)
    private mutating func step(_ index: Int, needsKeys: Bool) -> Int64? {
        guard let byteCount = length(), byteCount > 0 else { return nil }
        let end = position + byteCount
        // Its attributes mean nothing yet.
        position += 1
        guard let timestampDelta = varlong(), let offsetDelta = varlong(), offsetDelta == Int64(index) else { return nil }
        guard stepOverField(orNull: !needsKeys), stepOverField(orNull: true), let headerCount = length() else { return nil }
        for _ in 0..<headerCount {
            guard stepOverField(orNull: false), stepOverField(orNull: true) else { return nil }
        }
        return position == end ? timestampDelta : nil
    }

    /// A length and that many bytes, all of them there.
    @inline(__always)
    private mutating func stepOverField(orNull: Bool) -> Bool {
        guard let byteCount = varlong() else { return false }
        if byteCount == -1 { return orNull }
        guard byteCount >= 0, byteCount <= Int64(count - position) else { return false }
        position += Int(byteCount)
        return true
    }

    /// A number of bytes, or of things no smaller than a byte, for which there is room.
    @inline(__always)
    private mutating func length() -> Int? {
        guard let value = varlong(), value >= 0, value <= Int64(count - position) else { return nil }
        return Int(value)
    }

    /// A zigzag varint of up to three bytes, as nearly all are; longer ones are left to `longVarlong`.
    @inline(__always)
    private mutating func varlong() -> Int64? {
        // In bounds: three bytes are left from `position`.
        guard count - position >= 3 else { return longVarlong() }
        let first = UInt64(start.load(fromByteOffset: position, as: UInt8.self))
        if first < 0x80 {
            position += 1
            return Self.unzigzagged(first)
        }
        let second = UInt64(start.load(fromByteOffset: position + 1, as: UInt8.self))
        if second < 0x80 {
            position += 2
            return Self.unzigzagged(first & 0x7f | second << 7)
        }
        let third = UInt64(start.load(fromByteOffset: position + 2, as: UInt8.self))
        guard third < 0x80 else { return longVarlong() }
        position += 3
        return Self.unzigzagged(first & 0x7f | (second & 0x7f) << 7 | third << 14)
    }

    /// One of up to five bytes, the longest that lengths and deltas of less than 24 days have.
    @inline(never)
    private mutating func longVarlong() -> Int64? {
        var value: UInt64 = 0
        for index in 0..<min(5, max(0, count - position)) {
            // In bounds: `index` is less than what is left.
            let byte = UInt64(start.load(fromByteOffset: position + index, as: UInt8.self))
            value |= (byte & 0x7f) << UInt64(7 * index)
            if byte < 0x80 {
                position += index + 1
                return Self.unzigzagged(value)
            }
        }
        return nil
    }

    @inline(__always)
    private static func unzigzagged(_ raw: UInt64) -> Int64 { Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1) }
}
