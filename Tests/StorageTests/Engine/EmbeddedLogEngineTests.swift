import DurableState
import Storage
import TestKit
import Testing

@Suite struct `Embedded log engine` {
    private let fixture = StorageFixture()
    private let partition = LogPartition(topic: "state", index: 1)

    private func record(_ key: String, _ value: String?) -> NewRecord {
        NewRecord(key: Array(key.utf8), value: value.map { Array($0.utf8) })
    }

    @Test func `records come back as they were appended, once they are durable`() throws {
        let directory = try fixture.open()
        let engine = EmbeddedLogEngine(directory)
        try engine.ensureTopic("state", partitions: 2, config: ["segment.bytes": "2000"])
        let answers = Answer<String>()
        let progress = engine.append([record("a", "1"), record("b", nil)], to: partition) { answers.give("\($0)") }
        guard case .pending = progress else { Issue.record("expected pending, got \(progress)"); return }
        #expect(try engine.read(partition, from: 0, maxBytes: 100).records.isEmpty)
        #expect(answers.all.isEmpty)
        directory.commitNow()
        #expect(answers.all.count == 1)
        let (records, next) = try engine.read(partition, from: 1, maxBytes: 100)
        #expect(next == 2)
        #expect(records == [
            StoredRecord(partition: partition, offset: 1, timestamp: fixture.clock.now, key: Array("b".utf8), value: nil)
        ])
        #expect(try engine.read(partition, from: 2, maxBytes: 100).next == 2)
        #expect(try engine.startOffset(of: partition) == 0)
        // Again, with other options: nothing is lost.
        try engine.ensureTopic("state", partitions: 2, config: ["segment.bytes": "3000"])
        #expect(directory.log(partition)?.config.segmentByteCount == 3000)
        #expect(directory.log(partition)?.config.cleanup == .compact)
    }

    @Test func `in os mode the answer is the return value`() throws {
        var fixture = fixture
        fixture.durability = .os
        let directory = try fixture.open()
        let engine = EmbeddedLogEngine(directory)
        try engine.ensureTopic("state", partitions: 2, config: [:])
        let answers = Answer<String>()
        let progress = engine.append([record("a", "1")], to: partition) { answers.give("\($0)") }
        guard case .durable = progress else { Issue.record("expected durable, got \(progress)"); return }
        #expect(answers.all.isEmpty)
    }

    @Test func `after a failure everything is fenced until recovery`() throws {
        let directory = try fixture.open()
        let engine = EmbeddedLogEngine(directory)
        try engine.ensureTopic("state", partitions: 2, config: [:])
        let answers = Answer<Result<Void, LogEngineError>>()
        _ = engine.append([record("a", "1")], to: partition) { answers.give($0) }
        directory.commitNow()
        fixture.disk.limitSpace(to: 10)
        _ = engine.append([record("a", "2")], to: partition) { answers.give($0) }
        _ = engine.append([record("a", "3")], to: partition) { answers.give($0) }
        directory.writeOnly()
        fixture.disk.limitSpace(to: nil)
        _ = engine.append([record("a", "4")], to: partition) { answers.give($0) }
        directory.commitNow()
        let kinds = answers.all.map { result -> LogEngineError.Kind? in
            if case .failure(let error) = result { error.kind } else { nil }
        }
        #expect(kinds == [nil, .storage, .storage, .fenced])
        try engine.recover(partition)
        _ = engine.append([record("a", "5")], to: partition) { answers.give($0) }
        directory.commitNow()
        #expect(try engine.read(partition, from: 0, maxBytes: 1000).records.map { $0.value.map { String(decoding: $0, as: UTF8.self) } } == ["1", "5"])
    }

    @Test func `an unknown partition and an unknown option are said so`() throws {
        let engine = EmbeddedLogEngine(try fixture.open())
        let error = #expect(throws: LogEngineError.self) { try engine.startOffset(of: partition) }
        #expect(error?.kind == .unknownPartition)
        guard case .failed(let failure) = engine.append([record("a", "1")], to: partition, later: { _ in }) else {
            Issue.record("expected a failure")
            return
        }
        #expect(failure.kind == .unknownPartition)
        #expect(throws: LogEngineError.self) { try engine.ensureTopic("x", partitions: 1, config: ["segment.bytes": "-4"]) }
    }
}
