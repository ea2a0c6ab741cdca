internal import Bytes
package import LogFormat
package import Storage
internal import Synchronization

/// A batch as a client would send it, looked at and ready to append.
package struct TestBatch: Sendable {
    package struct Producer: Sendable {
        package var id: Int64
        package var epoch: Int16
        package var sequence: Int32

        package init(id: Int64, epoch: Int16 = 0, sequence: Int32) {
            self.id = id
            self.epoch = epoch
            self.sequence = sequence
        }
    }

    package typealias KeyAndValue = (key: String?, value: String?)

    package var bytes: [UInt8]
    package var validated: ValidatedBatch

    package init(
        _ records: [KeyAndValue], timestamp: Int64 = 1_700_000_000_000, producer: Producer? = nil,
        isTransactional: Bool = false, validation: BatchValidation = BatchValidation()
    ) throws {
        var validation = validation
        validation.takesTransactions = isTransactional
        var builder = RecordBatchBuilder(
            isTransactional: isTransactional, producerID: producer?.id ?? -1, producerEpoch: producer?.epoch ?? -1, baseSequence: producer?.sequence ?? -1)
        for record in records {
            builder.append(
                key: record.key.map { Array($0.utf8) }, value: record.value.map { Array($0.utf8) }, timestamp: timestamp)
        }
        try self.init(bytes: try builder.finish(), now: timestamp, validation: validation)
    }

    package init(bytes: [UInt8], now: Int64, validation: BatchValidation = BatchValidation()) throws {
        var scratch = ByteWriter(capacity: 16)
        self.bytes = bytes
        validated = try bytes.withUnsafeBytes { try validation.validate($0, now: now, scratch: &scratch) }
    }
}

/// A record as it was read back.
package struct ReadRecord: Equatable, Sendable {
    package var offset: Int64
    package var timestamp: Int64
    package var key: String?
    package var value: String?
}

/// An answer that comes later.
package final class Answer<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])

    package init() {}

    package func give(_ value: Value) { values.withLock { $0.append(value) } }

    /// All that came so far: one, if all is well.
    package var all: [Value] { values.withLock { $0 } }

    package var value: Value? { all.first }
}

extension PartitionLog {
    /// Appends and returns where the answer will be.
    package func submit(_ batch: TestBatch, acks: RequiredAcks = .all) -> Answer<Result<AppendOutcome, StorageError>> {
        let answer = Answer<Result<AppendOutcome, StorageError>>()
        append(batch.validated, bytes: batch.bytes, acks: acks) { answer.give($0) }
        return answer
    }

    /// Every record from `start` (the log's) up to `limit` (the high watermark), read in pieces of `maxBytes`.
    package func allRecords(from start: Int64? = nil, upTo limit: Int64? = nil, maxBytes: Int = 1 << 20) throws -> [ReadRecord] {
        var found: [ReadRecord] = []
        var offset = start ?? logStart
        let first = offset
        let end = limit ?? highWatermark
        while true {
            let slice = try read(from: offset, maxBytes: maxBytes, upTo: end)
            if slice.isEmpty { return found }
            found += try TestRecords.read(try slice.bytes()).filter { $0.offset >= first }
            offset = slice.nextOffset
        }
    }
}

package enum TestRecords {
    /// The records of whole batches, checksums checked.
    package static func read(_ bytes: [UInt8]) throws -> [ReadRecord] {
        var found: [ReadRecord] = []
        var scratch = ByteWriter(capacity: 1024)
        try bytes.withUnsafeBytes { raw in
            var walk = BatchWalk(raw)
            while let batch = try walk.next() {
                guard batch.checksumIsValid else {
                    throw MalformedBytes(
                        reading: "record batch", position: batch.range.lowerBound, problem: "has a wrong checksum")
                }
                try batch.forEachRecord(scratch: &scratch) { record in
                    found.append(
                        ReadRecord(
                            offset: record.offset, timestamp: record.timestamp,
                            key: record.key.map { String(decoding: $0, as: UTF8.self) },
                            value: record.value.map { String(decoding: $0, as: UTF8.self) }))
                }
            }
        }
        return found
    }
}
