import DurableState
import Storage
import Synchronization
import TestKit
import Testing

/// A sum: commands add, records say by how much, and the total is the state. Negative amounts are refused.
private struct Sum: StateMachine {
    struct Added: LoggedRecord {
        var amount: Int
        var partition: Int32 = 0

        func encoded() -> (partition: LogPartition, record: NewRecord) {
            (LogPartition(topic: "sum", index: partition), NewRecord(key: nil, value: Array("\(amount)".utf8)))
        }

        static func decode(_ stored: StoredRecord) throws(UnreadableRecord) -> Added? {
            guard let value = stored.value else { return nil }
            guard let amount = Int(String(decoding: value, as: UTF8.self)) else {
                throw UnreadableRecord(stored, problem: "no number")
            }
            return Added(amount: amount, partition: stored.partition.index)
        }
    }

    struct Negative: Error, Equatable {}

    var total = 0

    /// Amounts by partition.
    func decide(_ command: [(Int32, Int)]) throws(Negative) -> Decision<Added, Int> {
        for (_, amount) in command where amount < 0 { throw Negative() }
        return Decision(
            records: command.map { Added(amount: $0.1, partition: $0.0) }, reply: command.reduce(total) { $0 + $1.1 })
    }

    mutating func apply(_ record: Added) { total += record.amount }
}

/// A log in memory that answers when the test says so.
private final class ScriptedEngine: LogEngine {
    struct State {
        var durable: [LogPartition: [NewRecord]] = [:]
        var pending: [(partition: LogPartition, records: [NewRecord], later: @Sendable (Result<Void, LogEngineError>) -> Void)] = []
        var fenced: Set<LogPartition> = []
        var refusesReads = false
        var failsAtOnce = false
        var recoveries = 0
    }

    let state = Mutex(State())

    func ensureTopic(_ name: String, partitions: Int32, config: [String: String]) throws(LogEngineError) {}

    func append(
        _ records: [NewRecord], to partition: LogPartition, later: @escaping @Sendable (Result<Void, LogEngineError>) -> Void
    ) -> AppendProgress {
        state.withLock { state in
            if state.failsAtOnce {
                state.fenced.insert(partition)
                return .failed(LogEngineError(.storage, message: "at once"))
            }
            state.pending.append((partition, records, later))
            return .pending
        }
    }

    func recover(_ partition: LogPartition) throws(LogEngineError) {
        state.withLock { state in
            state.fenced.remove(partition)
            state.recoveries += 1
        }
    }

    func read(
        _ partition: LogPartition, from offset: Int64, maxBytes: Int
    ) throws(LogEngineError) -> (records: [StoredRecord], next: Int64) {
        let all: [NewRecord]? = state.withLock { $0.refusesReads ? nil : $0.durable[partition] ?? [] }
        guard let all else { throw LogEngineError(.storage, message: "unreadable") }
        // Two at a time, so that a replay takes several reads.
        let records = all.enumerated().dropFirst(Int(offset)).prefix(2).map { index, record in
            StoredRecord(partition: partition, offset: Int64(index), timestamp: 0, key: record.key, value: record.value)
        }
        return (records, offset + Int64(records.count))
    }

    func startOffset(of partition: LogPartition) throws(LogEngineError) -> Int64 { 0 }

    /// Answers the pending append at `index`.
    func settle(_ index: Int = 0, failing: Bool = false) {
        let next = state.withLock { state in
            let next = state.pending.remove(at: index)
            if failing {
                state.fenced.insert(next.partition)
            } else {
                state.durable[next.partition, default: []] += next.records
            }
            return next
        }
        next.later(failing ? .failure(LogEngineError(.storage, message: "later")) : .success(()))
    }
}

@Suite struct `Log-backed state` {
    private let engine = ScriptedEngine()

    private func host(partitions: Int32 = 1) throws -> LogBackedState<Sum> {
        try LogBackedState(
            engine: engine, partitions: (0..<partitions).map { LogPartition(topic: "sum", index: $0) },
            makeMachine: { Sum() }, onUnreadable: { _ in })
    }

    private func add(_ amounts: [(Int32, Int)], _ host: LogBackedState<Sum>) -> Answer<String> {
        let answer = Answer<String>()
        host.execute(amounts) { result in
            switch result {
            case .success(let reply): answer.give("\(reply)")
            case .failure(.rejected): answer.give("rejected")
            case .failure(.log(let error)): answer.give("\(error.kind)")
            }
        }
        return answer
    }

    private func look(_ host: LogBackedState<Sum>) -> Answer<String> {
        let answer = Answer<String>()
        host.read({ $0.total }, completion: { result in
            switch result {
            case .success(let total): answer.give("\(total)")
            case .failure(let error): answer.give("\(error.kind)")
            }
        })
        return answer
    }

