import Bytes
import DurableState
import LogFormat
import Storage
import TestKit
import Testing

/// A bit turns in one file after the other: it is found, the line in the log names the file, and everything else is served.
@Suite struct `Bit rot` {
    private var fixture = StorageFixture()
    private let other = LogPartition(topic: "other", index: 0)
    private let first = "/data/t-0/00000000000000000000.log"

    /// A log of several segments and a second partition.
    private func fill() throws -> (LogDirectory, PartitionLog) {
        let (directory, log) = try fixture.openWithLog()
        let beside = try directory.create(other, topicID: "", config: fixture.config)
        for index in 0..<60 {
            // All of one length.
            let batch = try TestBatch(
                [("key", "value \(index + 10)")], timestamp: fixture.clock.now, producer: .init(id: 1, sequence: Int32(index)))
            _ = log.submit(batch)
        }
        _ = beside.submit(try TestBatch([("k", "v")]))
        directory.commitNow()
        directory.maintainNow()
        #expect(log.segmentCount > 3)
        return (directory, log)
    }

    /// Turns the lowest bit of a byte.
    private func turn(_ path: String, _ position: Int) throws {
        let file = try fixture.disk.open(path, .update)
        let byte = try file.bytes(at: Int64(position), count: 1)
        try file.write([byte[0] ^ 1], at: Int64(position))
        try file.sync()
    }

    private func othersAreServed(_ directory: LogDirectory) throws {
        #expect(try directory.log(other)?.allRecords().map(\.value) == ["v"])
        let log = try #require(directory.log(StorageFixture.partition))
        let next = log.submit(try TestBatch([("key", "later")]))
        directory.commitNow()
        #expect(try next.value?.get().baseOffset == 60)
    }

    @Test func `in a batch is found, named and given to nobody; all other batches are served`() throws {
        let (directory, log) = try fill()
        let size = try Int(fixture.disk.open(first, .read).size())
        let batch = try log.read(from: 0, maxBytes: 1, upTo: 60).byteCount
        // In the second batch.
        try turn(first, batch + 65)
        directory.scrubNow()
        #expect(log.damages.map(\.offsets) == [1..<2])
        #expect(log.damages.map(\.bytes) == [Int64(batch)..<Int64(2 * batch)])
        let line = try #require(fixture.lines.all.first { $0.contains("is damaged at byte \(batch): the batch has the CRC-32C ") })
        #expect(line.contains("t-0: 00000000000000000000.log") && line.contains("Offsets 1 to 1 cannot be read"))
        let error = #expect(throws: StorageError.self) { try log.read(from: 1, maxBytes: 10_000, upTo: 60) }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains("read on from offset 2") == true)
        // What comes before ends before it.
        let before = try log.read(from: 0, maxBytes: 10_000, upTo: 60)
        #expect((before.byteCount, before.nextOffset) == (batch, 1))
        #expect(try log.allRecords(from: 2).map(\.offset) == Array(2..<60))
        #expect(size > 3 * batch)
        try othersAreServed(directory)
        // Said once.
        let count = fixture.lines.all.count
        directory.scrubNow()
        #expect(fixture.lines.all.count == count)
    }

    @Test func `anywhere in a segment is found within its segment`() throws {
        let (directory, log) = try fill()
        let size = try Int(fixture.disk.open(first, .read).size())
        let end = try #require(log.bounds.logEnd as Int64?)
        for position in 0..<size {
            // The leader epoch is covered by nothing.
            if (12..<16).contains(position % (try log.read(from: 0, maxBytes: 1, upTo: 60).byteCount)) { continue }
            try turn(first, position)
            directory.scrubNow()
            #expect(log.damages.count == 1, "byte \(position)")
            #expect(log.damages.allSatisfy { $0.file == "00000000000000000000.log" && $0.offsets.count <= 3 }, "byte \(position)")
            let damage = try #require(log.damages.first)
            // What follows is read, and what precedes.
            let after = damage.offsets.upperBound
            #expect(try log.allRecords(from: after).map(\.offset) == Array(after..<end), "byte \(position)")
            try turn(first, position)
            directory.scrubNow()
            #expect(log.damages.isEmpty, "byte \(position)")
        }
    }

