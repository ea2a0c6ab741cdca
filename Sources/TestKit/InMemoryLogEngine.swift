package import DurableState
internal import Synchronization

/// Logs in memory that can be told when to be durable and when to fail: the embedded log's stand-in for state machines.
package final class InMemoryLogEngine: LogEngine {
    private struct Pending {
        var partition: LogPartition
        /// The partition's durable end once this append is done.
        var end: Int
        var later: @Sendable (Result<Void, LogEngineError>) -> Void
    }

    private struct State {
        var logs: [LogPartition: [StoredRecord]] = [:]
        /// Records of each log that would survive; all, unless appends are held.
        var durable: [LogPartition: Int] = [:]
        var pending: [Pending] = []
        var fenced: Set<LogPartition> = []
        var isHolding = false
        var appendsBeforeFailure: Int?
    }

    private let state = Mutex(State())

    package init() {}

    // MARK: Control

    /// From now on appends are durable only when released.
    package func hold() { state.withLock { $0.isHolding = true } }

    /// Makes what was held durable, oldest first.
    package func release() { finishHeld(isOver: true) { _ in .success(()) } }

    /// The same, but what comes next is held again.
    package func sync() { finishHeld(isOver: false) { _ in .success(()) } }

    /// Fails what was held: the records are gone and their partitions fenced.
    package func failHeld() {
        finishHeld(isOver: true) { partition in
            .failure(LogEngineError(.storage, partition: partition, message: "the disk is full"))
        }
    }

    /// The append after `count` more ones fails.
    package func failAppend(after count: Int) { state.withLock { $0.appendsBeforeFailure = count } }

    /// Partitions of each topic.
    package var topics: [String: Int] {
        state.withLock { state in Dictionary(state.logs.keys.map { ($0.topic, 1) }, uniquingKeysWith: +) }
    }

    /// What is in a log, durable or not.
    package func records(of partition: LogPartition) -> [StoredRecord] { state.withLock { $0.logs[partition] ?? [] } }

    /// Puts a record there as another program would.
    package func plant(_ record: NewRecord, in partition: LogPartition) {
        state.withLock { state in
            Self.add([record], to: partition, &state)
            state.durable[partition] = state.logs[partition]?.count
        }
    }

    /// Keeps the last record of each key, and no tombstones: what compaction comes to when all horizons have passed.
    package func compact() {
        state.withLock { state in
            for (partition, records) in state.logs {
                var last: [[UInt8]: Int64] = [:]
                for record in records { last[record.key ?? []] = record.offset }
                state.logs[partition] = records.filter { $0.value != nil && last[$0.key ?? []] == $0.offset }
                state.durable[partition] = state.logs[partition]?.count
            }
        }
    }

    private func finishHeld(isOver: Bool, _ result: (LogPartition) -> Result<Void, LogEngineError>) {
        let finished = state.withLock { state in
            let finished = state.pending
            state.pending = []
            if isOver { state.isHolding = false }
            for append in finished {
                if case .failure = result(append.partition) {
                    state.fenced.insert(append.partition)
                } else {
                    state.durable[append.partition] = append.end
                }
            }
            return finished
        }
        for append in finished { append.later(result(append.partition)) }
    }

    // MARK: LogEngine

    package func ensureTopic(_ name: String, partitions: Int32, config: [String: String]) throws(LogEngineError) {
        state.withLock { state in
            for index in 0..<partitions {
                let partition = LogPartition(topic: name, index: index)
                if state.logs[partition] == nil { state.logs[partition] = [] }
            }
        }
    }

    package func append(
        _ records: [NewRecord], to partition: LogPartition, later: @escaping @Sendable (Result<Void, LogEngineError>) -> Void
    ) -> AppendProgress {
        state.withLock { state in
            guard state.logs[partition] != nil else {
                return .failed(LogEngineError(.unknownPartition, partition: partition, message: "there is no such partition"))
            }
            guard !state.fenced.contains(partition) else {
                return .failed(LogEngineError(.fenced, partition: partition, message: "an earlier append failed"))
            }
            if let left = state.appendsBeforeFailure {
                state.appendsBeforeFailure = left == 0 ? nil : left - 1
                if left == 0 {
                    state.fenced.insert(partition)
                    return .failed(LogEngineError(.storage, partition: partition, message: "the disk is full"))
                }
            }
            Self.add(records, to: partition, &state)
            let end = state.logs[partition]?.count ?? 0
            guard state.isHolding else {
                state.durable[partition] = end
                return .durable
            }
            state.pending.append(Pending(partition: partition, end: end, later: later))
            return .pending
        }
    }

    package func recover(_ partition: LogPartition) throws(LogEngineError) {
        state.withLock { state in
            state.fenced.remove(partition)
            let durable = state.durable[partition] ?? 0
            state.logs[partition]?.removeSubrange(durable...)
        }
    }

    package func read(
        _ partition: LogPartition, from offset: Int64, maxBytes: Int
    ) throws(LogEngineError) -> (records: [StoredRecord], next: Int64) {
        let records = records(of: partition).filter { $0.offset >= offset }
        return (records, records.last.map { $0.offset + 1 } ?? offset)
    }

    package func startOffset(of partition: LogPartition) throws(LogEngineError) -> Int64 { 0 }

    private static func add(_ records: [NewRecord], to partition: LogPartition, _ state: inout State) {
        var log = state.logs[partition] ?? []
        for record in records {
            let offset = (log.last?.offset ?? -1) + 1
            log.append(
                StoredRecord(
                    partition: partition, offset: offset, timestamp: record.timestamp ?? 0, key: record.key, value: record.value))
        }
        state.logs[partition] = log
    }
}
