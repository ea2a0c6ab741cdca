internal import Bytes
internal import Compression
package import DurableState
internal import LogFormat
internal import Synchronization

/// `LogEngine` over this process's own data directory.
///
/// Appends are `acks=all` and are taken even when the queue of writes is full: their number is bound by the requests that
/// cause them. In `os` mode they are durable, as that mode understands it, when `append` returns.
package final class EmbeddedLogEngine: LogEngine {
    private let directory: LogDirectory
    /// What internal topics are given: compacted, small segments, so that they stay short.
    private let baseConfig: LogConfig

    package init(_ directory: LogDirectory, baseConfig: LogConfig = .internalTopic) {
        self.directory = directory
        self.baseConfig = baseConfig
    }

    package func ensureTopic(_ name: String, partitions: Int32, config: [String: String]) throws(LogEngineError) {
        var wanted = baseConfig
        for (option, value) in config.sorted(by: { $0.key < $1.key }) where !wanted.set(option, to: value) {
            throw LogEngineError(.storage, message: "topic \(name): option \(option) = '\(value)' is not one the log knows")
        }
        for index in 0..<partitions {
            let partition = LogPartition(topic: name, index: index)
            if let log = directory.log(partition) {
                log.config = wanted
                continue
            }
            do throws(StorageError) {
                if let damage = directory.damage(of: partition) { throw damage }
                _ = try directory.create(partition, topicID: "", config: wanted)
            } catch {
                throw LogEngineError(error)
            }
        }
    }

    package func append(
        _ records: [NewRecord], to partition: LogPartition,
        later: @escaping @Sendable (Result<Void, LogEngineError>) -> Void
    ) -> AppendProgress {
        guard !records.isEmpty else { return .durable }
        guard let log = directory.log(partition) else { return .failed(LogEngineError(.unknown(partition))) }
        let batch: ValidatedBatch
        let bytes: [UInt8]
        do throws(LogEngineError) {
            (batch, bytes) = try makeBatch(of: records, for: partition)
        } catch {
            // Nothing was handed to the log, and nothing later may land on top of the gap.
            log.raiseFence()
            return .failed(error)
        }
        let call = AppendCall()
        log.submit(
            AppendJob(batch: batch, bytes: BatchBytes(copying: bytes), acks: .all, fences: true) { result in
                if call.isOver(answering: result) { later(result.map { _ in }.mapError { LogEngineError($0) }) }
            }, ignoringLimit: true)
        switch call.end() {
        case nil: return .pending
        case .success?: return .durable
        case .failure(let error)?: return .failed(LogEngineError(error))
        }
    }

    package func recover(_ partition: LogPartition) throws(LogEngineError) {
        guard let log = directory.log(partition) else { throw LogEngineError(.unknown(partition)) }
        log.liftFence()
    }

    package func read(
        _ partition: LogPartition, from offset: Int64, maxBytes: Int
    ) throws(LogEngineError) -> (records: [StoredRecord], next: Int64) {
        guard let log = directory.log(partition) else { throw LogEngineError(.unknown(partition)) }
        let slice: LogSlice
        do throws(StorageError) {
            slice = try log.read(from: offset, maxBytes: maxBytes, upTo: log.highWatermark)
        } catch {
            throw LogEngineError(error)
        }
        guard !slice.isEmpty else { return ([], slice.nextOffset) }
        do {
            return (try records(of: try slice.bytes(), partition, from: offset), slice.nextOffset)
        } catch {
            throw LogEngineError(.storage, partition: partition, message: "read from offset \(offset): \(error)")
        }
    }

    package func startOffset(of partition: LogPartition) throws(LogEngineError) -> Int64 {
        guard let log = directory.log(partition) else { throw LogEngineError(.unknown(partition)) }
        return log.logStart
    }

    private func records(of bytes: [UInt8], _ partition: LogPartition, from offset: Int64) throws(MalformedBytes) -> [StoredRecord] {
        var found: [StoredRecord] = []
        var scratch = ByteWriter(capacity: 1024)
        try bytes.withByteReader { reader throws(MalformedBytes) in
            var walk = BatchWalk(reader.bytes)
            while let batch = try walk.next() {
                guard batch.checksumIsValid else {
                    throw MalformedBytes(
                        reading: "record batch", position: batch.range.lowerBound, problem: "it does not have the CRC-32C it claims")
                }
                if batch.header.isControl { continue }
                try batch.forEachRecord(scratch: &scratch) { record in
                    guard record.offset >= offset else { return }
                    found.append(
                        StoredRecord(
                            partition: partition, offset: record.offset, timestamp: record.timestamp,
                            key: record.key.map { [UInt8]($0) }, value: record.value.map { [UInt8]($0) }))
                }
            }
        }
        return found
    }

    private func makeBatch(
        of records: [NewRecord], for partition: LogPartition
    ) throws(LogEngineError) -> (ValidatedBatch, [UInt8]) {
        let now = directory.environment.clock.now()
        var builder = RecordBatchBuilder()
        for record in records { builder.append(key: record.key, value: record.value, timestamp: record.timestamp ?? now) }
        do {
            let bytes = try builder.finish()
            return (try ValidatedBatch(own: bytes, now: now), bytes)
        } catch {
            throw LogEngineError(.storage, partition: partition, message: "make a batch of \(records.count) records: \(error)")
        }
    }
}

/// One call of `append`: an answer that comes before the call returns is returned by it.
private final class AppendCall: Sendable {
    private enum Phase {
        case running
        case answered(Result<AppendOutcome, StorageError>)
        case over
    }

    private let phase = Mutex(Phase.running)

    /// Whether the call has returned; if not, it returns this answer.
    func isOver(answering result: Result<AppendOutcome, StorageError>) -> Bool {
        phase.withLock { phase in
            if case .over = phase { return true }
            phase = .answered(result)
            return false
        }
    }

    /// Ends the call with the answer it has, if any.
    func end() -> Result<AppendOutcome, StorageError>? {
        phase.withLock { phase in
            defer { phase = .over }
            if case .answered(let result) = phase { return result }
            return nil
        }
    }
}

extension LogConfig {
    /// Compacted, in segments of 16 MiB that are closed after a day of quiet.
    package static var internalTopic: LogConfig {
        var config = LogConfig.compacted
        config.segmentByteCount = 16 << 20
        config.segmentAge = 24 * 3_600_000
        return config
    }
}

extension ValidatedBatch {
    /// A batch that this program has put together: held to what holds for all, not to a topic's limits.
    init(own bytes: [UInt8], now: Int64) throws(BatchRejection) {
        var validation = BatchValidation()
        validation.isInternal = true
        validation.takesTransactions = true
        validation.messageMaxByteCount = Int(Int32.max)
        var scratch = ByteWriter(capacity: 16)
        self = try bytes.withByteReader { reader throws(BatchRejection) in
            try validation.validate(reader.bytes, now: now, scratch: &scratch)
        }
    }
}

extension LogEngineError {
    init(_ error: StorageError) {
        let kind: Kind =
            switch error.code {
            case .fenced: .fenced
            case .unknownPartition, .deleted: .unknownPartition
            default: .storage
            }
        self.init(kind, partition: error.partition, message: error.message)
    }
}