    @Test func `in the active segment is found as well, after a crash too`() throws {
        var fixture = fixture
        fixture.config.segmentByteCount = 1 << 20
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<10 { _ = log.submit(try TestBatch([("key", "value \(index)")])) }
        directory.commitNow()
        let batch = try log.read(from: 0, maxBytes: 1, upTo: 10).byteCount
        directory.close()
        _ = try fixture.openWithLog()
        fixture.disk.flipByte(of: first, at: 4 * batch + 70)
        fixture.disk.crash()
        fixture.disk.restart()
        // Below the recovery point: it is not cut off, and what lies around it is served.
        let (third, again) = try fixture.openWithLog()
        #expect(again.logEnd == 10)
        #expect(again.damages.map(\.offsets) == [4..<5])
        third.scrubNow()
        #expect(again.damages.map(\.offsets) == [4..<5])
        #expect(throws: StorageError.self) { try again.read(from: 4, maxBytes: 1, upTo: 10) }
        #expect(try again.allRecords(from: 5).map(\.offset) == Array(5..<10))
        let next = again.submit(try TestBatch([("key", "later")]))
        third.commitNow()
        #expect(try next.value?.get().baseOffset == 10)
    }

    @Test(arguments: [9, 16, 70])
    func `in the active segment before the power went is contained when it comes back, also where it hits a header`(byte: Int) throws {
        var fixture = fixture
        fixture.config.segmentByteCount = 1 << 20
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<10 { _ = log.submit(try TestBatch([("key", "value \(index)")])) }
        directory.commitNow()
        let batch = try log.read(from: 0, maxBytes: 1, upTo: 10).byteCount
        directory.close()
        let (_, second) = try fixture.openWithLog()
        _ = second.submit(try TestBatch([("key", "value 10")]))
        fixture.disk.flipByte(of: first, at: 3 * batch + byte)
        fixture.disk.crash()
        fixture.disk.restart()
        let (third, again) = try fixture.openWithLog()
        let damage = try #require(again.damages.first)
        #expect(damage.offsets.lowerBound == 3 && damage.offsets.upperBound <= 6)
        #expect(third.recoveryReports.contains { $0.sentence.contains("00000000000000000000.log is damaged at byte \(3 * batch)") })
        #expect(try again.allRecords(from: 6).map(\.value) == (6..<10).map { "value \($0)" })
        #expect(throws: StorageError.self) { try again.read(from: 3, maxBytes: 1, upTo: 10) }
    }

    @Test(arguments: [".index", ".timeindex"])
    func `anywhere in an index is found, and the index made anew`(suffix: String) throws {
        let (directory, log) = try fill()
        let path = "/data/t-0/00000000000000000000\(suffix)"
        let original = try fixture.disk.contents(of: path)
        #expect(!original.isEmpty)
        for position in original.indices {
            try turn(path, position)
            let count = fixture.lines.all.count
            directory.scrubNow()
            #expect(fixture.lines.all.count == count + 1, "byte \(position)")
            #expect(fixture.lines.all.last?.contains("made anew from the segment") == true, "byte \(position)")
            #expect(try fixture.disk.contents(of: path) == original, "byte \(position)")
        }
        #expect(log.damages.isEmpty)
        try othersAreServed(directory)
    }

    @Test func `in an index that is met by a reader misleads nobody`() throws {
        let path = "/data/t-0/00000000000000000000.index"
        let (directory, _) = try fill()
        directory.close()
        let original = try fixture.disk.contents(of: path)
        for position in original.indices {
            try turn(path, position)
            let (again, log) = try fixture.openWithLog()
            for offset in Int64(0)..<60 {
                let slice = try log.read(from: offset, maxBytes: 1, upTo: 60)
                #expect(try TestRecords.read(try slice.bytes()).map(\.offset) == [offset], "byte \(position), offset \(offset)")
            }
            again.close()
            let file = try fixture.disk.open(path, .create)
            try file.write(original, at: 0)
        }
    }

    @Test func `in a producer snapshot is found, and the log says the same`() throws {
        let (directory, _) = try fill()
        let name = try #require(try fixture.disk.list("/data/t-0").filter { $0.hasSuffix(".snapshot") }.sorted().last)
        let size = try fixture.disk.contents(of: "/data/t-0/\(name)").count
        try turn("/data/t-0/\(name)", size - 3)
        directory.scrubNow()
        #expect(fixture.lines.all.last?.contains("\(name) is damaged, and has been removed") == true)
        try othersAreServed(directory)
        fixture.disk.crash()
        fixture.disk.restart()
        #expect(try fixture.openWithLog().1.producers[1]?.lastSequence == 59)
    }

    @Test(arguments: ["leader-epoch-checkpoint", "partition.metadata"])
    func `in a small file of a partition is found, and the file written anew`(name: String) throws {
        let (directory, _) = try fill()
        let path = "/data/t-0/\(name)"
        let original = try fixture.disk.contents(of: path)
        for position in original.indices {
            try turn(path, position)
            directory.scrubNow()
            #expect(try fixture.disk.contents(of: path) == original, "byte \(position)")
            #expect(fixture.lines.all.last?.contains(name) == true, "byte \(position)")
        }
    }

