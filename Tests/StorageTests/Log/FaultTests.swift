import DurableState
import LogFormat
import Storage
import TestKit
import Testing

@Suite struct `A disk that fails` {
    private let fixture = StorageFixture()

    @Test func `a full disk refuses the append, keeps the log whole, and recovers by itself`() throws {
        let (directory, log) = try fixture.openWithLog()
        let producer = { TestBatch.Producer(id: 3, sequence: $0) }
        _ = log.submit(try TestBatch([("k", "0")], producer: producer(0)))
        directory.commitNow()
        fixture.disk.limitSpace(to: 30)
        let refused = log.submit(try TestBatch([("k", "1")], producer: producer(1)))
        let alsoRefused = log.submit(try TestBatch([("k", "2")], producer: producer(2)), acks: .leader)
        directory.commitNow()
        for answer in [refused, alsoRefused] {
            let error = #expect(throws: StorageError.self) { try answer.value?.get() }
            #expect(error?.code == .full)
        }
        #expect(directory.failure == nil)
        #expect(try log.allRecords().map(\.value) == ["0"])
        fixture.disk.limitSpace(to: nil)
        // The producer tries again with the sequences that were refused.
        let again = log.submit(try TestBatch([("k", "1")], producer: producer(1)))
        directory.commitNow()
        #expect(try again.value?.get().baseOffset == 1)
        fixture.disk.crash()
        fixture.disk.restart()
        let (_, reopened) = try fixture.openWithLog()
        #expect(try reopened.allRecords().map(\.value) == ["0", "1"])
    }

    @Test func `a full disk at a roll refuses and recovers too`() throws {
        let (directory, log) = try fixture.openWithLog()
        for index in 0..<14 { _ = log.submit(try TestBatch([("key", "value \(index)")])) }
        directory.commitNow()
        fixture.disk.limitSpace(to: 0)
        let answers = try (0..<20).map { log.submit(try TestBatch([("key", "no room \($0)")])) }
        directory.commitNow()
        #expect(answers.allSatisfy { if case .failure(let error)? = $0.value { error.code == .full } else { false } })
        fixture.disk.limitSpace(to: nil)
        let after = log.submit(try TestBatch([("key", "room")]))
        directory.commitNow()
        #expect(try after.value?.get().baseOffset == 14)
        #expect(try log.allRecords().map(\.offset) == Array(0..<15))
    }

    @Test func `a failed sync fails every waiting append and turns the directory read-only for good`() throws {
        let (directory, log) = try fixture.openWithLog()
        let other = try directory.create(.init(topic: "other", index: 0), topicID: "", config: fixture.config)
        _ = log.submit(try TestBatch([("k", "0")]))
        directory.commitNow()
        fixture.disk.failSync()
        let waiting = [log.submit(try TestBatch([("k", "1")])), other.submit(try TestBatch([("k", "1")]))]
        directory.commitNow()
        for answer in waiting {
            let error = #expect(throws: StorageError.self) { try answer.value?.get() }
            #expect(error?.code == .storage)
        }
        for log in [log, other] {
            for acks in [RequiredAcks.all, .leader] {
                let later = log.submit(try TestBatch([("k", "2")]), acks: acks)
                directory.commitNow()
                let error = #expect(throws: StorageError.self) { try later.value?.get() }
                #expect(error?.code == .storage)
            }
        }
        #expect(directory.failure?.code == .storage)
        // What was durable before can still be read, and no more.
        #expect(try log.allRecords().map(\.value) == ["0"])
        #expect(log.highWatermark == 1)
        #expect(throws: StorageError.self) { try directory.create(.init(topic: "t", index: 9), topicID: "", config: fixture.config) }
        directory.close()
        fixture.disk.restart()
        let (_, reopened) = try fixture.openWithLog()
        #expect(try reopened.allRecords().first?.value == "0")
    }

    @Test func `a read that fails is a storage error and appends go on`() throws {
        let (directory, log) = try fixture.openWithLog()
        _ = log.submit(try TestBatch([("k", "0")]))
        directory.commitNow()
        fixture.disk.failReads(of: ".log")
        let error = #expect(throws: StorageError.self) { try log.read(from: 0, maxBytes: 1, upTo: 1) }
        #expect(error?.code == .storage)
        let answer = log.submit(try TestBatch([("k", "1")]))
        directory.commitNow()
        #expect(try answer.value?.get().baseOffset == 1)
    }

    @Test func `too much waiting to be written is refused as busy and not queued`() throws {
        let (directory, log) = try fixture.openWithLog()
        let large = try TestBatch([("k", String(repeating: "x", count: 1_000_000))])
        let answers = (0..<80).map { _ in log.submit(large) }
        let busy = answers.filter { if case .failure(let error)? = $0.value { error.code == .busy } else { false } }
        #expect(busy.count == 80 - GroupCommit.queuedByteLimit / large.bytes.count)
        directory.commitNow()
        #expect(answers.allSatisfy { $0.all.count == 1 })
    }

    @Test func `one batch beyond what may wait is taken where nothing waits`() throws {
        let fixture = StorageFixture(config: LogConfig())
        let (directory, log) = try fixture.openWithLog()
        var validation = BatchValidation()
        validation.messageMaxByteCount = .max
        let huge = try TestBatch(
            [("k", String(repeating: "x", count: GroupCommit.queuedByteLimit + 1))], validation: validation)
        let first = log.submit(huge), second = log.submit(huge)
        if case .failure(let error)? = second.value { #expect(error.code == .busy) } else { Issue.record("the second was taken") }
        directory.commitNow()
        #expect(try first.value?.get().baseOffset == 0)
    }
}
