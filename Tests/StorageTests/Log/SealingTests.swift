import DurableState
import LogFormat
import Storage
import TestKit
import Testing

@Suite struct `Full segments of a log that the kernel writes` {
    private let fixture: StorageFixture
    private static let padding = String(repeating: "x", count: 1000)

    init() {
        var fixture = StorageFixture()
        fixture.durability = .os
        self.fixture = fixture
    }

    /// One batch to a segment.
    private func fill(_ log: PartitionLog, _ count: Int) throws {
        for index in 0..<count {
            _ = log.submit(try TestBatch([("k", "\(index)"), ("padding", Self.padding)], timestamp: fixture.clock.now))
        }
    }

    private func syncs(_ body: () throws -> Void) rethrows -> Int {
        fixture.disk.countSyncs(of: ".log")
        try body()
        return fixture.disk.syncCount
    }

    @Test func `are synced a minute after they were full, and the one that is written to is not`() throws {
        let (directory, log) = try fixture.openWithLog()
        try fill(log, 4)
        #expect(log.segmentCount == 4)
        #expect(syncs { directory.maintainNow() } == 0)
        fixture.clock.advance(by: 59_999)
        #expect(syncs { directory.maintainNow() } == 0)
        fixture.clock.advance(by: 1)
        #expect(syncs { directory.maintainNow() } == 3)
        #expect(syncs { directory.maintainNow() } == 0)
    }

    @Test func `are synced at once when too many wait`() throws {
        let (directory, log) = try fixture.openWithLog()
        try fill(log, 12)
        #expect(syncs { directory.maintainNow() } == 3)
    }

    @Test func `are synced at once when they hold too many files open`() throws {
        var fixture = fixture
        fixture.openFileLimit = 4
        let (directory, log) = try fixture.openWithLog()
        try fill(log, 4)
        #expect(syncs { directory.maintainNow() } == 0)
        try fill(log, 3)
        #expect(syncs { directory.maintainNow() } > 0)
        #expect(try log.allRecords().count == 14)
    }

    @Test func `are synced when the clock was set back`() throws {
        let (directory, log) = try fixture.openWithLog()
        try fill(log, 2)
        fixture.clock.advance(by: -1)
        #expect(syncs { directory.maintainNow() } == 1)
    }

    @Test func `are not read by a start after a death of the process, and are synced later`() throws {
        var fixture = fixture
        fixture.config.segmentByteCount = 100_000
        let (directory, log) = try fixture.openWithLog()
        while log.segmentCount < 5 { try fill(log, 1) }
        directory.maintainNow()
        let byteCount = log.byteCount
        fixture.disk.kill()
        fixture.disk.countReads(of: ".log")
        let (second, again) = try fixture.openWithLog()
        // The last segment, which has just begun, and of each of the others a window at either end.
        #expect(fixture.disk.readByteCount < 100_000, "of \(byteCount)")
        #expect(second.recoveryReports.isEmpty)
        #expect(try again.allRecords().count == Int(log.logEnd))
        #expect(syncs { second.maintainNow() } == 0)
        fixture.clock.advance(by: 60_000)
        #expect(syncs { second.maintainNow() } == 4)
    }

    @Test func `are synced by a start that lets consumers see only what is synced`() throws {
        let (directory, log) = try fixture.openWithLog()
        try fill(log, 5)
        directory.maintainNow()
        fixture.disk.kill()
        var strict = fixture
        strict.durability = .fsync
        let reopened = strict
        #expect(try syncs { _ = try reopened.openWithLog() } == 5)
        fixture.disk.crash()
        fixture.disk.restart()
        #expect(try reopened.openWithLog().1.allRecords().count == 10)
    }

    @Test(arguments: [Durability.fsync, .os])
    func `that were being finished when the process died outlive a power cut after the next start`(durability: Durability) throws {
        for seed in 1...8 as ClosedRange<UInt64> {
            for change in 1...40 {
                var fixture = StorageFixture(seed: seed, config: StorageFixture.smallSegments)
                fixture.durability = durability
                let (directory, log) = try fixture.openWithLog()
                for count in [2, 3] {
                    // The first is finished in peace.
                    if count == 3 { directory.maintainNow() }
                    while log.segmentCount < count {
                        _ = log.submit(try TestBatch([("key", "value")]))
                        directory.writeOnly()
                    }
                }
                let lastBase = log.logEnd - 1
                fixture.disk.crash(atChange: fixture.disk.changeCount + change)
                directory.maintainNow()
                fixture.disk.kill()
                let (second, reopened) = try fixture.openWithLog()
                // What it shows now may be read, or, a minute later, is on stable storage as far as segments are full.
                let promised = durability == .fsync ? reopened.logEnd : lastBase
                if durability == .os {
                    fixture.clock.advance(by: PartitionLog.settlingTime)
                    second.maintainNow()
                }
                fixture.disk.crash()
                fixture.disk.restart()
                let (_, again) = try fixture.openWithLog()
                #expect(again.logEnd >= promised, "seed \(seed), death at change \(change)")
            }
        }
    }

    @Test func `without all their files are looked at`() throws {
        for kind in ["index", "timeindex", "snapshot"] {
            let (directory, log) = try fixture.openWithLog()
            let before = log.logEnd
            try fill(log, 3)
            directory.maintainNow()
            let name = kind == "snapshot" ? before + 2 : before
            let digits = String(name)
            let path = "/data/t-0/" + String(repeating: "0", count: 20 - digits.count) + digits + "." + kind
            #expect(try fixture.disk.exists(path), "\(path)")
            try fixture.disk.remove(path)
            fixture.disk.kill()
            let (_, again) = try fixture.openWithLog()
            #expect(try again.allRecords().map(\.offset) == Array(0..<(before + 6)), "\(kind)")
            #expect(again.logEnd == before + 6)
        }
    }

    @Test func `that retention takes away are not synced for it`() throws {
        let (directory, log) = try fixture.openWithLog()
        try fill(log, 5)
        directory.maintainNow()
        #expect(try syncs { _ = try directory.deleteRecords(StorageFixture.partition, before: 8) } == 0)
        #expect(log.segmentCount == 1)
        fixture.clock.advance(by: 60_000)
        #expect(syncs { directory.maintainNow() } == 0)
        fixture.disk.crash()
        fixture.disk.restart()
        #expect(try fixture.openWithLog().1.logStart == 8)
    }

    @Test func `whose sync fails turn the directory read-only`() throws {
        let (directory, log) = try fixture.openWithLog()
        try fill(log, 3)
        directory.maintainNow()
        fixture.clock.advance(by: 60_000)
        fixture.disk.failSync()
        directory.maintainNow()
        let answer = log.submit(try TestBatch([("k", "late")]))
        #expect(throws: StorageError.self) { try answer.value?.get() }
        #expect(try log.allRecords().count == 6)
    }

    @Test func `of a log that is cleaned are synced at once`() throws {
        var fixture = fixture
        fixture.config.cleanup = .compact
        let (directory, log) = try fixture.openWithLog()
        try fill(log, 4)
        #expect(syncs { directory.maintainNow() } >= 3)
    }
}
