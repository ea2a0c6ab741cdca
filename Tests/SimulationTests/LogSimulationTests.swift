import DurableState
import LogFormat
import Storage
import TestKit
import Testing

/// Random lives of one log against a model in memory: appends of every kind, reads, cleaning, retention, full disks, clean
/// restarts, deaths of the process and power cuts. `HERALD_SEED=n` runs one seed again.
@Suite struct `Random lives of a log` {
    @Test func `nothing acknowledged is lost, nothing is invented, offsets never move`() throws {
        try Seed.forEach(200) { seed in
            var life = LogLife(seed: seed, isCompacted: false)
            try life.run(steps: 120)
        }
    }

    @Test func `cleaning at any time keeps the last record of every key`() throws {
        try Seed.forEach(200) { seed in
            var life = LogLife(seed: seed, isCompacted: true)
            try life.run(steps: 120)
        }
    }

    @Test func `whoever lets the kernel write loses nothing when the process dies`() throws {
        try Seed.forEach(200) { seed in
            var life = LogLife(seed: seed, isCompacted: seed % 4 == 0, isLeftToKernel: true)
            try life.run(steps: 120)
        }
    }
}

struct LogLife {
    struct Entry: Equatable {
        var key: String
        var value: String?
    }

    struct Waiting {
        var entries: [Entry]
        var acks: RequiredAcks
        var answer: Answer<Result<AppendOutcome, StorageError>>
    }

    let seed: UInt64
    let isCompacted: Bool
    /// Durability `os`: then it is the process that dies, not the machine.
    let isLeftToKernel: Bool
    private var random: SeededGenerator
    private let fixture: StorageFixture
    private var directory: LogDirectory
    private var log: PartitionLog
    /// What was answered as stored, by offset; nil where a crash may have taken it (`acks=1`).
    private var stored: [Int64: Entry] = [:]
    /// Offsets that were promised to survive.
    private var promised: Set<Int64> = []
    private var waiting: [Waiting] = []
    private var counter = 0

    init(seed: UInt64, isCompacted: Bool, isLeftToKernel: Bool = false) {
        self.seed = seed
        self.isCompacted = isCompacted
        self.isLeftToKernel = isLeftToKernel
        random = SeededGenerator(seed: seed &* 7919)
        var config = StorageFixture.smallSegments
        config.cleanup = isCompacted ? .compact : .delete
        config.deleteRetention = 500
        config.retentionByteCount = isCompacted ? nil : 6000
        config.minDirtyRatio = 0.2
        var fixture = StorageFixture(seed: seed, config: config)
        if isLeftToKernel { fixture.durability = .os }
        self.fixture = fixture
        do {
            (directory, log) = try fixture.openWithLog()
        } catch {
            preconditionFailure("an empty simulated disk opens: \(error)")
        }
    }

