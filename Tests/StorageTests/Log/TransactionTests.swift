import DurableState
import LogFormat
import Storage
import TestKit
import Testing

@Suite struct `Transactions in a log` {
    private let fixture = StorageFixture()

    private func batch(_ value: String, of producer: Int64, _ sequence: Int32, epoch: Int16 = 0) throws -> TestBatch {
        try TestBatch([("k", value)], producer: .init(id: producer, epoch: epoch, sequence: sequence), isTransactional: true)
    }

    private func end(_ producer: Int64, isCommit: Bool, epoch: Int16 = 0, in log: PartitionLog) {
        log.append(TransactionMarker(producerID: producer, producerEpoch: epoch, isCommit: isCommit)) { _ in }
    }

    @Test func `the last stable offset is the first of the oldest transaction that has no visible end`() throws {
        let (directory, log) = try fixture.openWithLog()
        _ = log.submit(try TestBatch([("k", "plain")]))
        _ = log.submit(try batch("a", of: 7, 0))
        _ = log.submit(try batch("b", of: 8, 0))
        directory.commitNow()
        #expect(log.bounds == .init(logStart: 0, lastStableOffset: 1, highWatermark: 3, logEnd: 3))
        end(7, isCommit: true, in: log)
        directory.writeOnly()
        #expect(log.lastStableOffset == 1, "the marker could still be lost")
        directory.commitNow()
        #expect(log.bounds == .init(logStart: 0, lastStableOffset: 2, highWatermark: 4, logEnd: 4))
        end(8, isCommit: false, in: log)
        directory.commitNow()
        #expect(log.lastStableOffset == 5)
        #expect(log.abortedTransactions(from: 0, to: 5).map(\.producerID) == [8])
        #expect(log.abortedTransactions(from: 0, to: 2) == [])
        #expect(log.abortedTransactions(from: 3, to: 5).map(\.firstOffset) == [2], "its marker lies there")
    }

    @Test func `a producer's plain batch is refused while its transaction is open, and so is one of an epoch that was fenced`() throws {
        let (directory, log) = try fixture.openWithLog()
        _ = log.submit(try batch("a", of: 7, 0))
        let plain = log.submit(try TestBatch([("k", "x")], producer: .init(id: 7, sequence: 1)))
        directory.commitNow()
        #expect(throws: StorageError.self) { try plain.value?.get() }
        // The marker of a transaction that was aborted for its holder carries the next epoch.
        end(7, isCommit: false, epoch: 1, in: log)
        let late = log.submit(try batch("b", of: 7, 1))
        directory.commitNow()
        #expect(throws: StorageError.self) { try late.value?.get() }
        let next = log.submit(try batch("c", of: 7, 0, epoch: 1))
        directory.commitNow()
        #expect(try next.value?.get().baseOffset == 2)
    }

    @Test(arguments: [true, false])
    func `a start finds what was open and what was aborted, in every segment`(isClean: Bool) throws {
        let (directory, log) = try fixture.openWithLog()
        var sequences: [Int64: Int32] = [:]
        for number in 0..<60 {
            let producer = Int64(number % 3)
            _ = log.submit(try batch("value \(number)", of: producer, sequences[producer, default: 0]))
            sequences[producer, default: 0] += 1
            if number % 4 == 3 { end(producer, isCommit: number % 8 == 3, in: log) }
            directory.commitNow()
            if number % 20 == 19 { directory.maintainNow() }
        }
        #expect(log.segmentCount > 3)
        let expected = log.abortedTransactions(from: 0, to: log.highWatermark)
        let stable = log.lastStableOffset
        #expect(!expected.isEmpty && stable < log.highWatermark)
        if isClean {
            directory.close()
        } else {
            fixture.disk.crash()
            fixture.disk.restart()
        }
        let (again, reopened) = try fixture.openWithLog()
        #expect(reopened.abortedTransactions(from: 0, to: reopened.highWatermark) == expected)
        #expect(reopened.lastStableOffset == stable)
        for producer in Int64(0)..<3 { end(producer, isCommit: true, in: reopened) }
        again.commitNow()
        #expect(reopened.lastStableOffset == reopened.highWatermark)
    }

    @Test func `a transaction index that is damaged is made anew`() throws {
        let (directory, log) = try fixture.openWithLog()
        for number in 0..<20 {
            _ = log.submit(try batch("value \(number)", of: 7, Int32(number)))
            end(7, isCommit: number % 2 == 0, in: log)
            directory.commitNow()
        }
        let expected = log.abortedTransactions(from: 0, to: log.highWatermark)
        directory.close()
        let path = "\(StorageFixture.path)/\(StorageFixture.partition)"
        let names = try fixture.disk.list(path).filter { $0.hasSuffix(".txnindex") }
        #expect(names.count > 1)
        for name in names {
            let file = try fixture.disk.open("\(path)/\(name)", .update)
            try file.write([0xff], at: 0)
        }
        let (again, reopened) = try fixture.openWithLog()
        #expect(reopened.abortedTransactions(from: 0, to: reopened.highWatermark) == expected)
        #expect(again.recoveryReports.contains { $0.description.contains("made anew") })
    }

    @Test func `deleting records ends what lies wholly below`() throws {
        let (directory, log) = try fixture.openWithLog()
        _ = log.submit(try batch("a", of: 7, 0))
        _ = log.submit(try TestBatch([("k", "b")]))
        directory.commitNow()
        #expect(log.lastStableOffset == 0)
        _ = try directory.deleteRecords(StorageFixture.partition, before: 2)
        #expect(log.bounds == .init(logStart: 2, highWatermark: 2, logEnd: 2))
    }

    @Test func `cleaning takes away what was aborted and keeps what was committed`() throws {
        var fixture = StorageFixture(config: .compacted)
        fixture.config.segmentByteCount = 1500
        let (directory, log) = try fixture.openWithLog()
        for number in 0..<30 {
            let isCommit = number % 3 != 2
            let producer = TestBatch.Producer(id: Int64(number), sequence: 0)
            _ = log.submit(
                try TestBatch([("\(number % 6)", isCommit ? "kept \(number)" : "aborted")], producer: producer, isTransactional: true))
            end(producer.id, isCommit: isCommit, in: log)
            directory.commitNow()
        }
        _ = try directory.compactNow(StorageFixture.partition)
        // Keys 2 and 5 were never committed.
        let values = try log.allRecords().compactMap(\.value)
        #expect(values.filter { $0.hasPrefix("kept") } == ["kept 24", "kept 25", "kept 27", "kept 28"])
        #expect(!values.contains("aborted"))
        #expect(log.lastStableOffset == log.highWatermark)
    }
}
