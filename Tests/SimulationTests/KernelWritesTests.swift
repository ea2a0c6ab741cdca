import DurableState
import LogFormat
import Storage
import TestKit
import Testing

/// Random lives of a log with durability `os`: appends, deaths of the process, power cuts, closings. `HERALD_SEED=n` runs one seed
/// again.
@Suite struct `Random lives of a log that the kernel writes` {
    @Test func `a power cut takes an end of the log that was young, and nothing else`() throws {
        try Seed.forEach(200) { seed in
            var life = KernelLife(seed: seed)
            try life.run(steps: 120)
        }
    }
}

private struct KernelLife {
    private let seed: UInt64
    private var random: SeededGenerator
    private let fixture: StorageFixture
    private var directory: LogDirectory
    private var log: PartitionLog
    /// What was answered as stored, by offset.
    private var stored: [String] = []
    /// Where segments began, and when.
    private var rolls: [(base: Int64, time: Int64)] = []
    /// What lies before was synced.
    private var syncedEnd: Int64 = 0
    private var counter = 0

    init(seed: UInt64) {
        self.seed = seed
        random = SeededGenerator(seed: seed &* 15_485_863)
        var fixture = StorageFixture(seed: seed)
        fixture.durability = .os
        fixture.config.cleanup = []
        self.fixture = fixture
        do { (directory, log) = try fixture.openWithLog() } catch { preconditionFailure("an empty simulated disk opens: \(error)") }
    }

    mutating func run(steps: Int) throws {
        for _ in 0..<steps {
            fixture.clock.advance(by: Int64.random(in: 0..<10_000, using: &random))
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<13: try append()
            case 13..<16: maintain()
            case 16: try die(atChange: random.oneIn(2) ? Int.random(in: 1..<20, using: &random) : nil)
            case 17: try cutPower(atChange: random.oneIn(2) ? Int.random(in: 1..<20, using: &random) : nil)
            case 18: try restartCleanly()
            default: try compare()
            }
        }
        try compare()
        try cutPower(atChange: nil)
    }

    private mutating func append() throws {
        let values = (0..<Int.random(in: 1..<4, using: &random)).map { "value \(counter + $0)" }
        counter += values.count
        let segmentCount = log.segmentCount
        let answer = log.submit(try TestBatch(values.map { ("k", $0) }, timestamp: fixture.clock.now))
        if log.segmentCount > segmentCount { rolls.append((log.logEnd, fixture.clock.now)) }
        guard case .success(let outcome)? = answer.value else {
            return #expect(fixture.disk.isCrashed, "seed \(seed): \(String(describing: answer.value))")
        }
        #expect(outcome.baseOffset == Int64(stored.count), "seed \(seed)")
        if let last = rolls.indices.last, log.segmentCount > segmentCount { rolls[last].base = outcome.baseOffset }
        stored += values
    }

    private mutating func maintain() {
        directory.maintainNow()
        guard !fixture.disk.isCrashed else { return }
        let due = rolls.filter { fixture.clock.now - $0.time >= PartitionLog.settlingTime }
        syncedEnd = max(syncedEnd, due.map(\.base).max() ?? 0)
    }

    private mutating func goOn(untilChange change: Int?) throws {
        guard let change else { return }
        fixture.disk.crash(atChange: fixture.disk.changeCount + change)
        for _ in 0..<8 where !fixture.disk.isCrashed {
            try append()
            if random.oneIn(3) { maintain() }
        }
    }

    private mutating func die(atChange change: Int?) throws {
        try goOn(untilChange: change)
        fixture.disk.kill()
        (directory, log) = try fixture.openWithLog()
        // What was being appended when it died may be there.
        adoptUnanswered(try log.allRecords())
        // A segment waits anew from the start on.
        rolls = rolls.map { ($0.base, fixture.clock.now) }
        try compare()
    }

    private mutating func cutPower(atChange change: Int?) throws {
        try goOn(untilChange: change)
        fixture.disk.crash()
        fixture.disk.restart()
        (directory, log) = try fixture.openWithLog()
        #expect(log.logEnd >= syncedEnd, "seed \(seed): offsets up to \(syncedEnd) were synced, the log ends at \(log.logEnd)")
        let found = try log.allRecords()
        adoptUnanswered(found)
        stored = Array(stored.prefix(found.count))
        // A start syncs what it keeps.
        syncedEnd = log.logEnd
        rolls = []
        try compare()
    }

    private mutating func restartCleanly() throws {
        directory.close()
        (directory, log) = try fixture.openWithLog()
        syncedEnd = log.logEnd
        rolls = []
        #expect(directory.recoveryReports.isEmpty, "seed \(seed)")
        try compare()
    }

    private mutating func adoptUnanswered(_ found: [ReadRecord]) {
        for record in found.dropFirst(stored.count) {
            #expect(record.value?.hasPrefix("value ") == true, "seed \(seed)")
            stored.append(record.value ?? "")
        }
    }

    private func compare() throws {
        let found = try log.allRecords()
        #expect(found.map(\.offset) == Array(0..<Int64(stored.count)), "seed \(seed)")
        #expect(found.map(\.value) == stored, "seed \(seed)")
        #expect(log.logEnd == Int64(stored.count), "seed \(seed)")
    }
}