    mutating func run(steps: Int) throws {
        for _ in 0..<steps {
            fixture.clock.advance(by: Int64.random(in: 0..<(isLeftToKernel ? 20_000 : 100), using: &random))
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<9: try append()
            case 9..<13: commit()
            case 13: try readSomewhere()
            case 14: directory.maintainNow(); collect()
            case 15: try compact()
            case 16: try fillDisk()
            case 17: try crash(atChange: Int.random(in: 1..<30, using: &random))
            case 18: try restartCleanly()
            default: try deleteSome()
            }
        }
        commit()
        try compareAll()
        try crash(atChange: nil)
        try compareAll()
    }

    // MARK: Steps

    private mutating func append() throws {
        var entries: [Entry] = []
        for _ in 0..<Int.random(in: 1..<4, using: &random) {
            counter += 1
            let isTombstone = isCompacted && random.oneIn(6)
            entries.append(Entry(key: "k\(Int.random(in: 0..<12, using: &random))", value: isTombstone ? nil : "v\(counter)"))
        }
        let acks: RequiredAcks = random.oneIn(4) ? .leader : .all
        let batch = try TestBatch(entries.map { ($0.key, $0.value) }, timestamp: fixture.clock.now)
        waiting.append(Waiting(entries: entries, acks: acks, answer: log.submit(batch, acks: acks)))
    }

    private mutating func commit() {
        if random.oneIn(3) { directory.writeOnly() } else { directory.commitNow() }
        collect()
    }

    /// Takes in the answers that have come.
    private mutating func collect() {
        var left: [Waiting] = []
        for item in waiting {
            switch item.answer.value {
            case nil: left.append(item)
            case .failure?: break
            case .success(let outcome)?:
                for (index, entry) in item.entries.enumerated() {
                    let offset = outcome.baseOffset + Int64(index)
                    stored[offset] = entry
                    if item.acks == .all || isLeftToKernel { promised.insert(offset) }
                }
            }
            #expect(item.answer.all.count <= 1, "seed \(seed)")
        }
        waiting = left
    }

    private mutating func readSomewhere() throws {
        let (start, high) = (log.bounds.logStart, log.bounds.highWatermark)
        let from = Int64.random(in: start...high, using: &random)
        let slice = try log.read(from: from, maxBytes: Int.random(in: 0..<2000, using: &random), upTo: high)
        collect()
        for record in try TestRecords.read(try slice.bytes()) { check(record) }
        #expect(slice.isEmpty ? slice.nextOffset == from : slice.nextOffset > from, "seed \(seed)")
    }

    private mutating func compact() throws {
        guard isCompacted else { return }
        _ = try directory.compactNow(StorageFixture.partition)
        collect()
        try compareAll()
    }

    private mutating func fillDisk() throws {
        fixture.disk.limitSpace(to: Int.random(in: 0..<300, using: &random))
        for _ in 0..<3 { try append() }
        directory.commitNow()
        collect()
        if isCompacted {
            do { _ = try directory.compactNow(StorageFixture.partition) } catch { #expect(error.code == .full, "seed \(seed)") }
        }
        fixture.disk.limitSpace(to: nil)
        try compareAll()
    }

    private mutating func deleteSome() throws {
        guard !isCompacted else { return }
        let (start, high) = (log.bounds.logStart, log.bounds.highWatermark)
        let before = Int64.random(in: start...high, using: &random)
        guard random.oneIn(3) else { return }
        #expect(try directory.deleteRecords(StorageFixture.partition, before: before) == before, "seed \(seed)")
        forget(before: before)
    }

    /// Goes on working until the power goes, or cuts it now.
    private mutating func crash(atChange change: Int?) throws {
        if let change {
            fixture.disk.crash(atChange: fixture.disk.changeCount + change)
            for _ in 0..<6 where !fixture.disk.isCrashed {
                try append()
                directory.commitNow()
                if random.oneIn(2) { directory.maintainNow() }
                if isCompacted, random.oneIn(2) {
                    do { _ = try directory.compactNow(StorageFixture.partition) } catch { continue }
                }
            }
        }
        if !isLeftToKernel, random.oneIn(3) { try die() }
        fixture.disk.crash()
        collect()
        let oldStart = log.logStart
        if isLeftToKernel { fixture.disk.kill() } else { fixture.disk.restart() }
        (directory, log) = try fixture.openWithLog()
        // What nobody was promised may be gone, and other records get its offsets.
        waiting = []
        #expect(log.logStart <= max(oldStart, log.logEnd), "seed \(seed)")
        for offset in promised where offset >= log.logEnd && offset >= oldStart {
            Issue.record("seed \(seed): offset \(offset) was acknowledged, the log ends at \(log.logEnd)")
        }
        let end = log.logEnd
        stored = stored.filter { $0.key < end }
        try adoptUnanswered()
    }

    /// The process dies before the machine does: what it shows when it has started again outlives that.
    private mutating func die() throws {
        collect()
        fixture.disk.kill()
        (directory, log) = try fixture.openWithLog()
        waiting = []
        try adoptUnanswered()
        promised.formUnion(stored.keys)
    }

    /// Records whose answer the crash swallowed may be there; then they stay.
    private mutating func adoptUnanswered() throws {
        for record in try log.allRecords() where stored[record.offset] == nil {
            #expect(record.value.map { $0.hasPrefix("v") } ?? isCompacted, "seed \(seed)")
            stored[record.offset] = Entry(key: record.key ?? "", value: record.value)
            promised.insert(record.offset)
        }
        try compareAll()
    }

    private mutating func restartCleanly() throws {
        directory.close()
        collect()
        let end = log.logEnd
        (directory, log) = try fixture.openWithLog()
        waiting = []
        #expect(log.logEnd == end, "seed \(seed)")
        #expect(directory.recoveryReports.isEmpty, "seed \(seed)")
        try adoptUnanswered()
    }

    // MARK: Comparing

    private mutating func forget(before offset: Int64) {
        stored = stored.filter { $0.key >= offset }
        promised = promised.filter { $0 >= offset }
    }

    private func check(_ record: ReadRecord) {
        guard let expected = stored[record.offset] else { return }
        #expect(Entry(key: record.key ?? "", value: record.value) == expected, "seed \(seed), offset \(record.offset)")
    }

    private mutating func compareAll() throws {
        forget(before: log.logStart)
        let found = try log.allRecords(maxBytes: Int.random(in: 1..<3000, using: &random))
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.offset < $1.offset }, "seed \(seed)")
        for record in found { check(record) }
        let high = log.highWatermark
        if isCompacted {
            var latest: [String: (offset: Int64, entry: Entry)] = [:]
            for (offset, entry) in stored where offset < high {
                if offset > latest[entry.key]?.offset ?? -1 { latest[entry.key] = (offset, entry) }
            }
            for (key, (offset, entry)) in latest {
                let last = found.last { $0.key == key }
                if entry.value == nil {
                    #expect(last == nil || last?.offset == offset, "seed \(seed): \(key) was deleted at \(offset)")
                } else {
                    #expect(last?.offset == offset, "seed \(seed): \(key) has its last value at \(offset)")
                }
            }
        } else {
            for offset in stored.keys where offset < high {
                #expect(found.contains { $0.offset == offset }, "seed \(seed): offset \(offset) is missing")
            }
        }
    }
}
