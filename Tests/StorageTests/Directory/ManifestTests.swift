import DurableState
import LogFormat
import Storage
import TestKit
import Testing

/// What a stop in order leaves for the next start, and what the next start makes of it when it is not what it was.
@Suite struct `The manifest` {
    private let fixture = StorageFixture()
    private let manifest = "/data/herald-manifest"
    private let marker = "/data/.kafka_cleanshutdown"

    /// A log of several segments, with an idempotent producer and an aborted transaction, closed in order.
    private func fill() throws -> [ReadRecord] {
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<40 { _ = log.submit(try TestBatch([("key", "value \(index)")], timestamp: fixture.clock.now)) }
        for sequence in Int32(0)..<3 {
            _ = log.submit(try TestBatch([("p", "\(sequence)")], producer: .init(id: 7, sequence: sequence)))
        }
        _ = log.submit(try TestBatch([("t", "gone")], producer: .init(id: 8, sequence: 0), isTransactional: true))
        log.append(TransactionMarker(producerID: 8, producerEpoch: 0, isCommit: false)) { _ in }
        directory.commitNow()
        _ = try directory.deleteRecords(StorageFixture.partition, before: 3)
        directory.maintainNow()
        let records = try log.allRecords()
        directory.close()
        return records
    }

    private func rewrite(_ path: String, _ change: (inout [UInt8]) -> Void) throws {
        var bytes = try fixture.disk.contents(of: path)
        change(&bytes)
        let file = try fixture.disk.open(path, .create)
        try file.write(bytes, at: 0)
        try file.sync()
    }

    @Test func `lets a start read no file of a partition`() throws {
        let records = try fill()
        fixture.disk.failReads(of: ".log")
        let (directory, log) = try fixture.openWithLog()
        #expect(log.bounds == .init(logStart: 3, highWatermark: 45, logEnd: 45))
        #expect(directory.recoveryReports.isEmpty)
        fixture.disk.failReads(of: nil)
        #expect(try log.allRecords() == records)
        #expect(log.abortedTransactions(from: 0, to: 45).map(\.firstOffset) == [43])
        #expect(log.producers[7]?.lastSequence == 2)
        #expect(log.topicID == "topic-id")
        let duplicate = log.submit(try TestBatch([("p", "2")], producer: .init(id: 7, sequence: 2)))
        let next = log.submit(try TestBatch([("p", "3")], producer: .init(id: 7, sequence: 3)))
        directory.commitNow()
        #expect(try duplicate.value?.get().isDuplicate == true)
        #expect(try next.value?.get().baseOffset == 45)
    }

    @Test func `is gone while the directory is open`() throws {
        _ = try fill()
        _ = try fixture.open()
        #expect(try !fixture.disk.exists(manifest) && !fixture.disk.exists(marker))
    }

    @Test func `that is damaged anywhere is not used, and nothing is lost`() throws {
        let records = try fill()
        let original = try fixture.disk.contents(of: manifest)
        let shutdown = try fixture.disk.contents(of: marker)
        for position in stride(from: 0, to: original.count, by: 7) {
            try rewrite(manifest) { bytes in
                bytes = original
                bytes[position] ^= 0x10
            }
            try rewrite(marker) { $0 = shutdown }
            let (directory, log) = try fixture.openWithLog()
            #expect(try log.allRecords() == records, "byte \(position)")
            #expect(log.producers[7]?.lastSequence == 2, "byte \(position)")
            directory.close()
        }
    }

    @Test(arguments: [0, 1, 9, 100])
    func `that is torn is not used`(byteCount: Int) throws {
        let records = try fill()
        try rewrite(manifest) { $0.removeLast($0.count - byteCount) }
        let (directory, log) = try fixture.openWithLog()
        #expect(try log.allRecords() == records)
        // It was an orderly stop all the same, but what the manifest alone knew is not known.
        #expect(log.leaderEpoch == 1)
        #expect(directory.recoveryReports.isEmpty)
    }

