import LogFormat
import Storage
import TestKit
import Testing

@Suite struct `Append` {
    private let fixture = StorageFixture()

    @Test func `offsets follow each other and acks=all is answered when synced`() throws {
        let (directory, log) = try fixture.openWithLog()
        let first = log.submit(try TestBatch([("a", "1"), ("b", "2")]))
        let second = log.submit(try TestBatch([("c", "3")]))
        #expect(first.value == nil)
        #expect(log.logEnd == 0)
        directory.commitNow()
        #expect(try first.value?.get().baseOffset == 0)
        #expect(try first.value?.get().lastOffset == 1)
        #expect(try second.value?.get().baseOffset == 2)
        #expect(log.bounds == .init(logStart: 0, highWatermark: 3, logEnd: 3))
        #expect(try log.allRecords().map(\.value) == ["1", "2", "3"])
    }

    @Test func `acks=1 is answered when written, but nobody sees the record before it is synced`() throws {
        let (directory, log) = try fixture.openWithLog()
        let answer = log.submit(try TestBatch([("a", "1")]), acks: .leader)
        directory.writeOnly()
        #expect(try answer.value?.get().baseOffset == 0)
        #expect(log.bounds == .init(logStart: 0, highWatermark: 0, logEnd: 1))
        #expect(try log.read(from: 0, maxBytes: 100, upTo: log.highWatermark).isEmpty)
        directory.commitNow()
        #expect(log.highWatermark == 1)
        #expect(answer.all.count == 1)
    }

    @Test func `in os mode everything is answered at once and visible`() throws {
        var fixture = fixture
        fixture.durability = .os
        let (_, log) = try fixture.openWithLog()
        let answer = log.submit(try TestBatch([("a", "1")]))
        #expect(try answer.value?.get().baseOffset == 0)
        #expect(log.highWatermark == 1)
    }

    @Test func `a batch sent twice is stored once and answered with its first offset`() throws {
        let (directory, log) = try fixture.openWithLog()
        let batches = try (0..<5).map {
            try TestBatch([("k", "v\($0)")], producer: TestBatch.Producer(id: 7, sequence: Int32($0)))
        }
        // In one go, so that the second finds the first not written yet.
        let answers = (batches + [batches[2], batches[0]]).map { log.submit($0) }
        directory.commitNow()
        #expect(try answers.map { try $0.value?.get().baseOffset } == [0, 1, 2, 3, 4, 2, 0])
        #expect(try answers.map { try $0.value?.get().isDuplicate } == [false, false, false, false, false, true, true])
        #expect(log.logEnd == 5)
    }

    @Test func `a gap in a producer's sequence is refused and leaves no trace`() throws {
        let (directory, log) = try fixture.openWithLog()
        let first = log.submit(try TestBatch([("k", "0")], producer: TestBatch.Producer(id: 7, sequence: 0)))
        let gap = log.submit(try TestBatch([("k", "2")], producer: TestBatch.Producer(id: 7, sequence: 2)))
        let next = log.submit(try TestBatch([("k", "1")], producer: TestBatch.Producer(id: 7, sequence: 1)))
        directory.commitNow()
        #expect(try first.value?.get().baseOffset == 0)
        let error = #expect(throws: StorageError.self) { try gap.value?.get() }
        guard case .sequence(let rejection)? = error?.code else { Issue.record("expected a sequence error"); return }
        #expect(rejection.kind == .outOfOrderSequence)
        #expect(try next.value?.get().baseOffset == 1)
    }

    @Test func `producers are remembered five batches back across a clean restart and a crash`() throws {
        for isClean in [true, false] {
            let fixture = StorageFixture(seed: 5)
            var (directory, log) = try fixture.openWithLog()
            let batches = try (0..<20).map {
                try TestBatch([("k", "value \($0)")], producer: TestBatch.Producer(id: 7, sequence: Int32($0)))
            }
            for batch in batches { _ = log.submit(batch) }
            directory.commitNow()
            if isClean { directory.close() } else { fixture.disk.crash() }
            fixture.disk.restart()
            (directory, log) = try fixture.openWithLog()
            let answers = batches[15...].map { log.submit($0) }
            directory.commitNow()
            #expect(try answers.map { try $0.value?.get().baseOffset } == [15, 16, 17, 18, 19], "clean: \(isClean)")
        }
    }

    @Test func `segments roll when full and every offset stays readable`() throws {
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<60 { _ = log.submit(try TestBatch([("key", "value \(index)"), ("key", "more")])) }
        directory.commitNow()
        #expect(log.segmentCount > 3)
        for offset in Int64(0)..<120 {
            let slice = try log.read(from: offset, maxBytes: 1, upTo: log.highWatermark)
            let records = try TestRecords.read(try slice.bytes())
            #expect(records.contains { $0.offset == offset })
            #expect(slice.nextOffset == offset / 2 * 2 + 2)
        }
        #expect(try log.allRecords(maxBytes: 400).map(\.offset) == Array(0..<120))
        #expect(try log.allRecords(maxBytes: 1 << 20).map(\.offset) == Array(0..<120))
    }

