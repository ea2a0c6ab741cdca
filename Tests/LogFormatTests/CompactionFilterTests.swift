import Bytes
import Compression
import LogFormat
import Testing

@Suite struct `Compaction filter` {
    @Test(arguments: CompressionCodec.allCases) func `only the latest value of a key stays, where it was`(codec: CompressionCodec)
        throws
    {
        let log = try batch(at: 0, keys: ["a", "b", "c"], codec: codec) + batch(at: 3, keys: ["a", "d"], codec: codec)
        let cleaned = try clean(log)
        #expect(try records(in: cleaned.bytes) == records(in: log).filter { $0.offset != 0 })
        #expect(cleaned.outcomes == ["rewritten", "unchanged"])
        #expect(cleaned.tally.recordsRead == 5 && cleaned.tally.recordsKept == 4)
    }

    @Test func `a batch without anything superseded is copied byte for byte`() throws {
        let log = try batch(at: 0, keys: ["a", "b"], codec: .zstd)
        #expect(try clean(log).bytes == log)
    }

    @Test func `nothing beyond the map is touched`() throws {
        let dirty = try batch(at: 0, keys: ["a", "b"])
        let beyond = try batch(at: 2, keys: ["a", nil, "x"], values: ["new", "v", nil])
        let cleaned = try clean(dirty + beyond, upTo: 2)
        #expect(cleaned.bytes == dirty + beyond)
    }

    @Test func `records without a key go`() throws {
        let cleaned = try clean(batch(at: 0, keys: [nil, "a", nil]))
        #expect(try records(in: cleaned.bytes).map(\.offset) == [1])
        #expect(cleaned.tally.keylessDropped == 2)
    }

    @Test func `a tombstone is stamped when first seen, kept until its horizon, and then goes`() throws {
        let log = try batch(at: 0, keys: ["a", "b"]) + batch(at: 2, keys: ["a", "c"], values: [nil, "v"], timestamp: 7000)
        let first = try clean(log, now: 10_000, deleteRetention: 500)
        #expect(try records(in: first.bytes) == records(in: log).filter { $0.offset > 0 })
        #expect(try headers(in: first.bytes).map(\.deleteHorizon) == [nil, 10_500])
        #expect(first.tally.earliestDeleteHorizon == 10_500)

        // A later cleaning does not move the horizon, whether or not anything new has come.
        let second = try clean(first.bytes, from: 4, now: 10_499, deleteRetention: 500)
        #expect(second.bytes == first.bytes && second.tally.earliestDeleteHorizon == 10_500)

        let third = try clean(second.bytes, from: 4, now: 10_500, deleteRetention: 500)
        #expect(try records(in: third.bytes).map(\.offset) == [1, 3])
        #expect(third.tally.tombstonesDropped == 1 && third.tally.earliestDeleteHorizon == nil)
    }

    @Test func `with no retention at all a tombstone survives its first cleaning and not its second`() throws {
        let log = try batch(at: 0, keys: ["a"], values: [nil]) + batch(at: 1, keys: ["b"])
        let first = try clean(log, now: 50, deleteRetention: 0)
        #expect(try records(in: first.bytes) == records(in: log))
        #expect(try records(in: clean(first.bytes, from: 2, now: 50, deleteRetention: 0).bytes).map(\.offset) == [1])
    }

    @Test func `a superseded tombstone goes at once`() throws {
        let log = try batch(at: 0, keys: ["a"], values: [nil]) + batch(at: 1, keys: ["a"])
        #expect(try records(in: clean(log).bytes).map(\.offset) == [1])
    }

    @Test func `an emptied batch goes, unless it ends the round`() throws {
        let log = try batch(at: 0, keys: ["a"]) + batch(at: 1, keys: ["a"]) + batch(at: 2, keys: [nil])
        let first = try clean(log)
        #expect(first.outcomes == ["dropped", "unchanged", "emptyHeader"])
        #expect(try headers(in: first.bytes).last?.nextOffset == 3)
        let again = try clean(first.bytes + batch(at: 3, keys: ["b"]))
        #expect(again.outcomes == ["unchanged", "dropped", "unchanged"])
        #expect(try records(in: again.bytes).map(\.offset) == [1, 3])
    }

    @Test func `the last sequence of an active producer survives its records`() throws {
        let log =
            try batch(at: 0, keys: ["a"], producerID: 7, producerEpoch: 0, baseSequence: 0)
            + batch(at: 1, keys: ["a"], codec: .gzip, producerID: 7, producerEpoch: 0, baseSequence: 1)
            + batch(at: 2, keys: ["a"])
        var producers = ProducerSequences()
        for header in try headers(in: log) { producers.apply(header, at: 0) }
        let cleaned = try clean(log, producers: producers)
        #expect(cleaned.outcomes == ["dropped", "emptyHeader", "unchanged"])
        var replayed = ProducerSequences()
        for header in try headers(in: cleaned.bytes) { replayed.apply(header, at: 0) }
        let next = header(offset: 3, producerID: 7, epoch: 0, sequence: 2)
        #expect(try replayed.check(next) == .new)
        // Cleaned again it stays, until the producer is forgotten.
        #expect(try clean(cleaned.bytes, from: 3, producers: producers).bytes == cleaned.bytes)
        #expect(try clean(cleaned.bytes, from: 3).outcomes == ["dropped", "unchanged"])
    }