    @Test func `of an earlier stop is not used`() throws {
        _ = try fill()
        let old = try fixture.disk.contents(of: manifest)
        let (directory, _) = try fixture.openWithLog()
        _ = try directory.deleteRecords(StorageFixture.partition, before: 10)
        directory.close()
        try rewrite(manifest) { $0 = old }
        let (_, log) = try fixture.openWithLog()
        #expect(log.logStart == 10)
    }

    @Test func `of another directory is not used`() throws {
        let other = StorageFixture(seed: 2)
        let (directory, log) = try other.openWithLog()
        for index in 0..<40 { _ = log.submit(try TestBatch([("key", "other \(index)")])) }
        directory.commitNow()
        directory.close()
        let records = try fill()
        try rewrite(manifest) { $0 = try! other.disk.contents(of: manifest) }
        #expect(try fixture.openWithLog().1.allRecords() == records)
    }

    @Test func `names what is not as it was, and that partition alone is looked at`() throws {
        _ = try fill()
        let last = try #require(try fixture.disk.list("/data/t-0").filter { $0.hasSuffix(".log") }.sorted().last)
        let file = try fixture.disk.open("/data/t-0/\(last)", .update)
        let size = try file.size()
        try file.write(Array("more".utf8), at: size)
        let (directory, log) = try fixture.openWithLog()
        #expect(directory.recoveryReports.map(\.sentence) == [
            "the files are not those of the last stop: \(last) has \(size + 4) bytes, it had \(size); they are looked at as after a crash",
            "\(last): the bytes from \(size) to \(size + 4) are no batch of this log: a batch needs 61 bytes, the file has 4 left; "
                + "the tail was cut, recovery keeps offsets up to 45",
        ])
        #expect(log.logEnd == 45)
        #expect(log.leaderEpoch == 1)
    }

    @Test func `does not hide a segment that is missing`() throws {
        _ = try fill()
        let names = try fixture.disk.list("/data/t-0").filter { $0.hasSuffix(".log") }.sorted()
        try fixture.disk.remove("/data/t-0/\(names[1])")
        let (directory, _) = try fixture.openWithLog()
        #expect(directory.recoveryReports.first?.sentence.contains("\(names[1]) is missing") == true)
    }

    @Test func `keeps an epoch that began with an unclean start and saw no append`() throws {
        let (directory, log) = try fixture.openWithLog()
        _ = log.submit(try TestBatch([("k", "v")]))
        directory.commitNow()
        fixture.disk.crash()
        fixture.disk.restart()
        let (second, quiet) = try fixture.openWithLog()
        #expect(quiet.leaderEpoch == 1)
        second.close()
        let (third, again) = try fixture.openWithLog()
        #expect(again.leaderEpoch == 1)
        // Before the first append of the epoch it is in the file: a crash does not take it back.
        _ = again.submit(try TestBatch([("k", "v")]))
        third.writeOnly()
        fixture.disk.crash()
        fixture.disk.restart()
        #expect(try fixture.openWithLog().1.leaderEpoch == 2)
    }

    @Test func `makes a stop of what has not changed write nothing but itself and the checkpoints`() throws {
        _ = try fill()
        let (directory, _) = try fixture.openWithLog()
        let before = fixture.disk.changeCount
        directory.close()
        // The manifest and the marker: made, written, synced, renamed, and their directory synced.
        #expect(fixture.disk.changeCount - before == 10)
    }
}

@Suite struct `After a crash a start` {
    private var fixture = StorageFixture()

