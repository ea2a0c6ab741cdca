import Bytes
import Compression
import LogFormat
import TestKit
import Testing

/// Random histories with tombstones, cleaned again and again while more is appended and time goes on.
@Suite struct `Compaction of random histories` {
    @Test(arguments: 1...60 as ClosedRange<UInt64>) func `what a reader learns of every key never changes`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var history = History(random: random, keyCount: [1, 3, 12, 100].randomElement(using: &random) ?? 1)
        for round in 0..<6 {
            try history.append(batches: Int.random(in: 0...8, using: &random))
            let before = try records(in: history.log)
            history.now += Int64.random(in: 0...1500, using: &random)
            // Sometimes the map is so small that a round ends early.
            let cleaned = try history.clean(mapByteLimit: Bool.random(using: &random) ? 0 : 1 << 20)
            let after = try records(in: cleaned.bytes)
            #expect(latest(after) == latest(before), "seed \(seed), round \(round)")
            // Offsets and everything else of what is left are as they were.
            let byOffset = Dictionary(uniqueKeysWithValues: before.map { ($0.offset, $0) })
            #expect(after.allSatisfy { byOffset[$0.offset] == $0 }, "seed \(seed), round \(round)")
            try expectSound(cleaned.bytes, seed)
            history.log = cleaned.bytes
        }
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>) func `a reader who is slow, but not too slow, learns the truth`(seed: UInt64)
        throws
    {
        var random = SeededGenerator(seed: seed)
        var history = History(random: random, keyCount: 5)
        try history.append(batches: 12)
        // The reader has read up to some offset when cleaning begins, and reads the rest of the cleaned log within
        // `delete.retention.ms`.
        let before = try records(in: history.log)
        let position = Int64.random(in: 0...history.next, using: &random)
        var known = state(before.filter { $0.offset < position })
        var now = history.now
        for _ in 0..<3 {
            let cleaned = try history.clean(mapByteLimit: 1 << 20)
            history.log = cleaned.bytes
            history.now = min(now + History.deleteRetention - 1, history.now + Int64.random(in: 0...500, using: &random))
        }
        now = history.now
        for record in try records(in: history.log) where record.offset >= position {
            if let key = record.key { known[key] = record.value }
        }
        #expect(known == state(before), "seed \(seed)")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func `once everything is past its horizon only the latest values are left`(
        seed: UInt64
    ) throws {
        var history = History(random: SeededGenerator(seed: seed), keyCount: 6)
        try history.append(batches: 15)
        let truth = try state(records(in: history.log))
        for _ in 0..<3 {
            history.log = try history.clean(mapByteLimit: 1 << 20).bytes
            history.now += History.deleteRetention
        }
        let left = try records(in: history.log)
        #expect(left.count == truth.count, "seed \(seed)")
        #expect(state(left) == truth, "seed \(seed)")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func `idempotent producers go on after any number of cleanings`(seed: UInt64)
        throws
    {
        var random = SeededGenerator(seed: seed)
        var history = History(random: random, keyCount: 3)
        for _ in 0..<4 {
            try history.append(batches: Int.random(in: 1...6, using: &random))
            history.log = try history.clean(mapByteLimit: 1 << 20).bytes
            var replayed = ProducerSequences()
            for header in try headers(in: history.log) { replayed.apply(header, at: 0) }
            for (id, producer) in history.producers.producers {
                #expect(replayed.producers[id]?.lastSequence == producer.lastSequence, "seed \(seed), producer \(id)")
            }
        }
    }

    private func expectSound(_ log: [UInt8], _ seed: UInt64) throws {
        var scan = RecoveryScan(segmentBaseOffset: 0, fileByteCount: log.count)
        let ending = scan.run(read: { position, count in Array(log[position..<(position + count)]) }, onBatch: { _, _ in })
        #expect(ending == .endOfFile, "seed \(seed)")
    }

    /// What a reader from the start knows in the end: keys and values, deleted keys left out.
    private func latest(_ records: [OwnedRecord]) -> [[UInt8]: [UInt8]] { state(records) }

    private func state(_ records: [OwnedRecord]) -> [[UInt8]: [UInt8]] {
        var state: [[UInt8]: [UInt8]] = [:]
        for record in records {
            if let key = record.key { state[key] = record.value }
        }
        return state
    }
}

/// A log that grows, and what its cleaner and its producers remember.
struct History {
    static let deleteRetention: Int64 = 1000

    var random: SeededGenerator
    let keyCount: Int
    var log: [UInt8] = []
    var next: Int64 = 0
    var now: Int64 = 1_000_000
    var producers = ProducerSequences()
    private var firstDirty: Int64 = 0
    private var sequences: [Int64: Int32] = [:]

    init(random: SeededGenerator, keyCount: Int) {
        self.random = random
        self.keyCount = keyCount
    }

    mutating func append(batches: Int) throws {
        for _ in 0..<batches {
            let count = Int.random(in: 1...10, using: &random)
            // Now and then without a producer.
            let producer = Int64.random(in: -1...2, using: &random)
            let sequence = sequences[producer, default: 0]
            let bytes = try batch(
                at: next, keys: (0..<count).map { _ in "k\(Int.random(in: 0..<keyCount, using: &random))" },
                values: (0..<count).map { _ in Int.random(in: 0..<3, using: &random) == 0 ? nil : "v\(random.next() % 1000)" },
                codec: CompressionCodec.allCases.randomElement(using: &random) ?? .none, timestamp: now, producerID: producer,
                producerEpoch: producer < 0 ? -1 : 0, baseSequence: producer < 0 ? -1 : sequence)
            if producer >= 0 { sequences[producer] = sequence + Int32(count) }
            for header in try headers(in: bytes) { producers.apply(header, at: now) }
            log += bytes
            next += Int64(count)
            now += 1
        }
    }

    mutating func clean(mapByteLimit: Int) throws -> Cleaned {
        let map = try offsetMap(of: log, firstDirtyOffset: firstDirty, byteLimit: mapByteLimit)
        let cleaned = try LogFormatTests.clean(
            log, from: firstDirty, now: now, deleteRetention: Self.deleteRetention, producers: producers,
            mapByteLimit: mapByteLimit)
        firstDirty = map.latestOffset + 1
        return cleaned
    }
}
