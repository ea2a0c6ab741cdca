package import Bytes

/// The latest offset of every key in the dirty part of a log: what compaction's second pass goes by.
///
/// Open addressing in one block of memory that grows up to a limit, 24 bytes a slot. When it is full the cleaning
/// round ends there, and the next one goes on. Beside it a bit for each record of the dirty part says whether a later one has its
/// key, so that the second pass looks up the keys of the clean part alone.
package struct OffsetMap: Sendable {
    private struct Slot {
        var digest: KeyDigest
        /// -1: free.
        var offset: Int64
    }

    package static let slotByteCount = 24
    /// `log.cleaner.dedupe.buffer.size`.
    package static let defaultByteLimit = 128 << 20
    private static let free = Slot(digest: KeyDigest(low: 0, high: 0), offset: -1)
    /// Slots in use before the map grows or is full: three quarters keep probes short.
    private static func usable(_ slotCount: Int) -> Int { slotCount / 4 * 3 }

    private let hasher: KeyHasher
    private let slotLimit: Int
    private var slots: [Slot]
    private var superseded: OffsetBits
    /// Of the batch that is being taken in.
    private var pending: [Slot] = []
    package private(set) var count = 0
    /// Every record up to this offset has been seen, in this round or, in the clean part, in an earlier one.
    package private(set) var latestOffset: Int64

    /// - Parameters:
    ///   - secret: Random bits, used for one cleaning.
    ///   - firstDirtyOffset: Where the first batch to be added begins; all before it is clean.
    ///   - byteLimit: Memory it may take, rounded down to a power of two of slots, at least 64.
    package init(secret: (UInt64, UInt64), firstDirtyOffset: Int64, byteLimit: Int = OffsetMap.defaultByteLimit) {
        latestOffset = firstDirtyOffset - 1
        hasher = KeyHasher(secret: secret)
        var limit = 64
        while limit * 2 * Self.slotByteCount <= byteLimit { limit *= 2 }
        slotLimit = limit
        slots = Array(repeating: Self.free, count: 64)
        superseded = OffsetBits(start: firstDirtyOffset, byteLimit: max(byteLimit - limit * Self.slotByteCount, 64 << 10))
    }

    /// Keys it can hold at most.
    package var capacity: Int { Self.usable(slotLimit) }

    /// The latest mapped offset of `key`; nil if the dirty part has none.
    package func offset(of key: UnsafeRawBufferPointer) -> Int64? {
        let slot = slots[index(of: hasher.digest(key))]
        return slot.offset < 0 ? nil : slot.offset
    }

    /// Whether the dirty part has a later record of the key than the one at `offset`.
    ///
    /// Of the dirty part's own records that was found out as the map was made, and costs next to nothing.
    package func isSuperseded(_ key: UnsafeRawBufferPointer, at offset: Int64) -> Bool {
        if let known = superseded[offset] { return known }
        return self.offset(of: key).map { $0 > offset } ?? false
    }

    /// Whether the dirty part is known to have later records of the keys of all those from `offsets.lowerBound` on, one at each.
    package func isSuperseded(all offsets: Range<Int64>) -> Bool { superseded.contains(all: offsets) }

    /// Takes in one batch of the dirty part, in order of offsets. False, and unchanged, if its keys may not all find
    /// room: then the round ends before this batch. (If it is the round's first, `byteLimit` is too small for it.)
    ///
    /// Batches of `transactions` that were aborted, and control batches, only move `latestOffset`.
    package mutating func add(
        _ batch: BatchView, transactions: inout TransactionScan, limit: Int = BatchView.defaultUnpackedLimit,
        scratch: inout ByteWriter
    ) throws(MalformedBytes) -> Bool {
        let isDiscarded = try transactions.receive(batch, scratch: &scratch)
        if !batch.header.isControl, !isDiscarded {
            guard count + Int(batch.header.recordCount) <= capacity else { return false }
            // A batch that turns out damaged half-way has changed nothing: its offsets lie beyond `latestOffset`, and the
            // caller throws the map away.
            var pending = pending
            self.pending = []
            try batch.forEachGlance(limit: limit, scratch: &scratch, begin: { pending.removeAll(keepingCapacity: true) }) { record in
                if let key = record.key { pending.append(Slot(digest: hasher.digest(key), offset: record.offset)) }
            }
            self.pending = pending
            putPending()
        }
        superseded.extend(to: batch.header.nextOffset)
        latestOffset = batch.header.lastOffset
        return true
    }

    private mutating func putPending() {
        superseded.extend(to: pending.last.map { $0.offset + 1 } ?? 0)
        while count + pending.count > Self.usable(slots.count) { grow() }
        var start = 0
        while start < pending.count {
            let end = min(start + Self.groupCount, pending.count)
            touch(start..<end)
            for index in start..<end { put(pending[index]) }
            start = end
        }
    }

    /// Slots that are looked for together: as many reads from memory as a processor keeps under way, and some.
    private static let groupCount = 32

    /// Reads where the slots of a group begin to be looked for. A map of any size lies outside the processor's caches: done one
    /// after the other, each read would be waited for; here none depends on another, and they are waited for together.
    private func touch(_ range: Range<Int>) {
        let mask = slots.count - 1
        var sum: Int64 = 0
        for index in range { sum &+= slots[Int(truncatingIfNeeded: pending[index].digest.low) & mask].offset }
        // So the reads are not found to be of no use, and left out.
        precondition(sum >= Int64(-range.count), "a slot holds an offset or -1")
    }

    private mutating func put(_ slot: Slot) {
        let index = index(of: slot.digest)
        let earlier = slots[index].offset
        if earlier < 0 { count += 1 } else { superseded.insert(earlier) }
        slots[index] = slot
    }

    /// The slot of that digest, or the free one where it belongs. There always is a free one.
    private func index(of digest: KeyDigest) -> Int {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: digest.low) & mask
        while slots[index].offset >= 0, slots[index].digest != digest { index = (index + 1) & mask }
        return index
    }

    private mutating func grow() {
        precondition(slots.count < slotLimit, "a batch is only taken in if there is room")
        let old = slots
        slots = Array(repeating: Self.free, count: old.count * 2)
        for slot in old where slot.offset >= 0 { slots[index(of: slot.digest)] = slot }
    }
}
