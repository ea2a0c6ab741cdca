package import Bytes

/// Which leader epoch began at which offset: the `leader-epoch-checkpoint` file of a partition.
///
/// Line 1 is `0`, line 2 the number of entries, then `epoch startOffset`; both rise. Kafka's format. An epoch begins
/// with every unclean start, so that clients notice if the end of the log has changed.
package struct LeaderEpochCheckpoint: Equatable, Sendable {
    package static let fileName = "leader-epoch-checkpoint"

    package struct Entry: Equatable, Sendable {
        package var epoch: Int32
        package var startOffset: Int64

        package init(epoch: Int32, startOffset: Int64) {
            self.epoch = epoch
            self.startOffset = startOffset
        }
    }

    package private(set) var entries: [Entry] = []

    package init() {}

    package init(reading bytes: [UInt8]) throws(MalformedBytes) {
        let reading = "leader epoch checkpoint"
        for fields in try CheckpointText.read(bytes, fieldCount: 2, reading: reading) {
            guard let epoch = Int32(fields[0]), epoch >= 0, let startOffset = Int64(fields[1]), startOffset >= 0,
                epoch > latestEpoch, startOffset >= entries.last?.startOffset ?? 0
            else {
                throw MalformedBytes(
                    reading: reading, position: 0,
                    problem: "'\(fields.joined(separator: " "))' is no epoch and start offset, or does not rise")
            }
            entries.append(Entry(epoch: epoch, startOffset: startOffset))
        }
    }

    package func bytes() -> [UInt8] {
        CheckpointText.write(entries.map { "\($0.epoch) \($0.startOffset)" })
    }

    /// -1 before the first.
    package var latestEpoch: Int32 { entries.last?.epoch ?? -1 }

    /// Notes that batches from `startOffset` on carry `epoch`; nothing changes if that epoch, or a later one, is known.
    package mutating func begin(_ epoch: Int32, at startOffset: Int64) {
        guard epoch > latestEpoch else { return }
        // An epoch in which nothing was written leaves no trace.
        while let last = entries.last, last.startOffset >= startOffset { entries.removeLast() }
        entries.append(Entry(epoch: epoch, startOffset: startOffset))
    }

    /// The log now ends at `endOffset`.
    package mutating func truncate(toEnd endOffset: Int64) {
        while let last = entries.last, last.startOffset >= endOffset { entries.removeLast() }
    }

    /// The log now begins at `startOffset`: epochs that ended before are forgotten.
    package mutating func truncate(toStart startOffset: Int64) {
        guard let current = entries.lastIndex(where: { $0.startOffset <= startOffset }) else { return }
        entries[current].startOffset = startOffset
        entries.removeSubrange(..<current)
    }

    /// The largest known epoch at or below `epoch`, and the offset after its last record (OffsetForLeaderEpoch, KIP-101).
    /// nil if there is none.
    package func end(of epoch: Int32, logEndOffset: Int64) -> (epoch: Int32, endOffset: Int64)? {
        guard epoch >= 0, let index = entries.lastIndex(where: { $0.epoch <= epoch }) else { return nil }
        let endOffset = index + 1 < entries.count ? entries[index + 1].startOffset : logEndOffset
        return (entries[index].epoch, endOffset)
    }

    /// The epoch of the record at `offset`; -1 if unknown.
    package func epoch(at offset: Int64) -> Int32 {
        entries.last { $0.startOffset <= offset }?.epoch ?? -1
    }
}