    @Test func `looks at what lies beyond the recovery point alone`() throws {
        var fixture = fixture
        fixture.config.segmentByteCount = 200_000
        let padding = String(repeating: "x", count: 10_000)
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<60 { _ = log.submit(try TestBatch([("key", "value \(index)"), ("padding", padding)])) }
        directory.commitNow()
        let segments = log.segmentCount
        directory.close()
        let (second, again) = try fixture.openWithLog()
        _ = again.submit(try TestBatch([("key", "value 60")]))
        second.commitNow()
        fixture.disk.kill()
        fixture.disk.countReads(of: ".log")
        let (_, third) = try fixture.openWithLog()
        let read = fixture.disk.readByteCount
        #expect(third.logEnd == 121)
        #expect(third.segmentCount == segments)
        // A header of every closed segment, and the end of the active one.
        #expect(read < 80_000, "\(read) of \(third.byteCount) bytes were read")
        #expect(try third.allRecords().filter { $0.key == "key" }.map(\.value) == (0...60).map { "value \($0)" })
    }

    @Test func `at which the machine was down looks at the whole of each active segment`() throws {
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<10 { _ = log.submit(try TestBatch([("key", "value \(index)")])) }
        directory.commitNow()
        directory.close()
        _ = try fixture.openWithLog()
        let path = "/data/t-0/00000000000000000000.log"
        fixture.disk.flipByte(of: path, at: 70)
        fixture.disk.kill()
        #expect(try fixture.openWithLog().0.recoveryReports.isEmpty)
        fixture.disk.crash()
        fixture.disk.restart()
        let (fourth, again) = try fixture.openWithLog()
        #expect(fourth.recoveryReports.count == 1)
        #expect(fourth.recoveryReports.first?.sentence.contains("00000000000000000000.log is damaged at byte 0") == true)
        #expect(again.damages.map(\.offsets) == [0..<1])
    }

    @Test func `refuses a partition whose end is not there although it was on stable storage`() throws {
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<3 { _ = log.submit(try TestBatch([("key", "value \(index)")])) }
        directory.commitNow()
        let size = log.byteCount
        directory.close()
        _ = try fixture.openWithLog()
        fixture.disk.crash()
        fixture.disk.restart()
        let file = try fixture.disk.open("/data/t-0/00000000000000000000.log", .update)
        try file.truncate(to: size / 3 * 2)
        try file.sync()
        let damage = try fixture.open().damage(of: StorageFixture.partition)
        #expect(damage?.code == .corrupt)
        #expect(damage?.message.contains("ends at offset 2, but offsets up to 3 were on stable storage") == true)
    }
}

@Suite struct `Open files` {
    @Test func `are bounded, and whatever is closed is opened again when it is read`() throws {
        var fixture = StorageFixture()
        fixture.openFileLimit = 4
        let directory = try fixture.open()
        let logs = try (0..<10).map { index in
            try directory.create(LogPartition(topic: "t", index: Int32(index)), topicID: "", config: fixture.config)
        }
        for index in 0..<40 {
            for log in logs { _ = log.submit(try TestBatch([("key", "value \(index)")])) }
            directory.commitNow()
        }
        directory.maintainNow()
        #expect(logs.allSatisfy { $0.segmentCount > 2 })
        for _ in 0..<2 {
            for log in logs { #expect(try log.allRecords().map(\.value) == (0..<40).map { "value \($0)" }) }
        }
        // And the lock.
        #expect(fixture.disk.openFileCount <= 5)
    }

    @Test func `of a slice stay readable when they are closed, cleaned or deleted meanwhile`() throws {
        var fixture = StorageFixture()
        fixture.openFileLimit = 1
        fixture.config.cleanup = .compact
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<60 { _ = log.submit(try TestBatch([("key \(index % 3)", "value \(index)")])) }
        directory.commitNow()
        let slice = try log.read(from: 0, maxBytes: 500, upTo: 60)
        let expected = try TestRecords.read(try slice.bytes())
        _ = try directory.compactNow(StorageFixture.partition)
        _ = try log.allRecords()
        #expect(try TestRecords.read(try slice.bytes()) == expected)
        try directory.delete(StorageFixture.partition)
        #expect(try TestRecords.read(try slice.bytes()) == expected)
    }
}
