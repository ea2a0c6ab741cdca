import DurableState
import LogFormat
import Storage
import TestKit
import Testing

@Suite struct `Compaction` {
    private var fixture: StorageFixture
    private let hour: Int64 = 3_600_000

    init() {
        var config = StorageFixture.smallSegments
        config.cleanup = .compact
        config.deleteRetention = 3_600_000
        fixture = StorageFixture(config: config)
    }

    /// Key and value of every append; nil deletes.
    private func append(_ records: [(String, String?)], to log: PartitionLog, _ directory: LogDirectory) throws {
        for (key, value) in records { _ = log.submit(try TestBatch([(key, value)], timestamp: fixture.clock.now)) }
        directory.commitNow()
    }

    @Test func `of every key the last record stays, at its offset`() throws {
        let (directory, log) = try fixture.openWithLog()
        try append((0..<50).map { ("key \($0 % 7)", "value \($0)") }, to: log, directory)
        let outcome = try directory.compactNow(StorageFixture.partition)
        #expect(outcome.recordsKept == 7)
        #expect(outcome.byteCountAfter < outcome.byteCountBefore)
        let found = try log.allRecords()
        #expect(found.map(\.offset) == Array(43..<50))
        #expect(found.map(\.value) == (43..<50).map { "value \($0)" })
        #expect(log.bounds == .init(logStart: 0, highWatermark: 50, logEnd: 50))
        // Any offset can still be asked for: what is gone is stepped over.
        for offset in Int64(0)...50 {
            let slice = try log.read(from: offset, maxBytes: 1, upTo: 50)
            let first = try TestRecords.read(try slice.bytes()).first { $0.offset >= offset }
            #expect(first?.offset == (offset == 50 ? nil : max(offset, 43)))
        }
    }

    @Test func `the backlog is what is full, old enough, and has not been cleaned`() throws {
        let (directory, log) = try fixture.openWithLog()
        #expect(directory.compactionBacklog(of: log) == 0)
        log.config.minDirtyRatio = 1
        try append((0..<50).map { ("key \($0)", "value \($0)") }, to: log, directory)
        directory.maintainNow()
        let backlog = directory.compactionBacklog(of: log)
        #expect(backlog > 0 && backlog < log.byteCount)
        log.config.minCompactionLag = hour
        #expect(directory.compactionBacklog(of: log) == 0)
        fixture.clock.advance(by: 2 * hour)
        #expect(directory.compactionBacklog(of: log) == backlog)
        log.config.cleanup = .delete
        #expect(directory.compactionBacklog(of: log) == 0)
        log.config.cleanup = .compact
        _ = try directory.compactNow(StorageFixture.partition)
        #expect(directory.compactionBacklog(of: log) == 0)
    }

    @Test func `a batch that loses some of its records keeps its offsets`() throws {
        let (directory, log) = try fixture.openWithLog()
        _ = log.submit(try TestBatch([("a", "1"), ("b", "1"), ("c", "1")]))
        _ = log.submit(try TestBatch([("b", "2")]))
        directory.commitNow()
        _ = try directory.compactNow(StorageFixture.partition)
        #expect(try log.allRecords().map(\.offset) == [0, 2, 3])
        let slice = try log.read(from: 1, maxBytes: 1, upTo: 4)
        #expect(slice.nextOffset == 3)
    }

    @Test func `a tombstone outlives what it deletes by its horizon, then goes`() throws {
        let (directory, log) = try fixture.openWithLog()
        try append([("a", "1"), ("b", "1"), ("a", nil)], to: log, directory)
        _ = try directory.compactNow(StorageFixture.partition)
        #expect(try log.allRecords().map(\.offset) == [1, 2])
        fixture.clock.advance(by: hour - 1)
        _ = try directory.compactNow(StorageFixture.partition)
        #expect(try log.allRecords().map(\.offset) == [1, 2])
        #expect(try log.allRecords().last?.timestamp == fixture.clock.now - hour + 1)
        fixture.clock.advance(by: 1)
        let outcome = try directory.compactNow(StorageFixture.partition)
        #expect(outcome.tombstonesDropped == 1)
        #expect(try log.allRecords().map(\.offset) == [1])
        #expect(log.logEnd == 3)
        // The end survives a restart although nothing is stored there.
        directory.close()
        let (reopened, again) = try fixture.openWithLog()
        let next = again.submit(try TestBatch([("c", "1")]))
        reopened.commitNow()
        #expect(try next.value?.get().baseOffset == 3)
    }