    @Test func `aborted data goes, committed data stays, and markers wait for their horizon`() throws {
        func data(_ offset: Int64, _ key: String, _ producer: Int64) throws -> [UInt8] {
            try batch(at: offset, keys: [key], producerID: producer, producerEpoch: 0, baseSequence: 0, isTransactional: true)
        }
        let log =
            try data(0, "a", 1) + data(1, "b", 2) + marker(at: 2, producer: 1, type: 0) + marker(at: 3, producer: 2, type: 1)
            + batch(at: 4, keys: ["z"])
        let aborted = [AbortedTransaction(producerID: 1, firstOffset: 0, lastOffset: 2)]
        let first = try clean(log, now: 100, deleteRetention: 10, aborted: aborted)
        #expect(first.outcomes == ["dropped", "unchanged", "unchanged", "unchanged", "unchanged"])
        // Now the abort marker has no data left: it is stamped, and goes after its horizon.
        let second = try clean(first.bytes, from: 5, now: 200, deleteRetention: 10, aborted: aborted)
        #expect(second.outcomes == ["unchanged", "rewritten", "unchanged", "unchanged"])
        #expect(try headers(in: second.bytes).map(\.deleteHorizon) == [nil, 210, nil, nil])
        let third = try clean(second.bytes, from: 5, now: 210, deleteRetention: 10, aborted: aborted)
        #expect(third.outcomes == ["unchanged", "dropped", "unchanged", "unchanged"])
    }

    @Test func `an aborted value does not supersede the one before it`() throws {
        let log =
            try batch(at: 0, keys: ["a"])
            + batch(at: 1, keys: ["a"], producerID: 1, producerEpoch: 0, baseSequence: 0, isTransactional: true)
            + marker(at: 2, producer: 1, type: 0)
        let cleaned = try clean(log, aborted: [AbortedTransaction(producerID: 1, firstOffset: 1, lastOffset: 2)])
        #expect(try records(in: cleaned.bytes).first?.offset == 0)
        #expect(try headers(in: cleaned.bytes).map(\.baseOffset) == [0, 2])
    }

    @Test func `damage is reported, not cleaned away`() throws {
        let log = try batch(at: 0, keys: ["a"]) + CompressedNonsense.batch()
        #expect(throws: MalformedBytes.self) { try clean(log) }
    }

    private func marker(at offset: Int64, producer: Int64, type: UInt8) throws -> [UInt8] {
        var builder = RecordBatchBuilder(
            baseOffset: offset, leaderEpoch: 0, isTransactional: true, isControl: true, producerID: producer, producerEpoch: 0)
        builder.append(key: [0, 0, 0, type], value: [0, 0, 0, 0, 0, 0], timestamp: 1000)
        return try builder.finish()
    }
}

struct Cleaned {
    var bytes: [UInt8] = []
    var outcomes: [String] = []
    var tally = CompactionFilter.Tally()
}

/// One round of cleaning over a whole log in memory.
func clean(
    _ log: [UInt8], from firstDirtyOffset: Int64 = 0, upTo end: Int64 = .max, now: Int64 = 1_000_000,
    deleteRetention: Int64 = 1000,
    producers: ProducerSequences = ProducerSequences(), aborted: [AbortedTransaction] = [], mapByteLimit: Int = 1 << 20
) throws(MalformedBytes) -> Cleaned {
    let map = try offsetMap(of: log, firstDirtyOffset: firstDirtyOffset, upTo: end, aborted: aborted, byteLimit: mapByteLimit)
    var filter = CompactionFilter(map: map, now: now, deleteRetention: deleteRetention, producers: producers, aborted: aborted)
    var cleaned = Cleaned()
    var scratch = ByteWriter()
    try forEachBatch(in: log) { batch throws(MalformedBytes) in
        switch try filter.filter(batch, scratch: &scratch) {
        case .unchanged:
            cleaned.bytes += batch.bytes
            cleaned.outcomes.append("unchanged")
        case .rewritten(let bytes):
            cleaned.bytes += bytes
            cleaned.outcomes.append("rewritten")
        case .emptyHeader(let bytes):
            cleaned.bytes += bytes
            cleaned.outcomes.append("emptyHeader")
        case .dropped:
            cleaned.outcomes.append("dropped")
        }
    }
    cleaned.tally = filter.tally
    return cleaned
}
