internal import CRdKafka
internal import Synchronization

/// What a consumer's event thread and its callers share; lives until that thread has ended.
///
/// Unchecked: `fetch` is touched by the event thread alone (and by `init`); the rest guards itself.
final class ConsumerCore: @unchecked Sendable {
    struct Shared {
        var reader = ReaderState()
        var assigned: Set<TopicPartition> = []
        var commits: [UInt: Promise<Void>] = [:]
        var nextCommit: UInt = 1
        var nextTicket: UInt64 = 1
        var isStopping = false
    }

    let handle: KafkaHandle
    let configuration: ConsumerConfiguration
    let shared = Mutex(Shared())
    let fetch: FetchQueue

    init(_ configuration: ConsumerConfiguration) throws(KafkaClientError) {
        self.configuration = configuration
        handle = try KafkaHandle(
            .consumer, settings: configuration.settings,
            events: RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT,
            log: configuration.client.log)
        guard let fetch = FetchQueue(of: handle.raw, chunk: configuration.maxBufferedRecords) else {
            handle.finish()
            throw KafkaClientError(.wrongState, doing: "make a Kafka consumer", reason: "the library gave no fetch queue")
        }
        self.fetch = fetch
    }

    /// The thread keeps `self` until `stop`.
    func start() throws(KafkaClientError) {
        try BlockingThread.start { self.serveEvents() }
    }

    // MARK: The reader

    /// The next events: at least one, at most `max`; none means that the sequence has ended.
    func next(max: Int, linger: Duration) async throws -> [ConsumerEvent] {
        if Task.isCancelled { return [] }
        let step = try shared.withLock { shared throws -> ReadStep in
            guard shared.reader.demand == nil else {
                throw KafkaClientError(
                    .wrongState, doing: "read from a consumer", reason: "another task is reading from it",
                    advice: "One loop per consumer; share its records with a task group instead")
            }
            shared.reader.returnOfReader()
            if linger == .zero || shared.reader.bufferedCount >= max || !shared.reader.news.isEmpty {
                let events = shared.reader.take(max)
                if !events.isEmpty { return .events(events) }
            }
            switch shared.reader.end {
            case .closed: return .events([])
            case .failed(let error): throw error
            case nil: break
            }
            shared.nextTicket += 1
            return .wait(ticket: shared.nextTicket)
        }
        switch step {
        case .events(let events): return events
        case .wait(let ticket): return try await wait(max: max, linger: linger, ticket: ticket)
        }
    }

    private enum ReadStep {
        case events([ConsumerEvent])
        case wait(ticket: UInt64)
    }

    private func wait(max: Int, linger: Duration, ticket: UInt64) async throws -> [ConsumerEvent] {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isLate = shared.withLock { shared in
                    if Task.isCancelled || shared.reader.demand != nil { return true }
                    let deadline = shared.reader.bufferedCount > 0 ? ContinuousClock.now + linger : nil
                    shared.reader.demand = ReaderState.Demand(
                        max: max, linger: linger, deadline: deadline, ticket: ticket, continuation: continuation)
                    return false
                }
                if isLate { continuation.resume(returning: []) }
                handle.bell.ring()
            }
        } onCancel: {
            let demand = shared.withLock { shared -> ReaderState.Demand? in
                guard let demand = shared.reader.demand, demand.ticket == ticket else { return nil }
                shared.reader.demand = nil
                return demand
            }
            demand?.continuation.resume(returning: [])
        }
    }

    /// Gives the waiting reader what is there, if that is enough for it.
    func settleDemand() {
        let settled: (ReaderState.Demand, Result<[ConsumerEvent], any Error>)? = shared.withLock { shared in
            guard let demand = shared.reader.demand else { return nil }
            let now = ContinuousClock.now
            guard shared.reader.satisfies(demand, at: now) else {
                if shared.reader.bufferedCount > 0, demand.deadline == nil {
                    shared.reader.demand?.deadline = now + demand.linger
                }
                return nil
            }
            shared.reader.demand = nil
            let events = shared.reader.take(demand.max)
            if events.isEmpty, case .failed(let error) = shared.reader.end { return (demand, .failure(error)) }
            return (demand, .success(events))
        }
        settled?.0.continuation.resume(with: settled?.1 ?? .success([]))
    }

    // MARK: Ending

    /// Ends the sequence and makes the event thread leave the group and go.
    func stop() {
        shared.withLock { shared in
            if shared.reader.end == nil { shared.reader.end = .closed }
            shared.isStopping = true
        }
        handle.bell.ring()
    }

    func close() async throws {
        stop()
        try await handle.waitUntilGone()
    }
}