    @Test(arguments: ["recovery-point", "log-start", "cleaner"])
    func `in a checkpoint is found by a start, and by the scrub`(kind: String) throws {
        let path = "/data/\(kind)-offset-checkpoint"
        let (directory, log) = try fill()
        _ = try directory.deleteRecords(StorageFixture.partition, before: 5)
        let original = try fixture.disk.contents(of: path)
        let position = try #require(original.indices.last { original[$0] == UInt8(ascii: "t") }) + 4
        try turn(path, position)
        directory.scrubNow()
        #expect(fixture.lines.all.last?.contains("\(path) did not say what was written into it, and has been written anew") == true)
        #expect(try fixture.disk.contents(of: path) == original)
        let records = try log.allRecords(from: 5)
        fixture.disk.crash()
        fixture.disk.restart()
        try turn(path, position)
        let again = try #require(try fixture.open().log(StorageFixture.partition))
        #expect(fixture.lines.all.contains { $0.contains("the checkpoint \(path) is damaged and counts as empty") })
        #expect(try again.allRecords(from: 5) == records)
    }

    @Test func `in a transaction index is found while it is held in memory, and by a start if it makes no sense`() throws {
        let (directory, log) = try fixture.openWithLog()
        _ = log.submit(try TestBatch([("t", "gone")], producer: .init(id: 8, sequence: 0), isTransactional: true))
        log.append(TransactionMarker(producerID: 8, producerEpoch: 0, isCommit: false)) { _ in }
        for index in 0..<40 { _ = log.submit(try TestBatch([("key", "value \(index)")])) }
        directory.commitNow()
        directory.maintainNow()
        let path = "/data/t-0/00000000000000000000.txnindex"
        let original = try fixture.disk.contents(of: path)
        for position in original.indices {
            try turn(path, position)
            directory.scrubNow()
            #expect(fixture.lines.all.last?.contains("00000000000000000000.txnindex does not say what was written into it") == true)
            #expect(try fixture.disk.contents(of: path) == original, "byte \(position)")
        }
        // The version: such a file is made anew by the next start, from the segment.
        try turn(path, 1)
        fixture.disk.crash()
        fixture.disk.restart()
        let (reopened, again) = try fixture.openWithLog()
        #expect(reopened.recoveryReports.contains { $0.sentence.contains("txnindex is damaged and made anew") })
        #expect(again.abortedTransactions(from: 0, to: 40).map(\.producerID) == [8])
    }

    @Test func `stops the cleaner of that log, which throws nothing away`() throws {
        var fixture = fixture
        fixture.config.cleanup = .compact
        fixture.config.minDirtyRatio = 0
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<60 { _ = log.submit(try TestBatch([("key \(index % 2)", "value \(index)")])) }
        directory.commitNow()
        try turnWith(fixture, 70)
        directory.scrubNow()
        let bytes = log.byteCount
        directory.maintainNow()
        #expect(log.byteCount == bytes)
        #expect(throws: StorageError.self) { try directory.compactNow(StorageFixture.partition) }
    }

    private func turnWith(_ fixture: StorageFixture, _ position: Int) throws { fixture.disk.flipByte(of: first, at: position) }
}

@Suite struct `The scrub` {
    private let fixture = StorageFixture()

    @Test func `finds nothing where nothing is wrong, in cleaned segments neither`() throws {
        var fixture = fixture
        fixture.config.cleanup = .compact
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<90 { _ = log.submit(try TestBatch([("key \(index % 7)", "value \(index)")])) }
        directory.commitNow()
        _ = try directory.compactNow(StorageFixture.partition)
        for index in 0..<30 { _ = log.submit(try TestBatch([("key \(index % 7)", "later \(index)")])) }
        directory.commitNow()
        directory.maintainNow()
        directory.scrubNow()
        #expect(fixture.lines.all.isEmpty)
        #expect(directory.damages.isEmpty)
        #expect(directory.scrubFacts.byteCount == log.byteCount)
        #expect(directory.scrubFacts.lastRoundEndedAt == fixture.clock.now)
    }

    @Test func `goes on where it was, in a process that begins anew`() throws {
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<60 { _ = log.submit(try TestBatch([("key", "value \(index)")])) }
        directory.commitNow()
        directory.maintainNow()
        let names = try fixture.disk.list("/data/t-0").compactMap { SegmentFileName($0) }
        let bases = names.filter { $0.kind == .log }.map(\.baseOffset).sorted()
        directory.close()
        var place = OffsetCheckpoint()
        place.offsets[.init(topic: "t", index: 0)] = bases[bases.count - 2]
        try fixture.disk.replace("/data/scrub-offset-checkpoint", in: "/data", with: place.bytes())
        let (again, _) = try fixture.openWithLog()
        again.scrubNow()
        #expect(again.scrubFacts.byteCount < log.byteCount / 2)
        again.scrubNow()
        #expect(again.scrubFacts.byteCount > log.byteCount)
    }
}