    @Test func `maintenance cleans what is dirty enough, and comes back for tombstones`() throws {
        let (directory, log) = try fixture.openWithLog()
        try append((0..<40).map { ("key \($0 % 3)", "value \($0)") } + [("key 0", nil)], to: log, directory)
        try append((0..<20).map { ("other \($0)", "value") }, to: log, directory)
        directory.maintainNow()
        let found = try log.allRecords()
        #expect(found.count < 40)
        #expect(found.contains { $0.key == "key 0" && $0.value == nil })
        fixture.clock.advance(by: hour)
        directory.maintainNow()
        #expect(try !log.allRecords().contains { $0.key == "key 0" })
    }

    @Test func `a quiet log is closed when its segment is old, and cleaned`() throws {
        let (directory, log) = try fixture.openWithLog()
        log.config.segmentAge = hour
        try append([("a", "1"), ("a", "2"), ("a", "3")], to: log, directory)
        directory.maintainNow()
        #expect(try log.allRecords().count == 3)
        fixture.clock.advance(by: hour + 1)
        directory.maintainNow()
        #expect(try log.allRecords().map(\.value) == ["3"])
    }

    @Test func `young records wait for their lag`() throws {
        let (directory, log) = try fixture.openWithLog()
        log.config.minCompactionLag = hour
        try append((0..<40).map { ("key", "value \($0)") }, to: log, directory)
        _ = try directory.compactNow(StorageFixture.partition)
        #expect(try log.allRecords().count == 40)
        fixture.clock.advance(by: hour + 1)
        _ = try directory.compactNow(StorageFixture.partition)
        #expect(try log.allRecords().map(\.value) == ["value 39"])
    }

    @Test func `what has waited for the largest lag is cleaned however little it is, and the active segment is closed for it`() throws {
        let (directory, log) = try fixture.openWithLog()
        log.config.minDirtyRatio = 1
        log.config.maxCompactionLag = hour
        try append((0..<40).map { ("key", "value \($0)") }, to: log, directory)
        directory.maintainNow()
        #expect(try log.allRecords().count == 40)
        fixture.clock.advance(by: hour + 1)
        // Closes the active segment, and cleans it with the others.
        directory.maintainNow()
        #expect(try log.allRecords().map(\.value) == ["value 39"])
    }

    @Test func `where the lags contradict each other, the one that keeps records as they are holds`() throws {
        let (directory, log) = try fixture.openWithLog()
        log.config.minDirtyRatio = 1
        log.config.minCompactionLag = hour
        log.config.maxCompactionLag = hour / 2
        try append((0..<40).map { ("key", "value \($0)") }, to: log, directory)
        for step in [hour / 2, hour / 2 - 1] {
            fixture.clock.advance(by: step)
            directory.maintainNow()
            #expect(try log.allRecords().count == 40)
        }
        fixture.clock.advance(by: 1)
        directory.maintainNow()
        #expect(try log.allRecords().map(\.value) == ["value 39"])
    }

    @Test func `with delete beside compact old segments go as well`() throws {
        let (directory, log) = try fixture.openWithLog()
        log.config.cleanup = [.compact, .delete]
        log.config.retentionAge = hour
        try append((0..<40).map { ("key \($0)", "old \($0)") }, to: log, directory)
        fixture.clock.advance(by: hour / 2)
        try append((0..<40).map { ("key \($0 % 4)", "new \($0)") }, to: log, directory)
        directory.maintainNow()
        let cleaned = try log.allRecords()
        #expect(cleaned.contains { $0.value == "old 39" } && !cleaned.contains { $0.value == "old 0" })
        fixture.clock.advance(by: hour / 2 + 1)
        directory.maintainNow()
        let left = try log.allRecords()
        // A segment goes when the youngest of its records is old.
        #expect(left.count < cleaned.count && left.suffix(4).map(\.value) == (36..<40).map { "new \($0)" })
        #expect(log.logStart > 0)
    }

