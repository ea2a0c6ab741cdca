import DurableState
import LogFormat
import Storage
import TestKit
import Testing

@Suite struct `Log directory` {
    private let fixture = StorageFixture()

    @Test func `a second opener is refused with the holder's process id`() throws {
        let directory = try fixture.open()
        let error = #expect(throws: StorageError.self) { try fixture.open() }
        #expect(error?.code == .directory)
        #expect(error?.message == "the data directory /data is in use by process 4711; stop it, or choose another with --data")
        directory.close()
        _ = try fixture.open()
    }

    @Test func `a closed directory opens as it was, without a new epoch and without a word`() throws {
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<40 { _ = log.submit(try TestBatch([("key", "value \(index)")])) }
        directory.commitNow()
        let before = try log.allRecords()
        directory.close()
        let (reopened, again) = try fixture.openWithLog()
        #expect(reopened.recoveryReports.isEmpty)
        #expect(try again.allRecords() == before)
        #expect(again.leaderEpoch == 0)
        #expect(again.topicID == "topic-id")
        let next = again.submit(try TestBatch([("key", "next")]))
        reopened.commitNow()
        #expect(try next.value?.get().baseOffset == 40)
    }

    @Test func `an unclean start begins a new epoch, and old ones are remembered`() throws {
        var (directory, log) = try fixture.openWithLog()
        for life in 0..<3 {
            _ = log.submit(try TestBatch([("k", "\(life)")]))
            directory.commitNow()
            fixture.disk.crash()
            fixture.disk.restart()
            (directory, log) = try fixture.openWithLog()
            #expect(log.leaderEpoch == Int32(life + 1))
        }
        #expect(log.endOffset(ofEpoch: 0)?.endOffset == 1)
        #expect(log.endOffset(ofEpoch: 1)?.endOffset == 2)
        #expect(log.endOffset(ofEpoch: 3)?.endOffset == 3)
    }

