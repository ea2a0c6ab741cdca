/// A first look at the records of an unpacked block, for the one question asked of every batch a client sends: are they records,
/// as many as the header says, one behind the other to the block's end?
///
/// It knows only what producers write: offset deltas that count from 0, lengths that hold, a timestamp since 1970. Of anything
/// else it answers nil, and `RecordCursor`, which reads the same format with a reason for every refusal, decides. So a yes is
/// quick, and what the two take as records is the same.
struct RecordScan {
    /// Over all records, milliseconds since 1970-01-01 UTC.
    let smallestTimestamp: Int64
    let largestTimestamp: Int64

    /// - Parameter needsKeys: A record without a key is not what is looked for.
    /// - Returns: nil if the block holds anything that takes a closer look, or is no such block.
    init?(_ block: UnsafeRawBufferPointer, header: RecordBatchHeader, needsKeys: Bool) {
        guard let start = block.baseAddress, header.timestampType == .create, header.recordCount > 0 else { return nil }
        var numbers = Numbers(position: start, end: start + block.count)
        var smallest = Int64.max, largest = Int64.min
        for index in 0..<UInt64(header.recordCount) {
            guard let step = Self.step(needsKeys: needsKeys, &numbers), step.offset == index << 1 else { return nil }
            smallest = min(smallest, step.timestampDelta)
            largest = max(largest, step.timestampDelta)
        }
        guard numbers.position == numbers.end else { return nil }
        // −1 is no timestamp, neither old nor new; a sum that wraps is nothing a producer writes.
        let (first, firstWraps) = header.baseTimestamp.addingReportingOverflow(smallest)
        let (last, lastWraps) = header.baseTimestamp.addingReportingOverflow(largest)
        guard !firstWraps, !lastWraps, first >= 0 else { return nil }
        smallestTimestamp = first
        largestTimestamp = last
    }

    /// Calls `body` with each record in turn. False if the block holds anything that takes a closer look, or is no such block; then
    /// `body` may have had some of them. Offset deltas may have gaps, as cleaning leaves them.
    static func walk(_ block: UnsafeRawBufferPointer, header: RecordBatchHeader, _ body: (RecordGlance) -> Void) -> Bool {
        guard let start = block.baseAddress, header.recordCount > 0, header.lastOffsetDelta >= 0 else { return false }
        var numbers = Numbers(position: start, end: start + block.count)
        var nextOffset: UInt64 = 0
        let end = UInt64(header.lastOffsetDelta) << 1 | 1
        let appendTime = header.timestampType == .logAppend ? header.maxTimestamp : nil
        for _ in 0..<header.recordCount {
            let position = numbers.position
            guard let step = step(needsKeys: false, &numbers), step.offset & 1 == 0, step.offset >= nextOffset, step.offset < end else {
                return false
            }
            nextOffset = step.offset + 2
            body(
                RecordGlance(
                    offset: header.baseOffset + Int64(step.offset >> 1),
                    timestamp: appendTime ?? header.baseTimestamp &+ step.timestampDelta, key: step.key, isTombstone: step.isTombstone,
                    range: (position - start)..<(numbers.position - start)))
        }
        return numbers.position == numbers.end
    }

    private struct Step {
        var timestampDelta: Int64
        /// As it is written: twice the delta, for one that is not negative.
        var offset: UInt64
        var key: UnsafeRawBufferPointer?
        var isTombstone: Bool
    }

    /// Steps over a record.
    @inline(__always)
    private static func step(needsKeys: Bool, _ numbers: inout Numbers) -> Step? {
        // Asked once for all numbers in front of the key.
        let isFar = numbers.end - numbers.position >= Numbers.longest * 4 + 1
        guard let length = numbers.next(isFar: isFar), length & 1 == 0, length > 0 else { return nil }
        let byteCount = Int(truncatingIfNeeded: length >> 1)
        guard byteCount <= numbers.end - numbers.position else { return nil }
        let end = numbers.position + byteCount
        // Its attributes mean nothing yet.
        numbers.position += 1
        guard let timestamp = numbers.next(isFar: isFar) else { return nil }
        guard let offset = numbers.next(isFar: isFar), let key = numbers.next(isFar: isFar) else { return nil }
        let keyStart = numbers.position
        guard numbers.stepOver(key, orNull: !needsKeys, before: end) else { return nil }
        let keyBytes = key & 1 == 0 ? UnsafeRawBufferPointer(start: keyStart, count: numbers.position - keyStart) : nil
        guard let value = numbers.next(), numbers.stepOver(value, orNull: true, before: end) else { return nil }
        guard let headers = numbers.next(), headers & 1 == 0 else { return nil }
        if headers > 0, !stepOverHeaders(headers >> 1, before: end, &numbers) { return nil }
        guard numbers.position == end else { return nil }
        return Step(
            timestampDelta: Int64(bitPattern: timestamp >> 1) ^ -Int64(bitPattern: timestamp & 1), offset: offset, key: keyBytes,
            isTombstone: value == 1)
    }

    @inline(never)
    private static func stepOverHeaders(_ count: UInt64, before end: UnsafeRawPointer, _ numbers: inout Numbers) -> Bool {
        // Each takes two bytes at least, so a count for which there is no room ends soon.
        for _ in 0..<count {
            guard let key = numbers.next(), numbers.stepOver(key, orNull: false, before: end) else { return false }
            guard let value = numbers.next(), numbers.stepOver(value, orNull: true, before: end) else { return false }
        }
        return true
    }
}

/// Varints as they are written, zigzag and all, one behind the other.
private struct Numbers {
    /// Bytes of the longest that is read: lengths, and deltas of less than 24 days, have no more.
    static let longest = 5

    var position: UnsafeRawPointer
    let end: UnsafeRawPointer

    /// The next one; nil if it is longer than `longest` or not all there.
    ///
    /// - Parameter isFar: The end is known to be at least as far away as the longest.
    @inline(__always)
    mutating func next(isFar: Bool = false) -> UInt64? {
        // In bounds: three bytes are left from `position`. Hardly any number has more.
        guard isFar || end - position >= 3 else { return nextOfAnyLength() }
        let first = UInt64(position.load(as: UInt8.self))
        if first < 0x80 {
            position += 1
            return first
        }
        let second = UInt64(position.load(fromByteOffset: 1, as: UInt8.self))
        if second < 0x80 {
            position += 2
            return first & 0x7f | second << 7
        }
        let third = UInt64(position.load(fromByteOffset: 2, as: UInt8.self))
        guard third < 0x80 else { return nextOfAnyLength() }
        position += 3
        return first & 0x7f | (second & 0x7f) << 7 | third << 14
    }

    @inline(never)
    private mutating func nextOfAnyLength() -> UInt64? {
        var value: UInt64 = 0
        for index in 0..<min(Self.longest, max(0, end - position)) {
            // In bounds: `index` is less than what is left.
            let byte = UInt64(position.load(fromByteOffset: index, as: UInt8.self))
            value |= (byte & 0x7f) << UInt64(7 * index)
            if byte < 0x80 {
                position += index + 1
                return value
            }
        }
        return nil
    }

    /// Steps over as many bytes as that length says, which must all lie in front of `limit`. −1 is the length of null.
    @inline(__always)
    mutating func stepOver(_ length: UInt64, orNull: Bool, before limit: UnsafeRawPointer) -> Bool {
        if length & 1 != 0 { return length == 1 && orNull }
        let byteCount = Int(truncatingIfNeeded: length >> 1)
        guard byteCount <= limit - position else { return false }
        position += byteCount
        return true
    }
}