    @Test func `more keys than the memory holds take more rounds`() throws {
        var fixture = fixture
        fixture.cleanerMemoryByteCount = 64 * 24
        let (directory, log) = try fixture.openWithLog()
        let records = (0..<200).map { ("key \($0 % 100)", "value \($0)" as String?) }
        for (key, value) in records { _ = log.submit(try TestBatch([(key, value)])) }
        directory.commitNow()
        let outcome = try directory.compactNow(StorageFixture.partition)
        #expect(outcome.rounds > 1)
        #expect(try log.allRecords().map(\.value) == (100..<200).map { "value \($0)" })
    }

    @Test func `a producer goes on with its sequence after its records were cleaned away`() throws {
        let (directory, log) = try fixture.openWithLog()
        for sequence in Int32(0)..<10 {
            _ = log.submit(try TestBatch([("k", "p\(sequence)")], producer: TestBatch.Producer(id: 5, sequence: sequence)))
        }
        try append([("k", "last")], to: log, directory)
        _ = try directory.compactNow(StorageFixture.partition)
        fixture.disk.crash()
        fixture.disk.restart()
        let (reopened, again) = try fixture.openWithLog()
        #expect(try again.allRecords().map(\.value) == ["last"])
        let gap = again.submit(try TestBatch([("k", "gap")], producer: TestBatch.Producer(id: 5, sequence: 11)))
        let next = again.submit(try TestBatch([("k", "next")], producer: TestBatch.Producer(id: 5, sequence: 10)))
        reopened.commitNow()
        #expect(throws: StorageError.self) { try gap.value?.get() }
        #expect(try next.value?.get().isDuplicate == false)
    }

    @Test func `a topic that is not compacted is not cleaned, even when asked to`() throws {
        let (directory, log) = try fixture.openWithLog()
        log.config.cleanup = .delete
        _ = log.submit(try TestBatch([(nil, "without a key")]))
        directory.commitNow()
        let error = #expect(throws: StorageError.self) { try directory.compactNow(StorageFixture.partition) }
        #expect(error?.code == .notCompacted)
        #expect(try log.allRecords().count == 1)
    }

    @Test func `a full disk stops the cleaning, not the log, and the next one succeeds`() throws {
        let (directory, log) = try fixture.openWithLog()
        try append((0..<60).map { ("key \($0 % 20)", "value \($0)") }, to: log, directory)
        let before = try log.allRecords()
        fixture.disk.limitSpace(to: 200)
        let error = #expect(throws: StorageError.self) { try directory.compactNow(StorageFixture.partition) }
        #expect(error?.code == .full)
        #expect(try Set(log.allRecords().map(\.offset)).isSubset(of: before.map(\.offset)))
        fixture.disk.limitSpace(to: nil)
        _ = try directory.compactNow(StorageFixture.partition)
        #expect(try log.allRecords().map(\.value) == (40..<60).map { "value \($0)" })
        #expect(try !fixture.disk.list("/data/t-0").contains { $0.hasSuffix(".cleaned") || $0.hasSuffix(".swap") })
    }

    @Test func `damage met while cleaning is reported and nothing is thrown away`() throws {
        let (directory, log) = try fixture.openWithLog()
        try append((0..<60).map { ("key \($0 % 2)", "value \($0)") }, to: log, directory)
        fixture.disk.flipByte(of: "/data/t-0/00000000000000000000.log", at: 70)
        let segments = log.segmentCount
        let error = #expect(throws: StorageError.self) { try directory.compactNow(StorageFixture.partition) }
        #expect(error?.code == .corrupt)
        #expect(log.segmentCount >= segments)
    }
}