    @Test func `answers, reads and refusals wait until what they rest on is durable`() throws {
        let host = try host()
        let first = add([(0, 5)], host)
        let second = add([(0, 2)], host)
        let read = look(host)
        let refused = add([(0, -1)], host)
        #expect(host.peek { $0.total } == 7)
        #expect([first, second, read, refused].allSatisfy { $0.all.isEmpty })
        engine.settle()
        #expect(first.all == ["5"])
        #expect(second.all.isEmpty)
        engine.settle()
        #expect([second.all, read.all, refused.all] == [["7"], ["7"], ["rejected"]])
        // Nothing is outstanding: at once.
        #expect(look(host).all == ["7"])
    }

    @Test func `appends of different partitions may become durable out of turn`() throws {
        let host = try host(partitions: 2)
        let first = add([(0, 1)], host)
        let second = add([(1, 10)], host)
        engine.settle(1)
        #expect(second.all.isEmpty)
        engine.settle(0)
        #expect([first.all, second.all] == [["1"], ["11"]])
    }

    @Test func `a command over two partitions is answered when both are durable`() throws {
        let host = try host(partitions: 2)
        let both = add([(0, 1), (1, 2)], host)
        engine.settle(1)
        #expect(both.all.isEmpty)
        engine.settle(0)
        #expect(both.all == ["3"])
    }

    @Test func `a failed append fails all who wait, and the state is what the log durably holds`() throws {
        let host = try host()
        let kept = add([(0, 5)], host)
        engine.settle()
        let failed = add([(0, 2)], host)
        let after = add([(0, 3)], host)
        let read = look(host)
        engine.settle(failing: true)
        #expect([failed.all, after.all, read.all] == [["storage"], ["storage"], ["storage"]])
        // One is still under way: nobody is served before the log has said what became of it.
        #expect(add([(0, 1)], host).all == ["storage"])
        #expect(engine.state.withLock { $0.recoveries } == 0)
        engine.settle(failing: true)
        #expect(engine.state.withLock { $0.recoveries } == 1)
        #expect(kept.all == ["5"])
        #expect(look(host).all == ["5"])
        let next = add([(0, 4)], host)
        engine.settle()
        #expect(next.all == ["9"])
    }

    @Test func `what became durable behind a failure of another partition is kept`() throws {
        let host = try host(partitions: 2)
        let failed = add([(0, 1)], host)
        let other = add([(1, 10)], host)
        engine.settle(0, failing: true)
        engine.settle(0)
        #expect([failed.all, other.all] == [["storage"], ["storage"]])
        #expect(look(host).all == ["10"])
    }

    @Test func `an append that fails at once recovers at once`() throws {
        let host = try host()
        engine.state.withLock { $0.failsAtOnce = true }
        #expect(add([(0, 1)], host).all == ["storage"])
        #expect(engine.state.withLock { $0.recoveries } == 1)
        engine.state.withLock { $0.failsAtOnce = false }
        let next = add([(0, 1)], host)
        engine.settle()
        #expect(next.all == ["1"])
    }

    @Test func `a log that cannot be replayed leaves the state broken and says why`() throws {
        let host = try host()
        let failed = add([(0, 1)], host)
        engine.state.withLock { $0.refusesReads = true }
        engine.settle(failing: true)
        #expect(failed.all == ["storage"])
        #expect(look(host).all == ["storage"])
    }

    @Test func `starting replays everything and reports what it cannot read`() throws {
        let partition = LogPartition(topic: "sum", index: 0)
        engine.state.withLock { state in
            state.durable[partition] = ["1", "x", "3", "4", "5"].map { NewRecord(key: nil, value: Array($0.utf8)) }
                + [NewRecord(key: nil, value: nil)]
        }
        let unreadable = Answer<Int64>()
        let host = try LogBackedState(
            engine: engine, partitions: [partition], makeMachine: { Sum() }, onUnreadable: { unreadable.give($0.offset) })
        #expect(host.peek { $0.total } == 13)
        #expect(unreadable.all == [1])
    }

    @Test func `over the embedded engine a full disk costs the command, not the state`() throws {
        let fixture = StorageFixture()
        let directory = try fixture.open()
        let engine = EmbeddedLogEngine(directory)
        try engine.ensureTopic("sum", partitions: 1, config: [:])
        let host = try LogBackedState(
            engine: engine, partitions: [LogPartition(topic: "sum", index: 0)], makeMachine: { Sum() }, onUnreadable: { _ in })
        let kept = add([(0, 5)], host)
        directory.commitNow()
        fixture.disk.limitSpace(to: 20)
        let failed = [add([(0, 2)], host), add([(0, 3)], host)]
        directory.commitNow()
        #expect(kept.all == ["5"])
        #expect(failed.map(\.all) == [["storage"], ["storage"]])
        fixture.disk.limitSpace(to: nil)
        let next = add([(0, 4)], host)
        directory.commitNow()
        #expect(next.all == ["9"])
    }
}