    @Test func `a torn tail is cut and reported in a sentence`() throws {
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<3 { _ = log.submit(try TestBatch([("key", "value \(index)")])) }
        directory.commitNow()
        let file = try fixture.disk.open("/data/t-0/00000000000000000000.log", .update)
        let size = try file.size()
        try file.write(Array("this is no batch".utf8), at: size)
        try file.sync()
        fixture.disk.crash()
        fixture.disk.restart()
        let (reopened, again) = try fixture.openWithLog()
        #expect(again.logEnd == 3)
        #expect(reopened.recoveryReports.map(\.description) == [
            "t-0: 00000000000000000000.log: the bytes from \(size) to \(size + 16) are no batch of this log: "
                + "a batch needs 61 bytes, the file has 16 left; the tail was cut, recovery keeps offsets up to 3"
        ])
        let next = again.submit(try TestBatch([("key", "next")]))
        reopened.commitNow()
        #expect(try next.value?.get().baseOffset == 3)
    }

    @Test func `damage below the recovery point is not cut off: that partition is not served, others are`() throws {
        let (directory, log) = try fixture.openWithLog()
        let other = try directory.create(LogPartition(topic: "other", index: 0), topicID: "", config: fixture.config)
        for index in 0..<3 { _ = log.submit(try TestBatch([("key", "value \(index)")])) }
        _ = other.submit(try TestBatch([("k", "v")]))
        directory.commitNow()
        directory.close()
        let (second, _) = try fixture.openWithLog()
        // The length of the last batch: where the log ends is not known any more. Damage with good batches behind it is kept from
        // readers, and all around it served (BitRotTests).
        let batch = try Int(fixture.disk.contents(of: "/data/t-0/00000000000000000000.log").count) / 3
        fixture.disk.flipByte(of: "/data/t-0/00000000000000000000.log", at: 2 * batch + 9)
        fixture.disk.crash()
        fixture.disk.restart()
        let third = try fixture.open()
        #expect(third.log(StorageFixture.partition) == nil)
        #expect(third.damage(of: StorageFixture.partition)?.code == .corrupt)
        #expect(try third.log(LogPartition(topic: "other", index: 0))?.allRecords().count == 1)
        // Nor is it forgotten what was promised: the next start refuses it as well.
        third.maintainNow()
        third.close()
        fixture.disk.crash()
        fixture.disk.restart()
        #expect(try fixture.open().damage(of: StorageFixture.partition)?.code == .corrupt)
        _ = second
    }

    @Test func `a deleted partition answers who waits, frees its name, and is gone after a crash`() throws {
        let (directory, log) = try fixture.openWithLog()
        let woken = Answer<Bool>()
        _ = log.onAdvance { woken.give(true) }
        let waiting = log.submit(try TestBatch([("k", "v")]))
        directory.writeOnly()
        let slice = try log.read(from: 0, maxBytes: 100, upTo: 1)
        try directory.delete(StorageFixture.partition)
        #expect(waiting.value.map { if case .failure(let error) = $0 { error.code == .deleted } else { false } } == true)
        #expect(!woken.all.isEmpty)
        #expect(try TestRecords.read(try slice.bytes()).map(\.value) == ["v"])
        #expect(directory.log(StorageFixture.partition) == nil)
        let again = try directory.create(StorageFixture.partition, topicID: "second", config: fixture.config)
        #expect(again.logEnd == 0)
        let error = #expect(throws: StorageError.self) {
            try directory.create(StorageFixture.partition, topicID: "third", config: fixture.config)
        }
        #expect(error?.code == .partitionExists)
        fixture.disk.crash()
        fixture.disk.restart()
        let (_, reopened) = try fixture.openWithLog()
        #expect(reopened.topicID == "second")
        #expect(try reopened.allRecords().isEmpty)
        #expect(try !fixture.disk.list("/data").contains { $0.hasSuffix("-delete") })
    }

    @Test func `deleted records are gone for readers at once, and after a crash`() throws {
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<40 { _ = log.submit(try TestBatch([("key", "value \(index)")])) }
        directory.commitNow()
        let segments = log.segmentCount
        #expect(try directory.deleteRecords(StorageFixture.partition, before: 25) == 25)
        #expect(log.segmentCount < segments)
        let error = #expect(throws: StorageError.self) { try log.read(from: 24, maxBytes: 1, upTo: 40) }
        #expect(error?.code == .offsetOutOfRange(logStart: 25, logEnd: 40))
        #expect(try log.allRecords().map(\.offset) == Array(25..<40))
        #expect(throws: StorageError.self) { try directory.deleteRecords(StorageFixture.partition, before: 41) }
        fixture.disk.crash()
        fixture.disk.restart()
        let (reopened, again) = try fixture.openWithLog()
        #expect(try again.allRecords().map(\.offset) == Array(25..<40))
        #expect(try reopened.deleteRecords(StorageFixture.partition, before: nil) == 40)
        #expect(try again.allRecords().isEmpty)
    }

    @Test func `records of many partitions are deleted together, each by itself`() throws {
        let directory = try fixture.open()
        let logs = try (0..<3).map { index in
            try directory.create(LogPartition(topic: "many", index: Int32(index)), topicID: "", config: LogConfig())
        }
        for log in logs { _ = log.submit(try TestBatch([("key", "a"), ("key", "b")])) }
        directory.commitNow()
        let results = try directory.deleteRecords([(logs[0], 1), (logs[1], 3), (logs[2], nil)])
        #expect(try results[0].get() == 1 && results[2].get() == 2)
        #expect(throws: StorageError.self) { try results[1].get() }
        fixture.disk.crash()
        fixture.disk.restart()
        let reopened = try fixture.open()
        #expect(logs.map { reopened.log($0.partition)?.logStart } == [1, 0, 2])
    }

    @Test func `names that are no partition's are left alone`() throws {
        let directory = try fixture.open()
        directory.close()
        for name in ["lost+found", "t", "-1", "t-01", "t-x"] { try fixture.disk.createDirectory("/data/\(name)") }
        let again = try fixture.open()
        #expect(again.logs.isEmpty)
        #expect(Set(try fixture.disk.list("/data")).isSuperset(of: ["lost+found", "t", "-1", "t-01", "t-x"]))
    }
}