    @Test func `a read gives whole batches within maxBytes and the limit, at least one`() throws {
        let (directory, log) = try fixture.openWithLog()
        let size = try TestBatch([("k", "0")]).bytes.count
        for index in 0..<10 { _ = log.submit(try TestBatch([("k", "\(index)")])) }
        directory.commitNow()
        struct Case { var from: Int64, maxBytes: Int, upTo: Int64, batches: Int, next: Int64 }
        let cases = [
            Case(from: 0, maxBytes: 0, upTo: 10, batches: 1, next: 1),
            Case(from: 0, maxBytes: size * 3, upTo: 10, batches: 3, next: 3),
            Case(from: 0, maxBytes: size * 4 - 1, upTo: 10, batches: 3, next: 3),
            Case(from: 2, maxBytes: 10_000, upTo: 5, batches: 3, next: 5),
            Case(from: 9, maxBytes: 10_000, upTo: 10, batches: 1, next: 10),
            Case(from: 10, maxBytes: 10_000, upTo: 10, batches: 0, next: 10),
            Case(from: 5, maxBytes: 10_000, upTo: 5, batches: 0, next: 5),
        ]
        for row in cases {
            let slice = try log.read(from: row.from, maxBytes: row.maxBytes, upTo: row.upTo)
            #expect(slice.byteCount == row.batches * size, "\(row)")
            #expect(slice.nextOffset == row.next, "\(row)")
        }
        let error = #expect(throws: StorageError.self) { try log.read(from: 11, maxBytes: 1, upTo: 10) }
        #expect(error?.code == .offsetOutOfRange(logStart: 0, logEnd: 10))
    }

    @Test func `a batch larger than a segment is refused`() throws {
        let (directory, log) = try fixture.openWithLog()
        let answer = log.submit(try TestBatch([("k", String(repeating: "x", count: 2000))]))
        directory.commitNow()
        let error = #expect(throws: StorageError.self) { try answer.value?.get() }
        #expect(error?.code == .batchTooLarge)
    }

    @Test func `the log stamps batches when its topic says so`() throws {
        let (directory, log) = try fixture.openWithLog()
        var validation = BatchValidation()
        validation.timestampType = .logAppend
        fixture.clock.advance(by: 5000)
        let answer = log.submit(try TestBatch([("k", "v")], validation: validation))
        directory.commitNow()
        #expect(try answer.value?.get().logAppendTime == fixture.clock.now)
        #expect(try log.allRecords().map(\.timestamp) == [fixture.clock.now])
    }

    @Test func `listeners hear of every advance until removed`() throws {
        let (directory, log) = try fixture.openWithLog()
        let heard = Answer<Int64>()
        let id = log.onAdvance { heard.give(log.highWatermark) }
        _ = log.submit(try TestBatch([("k", "v")]), acks: .leader)
        directory.writeOnly()
        #expect(heard.all == [])
        directory.commitNow()
        #expect(heard.all == [1])
        log.removeListener(id)
        _ = log.submit(try TestBatch([("k", "v")]))
        directory.commitNow()
        #expect(heard.all == [1])
    }

    @Test func `timestamps are found, and the largest`() throws {
        let (directory, log) = try fixture.openWithLog()
        let base = fixture.clock.now
        for index in Int64(0)..<40 { _ = log.submit(try TestBatch([("k", "a"), ("k", "b")], timestamp: base + index * 10)) }
        directory.commitNow()
        #expect(try log.offset(forTimestamp: base)?.offset == 0)
        #expect(try log.offset(forTimestamp: base + 101)?.offset == 22)
        #expect(try log.offset(forTimestamp: base + 110) == TimestampedOffset(offset: 22, timestamp: base + 110, leaderEpoch: 0))
        #expect(try log.offset(forTimestamp: base + 391) == nil)
        #expect(try log.offsetOfMaxTimestamp()?.offset == 78)
        #expect(try log.offsetOfMaxTimestamp()?.timestamp == base + 390)
    }

    @Test func `a sequence of writes and syncs keeps callbacks in order per partition`() throws {
        let (directory, log) = try fixture.openWithLog()
        let order = Answer<Int>()
        for index in 0..<6 {
            // Every third is out of turn and fails; its answer still waits for those before it.
            let batch = try TestBatch(
                [("k", "v")], producer: index % 3 == 2 ? TestBatch.Producer(id: 1, sequence: 99 + Int32(index)) : nil)
            log.append(batch.validated, bytes: batch.bytes, acks: .all) { _ in order.give(index) }
            if index == 3 { directory.writeOnly() }
        }
        directory.commitNow()
        #expect(order.all == Array(0..<6))
    }
}
