import DurableState
import Synchronization

/// A log in memory whose syncs the test decides on.
final class MemoryEngine: LogEngine {
    enum Mode {
        /// Every append is durable when it returns.
        case durable
        /// Appends wait for `sync`.
        case held
        /// Appends fail.
        case failing
    }

    private struct State {
        var mode = Mode.durable
        var logs: [LogPartition: [StoredRecord]] = [:]
        var waiting: [@Sendable (Result<Void, LogEngineError>) -> Void] = []
        var topics: [String: Int32] = [:]
    }

    private let state = Mutex(State())

    var mode: Mode {
        get { state.withLock { $0.mode } }
        set { state.withLock { $0.mode = newValue } }
    }

    var topics: [String: Int32] { state.withLock { $0.topics } }

    func records(of partition: LogPartition) -> [StoredRecord] { state.withLock { $0.logs[partition] ?? [] } }

    /// Everything appended so far is durable.
    func sync() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for later in waiting { later(.success(())) }
    }

    func ensureTopic(_ name: String, partitions: Int32, config: [String: String]) throws(LogEngineError) {
        state.withLock { $0.topics[name] = partitions }
    }

    func append(
        _ records: [NewRecord], to partition: LogPartition, later: @escaping @Sendable (Result<Void, LogEngineError>) -> Void
    ) -> AppendProgress {
        state.withLock { state in
            guard state.mode != .failing else { return .failed(LogEngineError(.storage, partition: partition, message: "no")) }
            for record in records {
                let offset = Int64(state.logs[partition]?.count ?? 0)
                state.logs[partition, default: []].append(
                    StoredRecord(partition: partition, offset: offset, timestamp: 0, key: record.key, value: record.value))
            }
            guard state.mode == .held else { return .durable }
            state.waiting.append(later)
            return .pending
        }
    }

    func recover(_ partition: LogPartition) throws(LogEngineError) {}

    func read(_ partition: LogPartition, from offset: Int64, maxBytes: Int) throws(LogEngineError)
        -> (records: [StoredRecord], next: Int64)
    {
        let rest = records(of: partition).filter { $0.offset >= offset }
        return (rest, offset + Int64(rest.count))
    }

    func startOffset(of partition: LogPartition) throws(LogEngineError) -> Int64 { 0 }
}
