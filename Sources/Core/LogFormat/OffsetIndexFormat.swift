package import Bytes

/// The `.index` file of a segment: from an offset to a place in the `.log` file, sparse.
///
/// | byte | size | field                                                         |
/// |-----:|-----:|---------------------------------------------------------------|
/// |    0 |    4 | **last** offset of a batch, less the segment's base offset     |
/// |    4 |    4 | where that batch begins in the `.log` file                     |
///
/// Both rise from entry to entry. Big-endian.
package enum OffsetIndexFormat {
    package static let entryByteCount = 8

    package static func write(_ entry: OffsetIndex.Entry, to writer: inout ByteWriter) {
        writer.writeInteger(entry.relativeOffset)
        writer.writeInteger(entry.position)
    }

    /// The whole file. Throws if it cannot belong to a segment of `segmentByteCount` bytes: it is rebuilt then.
    package static func read(
        _ bytes: UnsafeRawBufferPointer, baseOffset: Int64, segmentByteCount: Int
    ) throws(MalformedBytes) -> OffsetIndex {
        guard bytes.count.isMultiple(of: entryByteCount) else {
            throw MalformedBytes(
                reading: "offset index", position: bytes.count - bytes.count % entryByteCount,
                problem: "\(bytes.count) bytes are no multiple of \(entryByteCount)")
        }
        var index = OffsetIndex(baseOffset: baseOffset)
        index.reserve(bytes.count / entryByteCount)
        var reader = ByteReader(bytes)
        while !reader.isAtEnd {
            let start = reader.position
            let entry = OffsetIndex.Entry(relativeOffset: try reader.readInteger(), position: try reader.readInteger())
            guard entry.relativeOffset >= 0, entry.position >= 0, Int(entry.position) < segmentByteCount,
                index.accepts(entry)
            else {
                throw MalformedBytes(
                    reading: "offset index", position: start,
                    problem: "the entry (\(entry.relativeOffset), \(entry.position)) does not rise, or leaves the segment's "
                        + "\(segmentByteCount) bytes")
            }
            index.append(entry)
        }
        return index
    }
}

/// The entries of an offset index in memory.
package struct OffsetIndex: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        /// Last offset of a batch, less the base offset.
        package var relativeOffset: Int32
        /// Where the batch begins in the segment's file.
        package var position: Int32

        package init(relativeOffset: Int32, position: Int32) {
            self.relativeOffset = relativeOffset
            self.position = position
        }
    }

    package let baseOffset: Int64
    package private(set) var entries: [Entry] = []

    package init(baseOffset: Int64) { self.baseOffset = baseOffset }

    package var byteCount: Int { entries.count * OffsetIndexFormat.entryByteCount }

    /// The last offset any entry speaks of.
    package var lastOffset: Int64? { entries.last.map { baseOffset + Int64($0.relativeOffset) } }

    /// The entry for a batch; nil if the batch lies out of an index's reach: then the segment must be rolled.
    package func entry(for header: RecordBatchHeader, at position: Int) -> Entry? {
        guard let relative = Int32(exactly: header.lastOffset - baseOffset), relative >= 0,
            let position = Int32(exactly: position)
        else { return nil }
        return Entry(relativeOffset: relative, position: position)
    }

    /// Whether both fields are larger than the last entry's.
    package func accepts(_ entry: Entry) -> Bool {
        guard let last = entries.last else { return true }
        return entry.relativeOffset > last.relativeOffset && entry.position > last.position
    }

    package mutating func append(_ entry: Entry) {
        precondition(accepts(entry), "index entries rise")
        entries.append(entry)
    }

    package mutating func reserve(_ count: Int) { entries.reserveCapacity(count) }

    /// Where to begin looking, batch header by batch header, for the batch that holds `offset`.
    package func position(before offset: Int64) -> Int { entry(before: offset).map { Int($0.position) } ?? 0 }

    /// The last entry at or below the offset; nil if there is none. Its batch ends there, so the one sought is it or a later one.
    package func entry(before offset: Int64) -> Entry? {
        let index = entries.partitionPoint { baseOffset + Int64($0.relativeOffset) > offset }
        return index == 0 ? nil : entries[index - 1]
    }

    /// Entries of batches that begin after `position`.
    package func entries(after position: Int) -> ArraySlice<Entry> {
        entries[entries.partitionPoint { Int($0.position) > position }...]
    }

    /// Forgets entries of batches that begin at or after `position`.
    package mutating func truncate(toPosition position: Int) {
        entries.removeSubrange(entries.partitionPoint { Int($0.position) >= position }...)
    }
}

extension Array {
    /// The first index whose element satisfies `predicate`, which must be false for a prefix and true for the rest.
    func partitionPoint(_ predicate: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
