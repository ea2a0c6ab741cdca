import LogFormat
import Storage
import TestKit
import Testing

@Suite struct `Retention` {
    private let fixture = StorageFixture()

    private func fill(_ log: PartitionLog, _ directory: LogDirectory, count: Int = 60) throws {
        for index in 0..<count { _ = log.submit(try TestBatch([("key", "value \(index)")], timestamp: fixture.clock.now)) }
        directory.commitNow()
    }

    @Test func `by size whole segments go from the oldest on`() throws {
        let (directory, log) = try fixture.openWithLog()
        log.config.retentionByteCount = 2000
        try fill(log, directory)
        let before = log.byteCount
        directory.maintainNow()
        #expect(log.byteCount < before)
        #expect(log.byteCount >= 2000)
        #expect(log.logStart > 0)
        #expect(try log.allRecords().map(\.offset) == Array(log.logStart..<60))
    }

    @Test func `by age everything goes, the active segment too, and offsets go on`() throws {
        let (directory, log) = try fixture.openWithLog()
        log.config.retentionAge = 1000
        try fill(log, directory)
        directory.maintainNow()
        #expect(try log.allRecords().count == 60)
        fixture.clock.advance(by: 1001)
        directory.maintainNow()
        #expect(log.bounds == .init(logStart: 60, highWatermark: 60, logEnd: 60))
        #expect(log.byteCount == 0)
        let next = log.submit(try TestBatch([("key", "next")], timestamp: fixture.clock.now))
        directory.commitNow()
        #expect(try next.value?.get().baseOffset == 60)
        fixture.disk.crash()
        fixture.disk.restart()
        let (_, again) = try fixture.openWithLog()
        #expect(try again.allRecords().map(\.offset) == [60])
    }

    @Test func `a reader in the middle of a segment that goes keeps reading it`() throws {
        let (directory, log) = try fixture.openWithLog()
        log.config.retentionAge = 1000
        try fill(log, directory)
        let slice = try log.read(from: 0, maxBytes: 500, upTo: 60)
        fixture.clock.advance(by: 1001)
        directory.maintainNow()
        #expect(try TestRecords.read(try slice.bytes()).first?.offset == 0)
    }

    @Test func `a log whose options nobody has set yet loses nothing`() throws {
        var fixture = fixture
        fixture.config = LogDirectory.Options(path: "").defaultConfig
        let (directory, log) = try fixture.openWithLog()
        try fill(log, directory, count: 3)
        fixture.clock.advance(by: 365 * 24 * 3_600_000)
        directory.maintainNow()
        #expect(try log.allRecords().count == 3)
    }

    @Test func `a compacted log without delete keeps what is old`() throws {
        let (directory, log) = try fixture.openWithLog()
        log.config.cleanup = .compact
        log.config.retentionAge = 1000
        try fill(log, directory, count: 3)
        fixture.clock.advance(by: 5000)
        directory.maintainNow()
        #expect(try log.allRecords().last?.offset == 2)
    }
}
