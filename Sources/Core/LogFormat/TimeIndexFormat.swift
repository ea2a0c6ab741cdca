package import Bytes

/// The `.timeindex` file of a segment: from a timestamp to an offset, sparse.
///
/// | byte | size | field                                                             |
/// |-----:|-----:|-------------------------------------------------------------------|
/// |    0 |    8 | largest timestamp of the segment up to here, milliseconds           |
/// |    8 |    4 | last offset of the batch that has it, less the segment's base offset |
///
/// Timestamps rise from entry to entry, offsets do not fall. Big-endian.
package enum TimeIndexFormat {
    package static let entryByteCount = 12

    package static func write(_ entry: TimeIndex.Entry, to writer: inout ByteWriter) {
        writer.writeInteger(entry.timestamp)
        writer.writeInteger(entry.relativeOffset)
    }

    /// The whole file. Throws if it makes no sense: it is rebuilt then.
    package static func read(_ bytes: UnsafeRawBufferPointer, baseOffset: Int64) throws(MalformedBytes) -> TimeIndex {
        guard bytes.count.isMultiple(of: entryByteCount) else {
            throw MalformedBytes(
                reading: "time index", position: bytes.count - bytes.count % entryByteCount,
                problem: "\(bytes.count) bytes are no multiple of \(entryByteCount)")
        }
        var index = TimeIndex(baseOffset: baseOffset)
        var reader = ByteReader(bytes)
        while !reader.isAtEnd {
            let start = reader.position
            let entry = TimeIndex.Entry(timestamp: try reader.readInteger(), relativeOffset: try reader.readInteger())
            guard entry.relativeOffset >= 0, index.accepts(entry) else {
                throw MalformedBytes(
                    reading: "time index", position: start,
                    problem: "the entry (\(entry.timestamp), \(entry.relativeOffset)) does not rise")
            }
            index.append(entry)
        }
        return index
    }
}

/// The entries of a time index in memory.
package struct TimeIndex: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        /// Milliseconds since 1970-01-01 UTC.
        package var timestamp: Int64
        /// Last offset of the batch that has it, less the base offset.
        package var relativeOffset: Int32

        package init(timestamp: Int64, relativeOffset: Int32) {
            self.timestamp = timestamp
            self.relativeOffset = relativeOffset
        }
    }

    package let baseOffset: Int64
    package private(set) var entries: [Entry] = []

    package init(baseOffset: Int64) { self.baseOffset = baseOffset }

    package var byteCount: Int { entries.count * TimeIndexFormat.entryByteCount }

    /// Whether the timestamp is larger than the last entry's, and the offset not smaller.
    package func accepts(_ entry: Entry) -> Bool {
        guard let last = entries.last else { return true }
        return entry.timestamp > last.timestamp && entry.relativeOffset >= last.relativeOffset
    }

    package mutating func append(_ entry: Entry) {
        precondition(accepts(entry), "index entries rise")
        entries.append(entry)
    }

    /// The offset from which to look for the first record at or after `timestamp`: every record of the segment up to
    /// and with the offset before it is older.
    package func offset(before timestamp: Int64) -> Int64 {
        let index = entries.partitionPoint { $0.timestamp >= timestamp }
        return index == 0 ? baseOffset : baseOffset + Int64(entries[index - 1].relativeOffset) + 1
    }

    /// The last entry about records before `limit` alone.
    package func last(before limit: Int64) -> Entry? {
        let index = entries.partitionPoint { baseOffset + Int64($0.relativeOffset) >= limit }
        return index == 0 ? nil : entries[index - 1]
    }

    /// Forgets entries that speak of `offset` or later ones.
    package mutating func truncate(toOffset offset: Int64) {
        entries.removeSubrange(entries.partitionPoint { baseOffset + Int64($0.relativeOffset) >= offset }...)
    }
}
