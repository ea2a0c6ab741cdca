/// A bit for each offset of a stretch of a log, as far as it has been extended and there is room.
struct OffsetBits: Sendable {
    private let start: Int64
    private let wordLimit: Int
    private var words: [UInt64] = []

    init(start: Int64, byteLimit: Int) {
        self.start = start
        wordLimit = byteLimit / 8
    }

    /// Makes room for what lies before `end`, bits not set; nothing changes if that is more than there may be.
    mutating func extend(to end: Int64) {
        let (distance, isFar) = end.subtractingReportingOverflow(start)
        guard !isFar, distance > 0, distance / 64 < Int64(wordLimit) else { return }
        let wanted = Int(distance / 64) + 1
        if wanted > words.count { words.append(contentsOf: repeatElement(0, count: wanted - words.count)) }
    }

    /// nil where there is no room for it.
    subscript(offset: Int64) -> Bool? {
        guard let place = place(of: offset) else { return nil }
        return words[place.word] & place.bit != 0
    }

    /// Whether the bits of all of them are set.
    func contains(all offsets: Range<Int64>) -> Bool {
        guard !offsets.isEmpty, let first = place(of: offsets.lowerBound), let last = place(of: offsets.upperBound - 1) else {
            return false
        }
        // From the first's bit up, and up to the last's.
        let head = ~(first.bit - 1), tail = last.bit | (last.bit - 1)
        if first.word == last.word { return words[first.word] & head & tail == head & tail }
        guard words[first.word] & head == head, words[last.word] & tail == tail else { return false }
        for word in (first.word + 1)..<last.word where words[word] != .max { return false }
        return true
    }

    mutating func insert(_ offset: Int64) {
        guard let place = place(of: offset) else { return }
        words[place.word] |= place.bit
    }

    private func place(of offset: Int64) -> (word: Int, bit: UInt64)? {
        let (distance, isFar) = offset.subtractingReportingOverflow(start)
        guard !isFar, distance >= 0, distance / 64 < Int64(words.count) else { return nil }
        return (Int(distance / 64), 1 << UInt64(distance & 63))
    }
}
