internal import CRdKafka
internal import Synchronization

/// What a producer's event thread and its callers share; lives until that thread has ended.
final class ProducerCore: Sendable {
    private struct State {
        var undelivered = 0
        var firstFailure: KafkaClientError?
        var isClosing = false
        /// The event thread shall end.
        var isStopping = false
    }

    let handle: KafkaHandle
    let budget: SendBudget
    private let state = Mutex(State())

    init(_ configuration: ProducerConfiguration) throws(KafkaClientError) {
        handle = try KafkaHandle(
            .producer, settings: configuration.settings, events: RD_KAFKA_EVENT_DR, log: configuration.client.log)
        budget = SendBudget(records: configuration.maxBufferedRecords, bytes: configuration.maxBufferedBytes)
    }

    /// The thread keeps `self` until `stop`.
    func start() throws(KafkaClientError) {
        try BlockingThread.start { self.serveEvents() }
    }

    var undelivered: Int { state.withLock { $0.undelivered } }

    func enqueue(_ record: ProducerRecord) async throws -> Delivery {
        let cost = budget.cost(ofBytes: record.bufferedBytes)
        try await budget.acquire(cost)
        let delivery = Delivery(topic: record.topic, cost: cost)
        let isOpen = state.withLock { state in
            if !state.isClosing { state.undelivered += 1 }
            return !state.isClosing
        }
        let action = "send a record to \(record.topic)"
        guard isOpen else {
            budget.release(records: 1, bytes: cost)
            throw KafkaClientError.closed(doing: action)
        }
        let failure = handle.direct { Handover.produce(record, delivery, to: $0) } ?? .closed(doing: action)
        if let failure {
            // Not in the library's queue, so no report will come.
            state.withLock { $0.undelivered -= 1 }
            budget.release(records: 1, bytes: cost)
            throw failure
        }
        return delivery
    }

    func flush(within timeout: Duration) async throws {
        try await drain(within: timeout, untilCancelled: true)
        if let failure = takeFirstFailure() { throw failure }
    }

    func close(within timeout: Duration) async throws {
        let isFirst = state.withLock { state in
            defer { state.isClosing = true }
            return !state.isClosing
        }
        budget.close(.closed(doing: "send a record"))
        if isFirst {
            do { try await drain(within: timeout, untilCancelled: false) } catch let error as KafkaClientError {
                handle.note(.warning, "CLOSE", error.description)
            }
            stop()
        }
        try await handle.waitUntilGone()
        if isFirst, let failure = takeFirstFailure() { throw failure }
    }

    /// Ends the event thread; records still under way fail.
    func stop() {
        budget.close(.closed(doing: "send a record"))
        state.withLock { state in
            state.isClosing = true
            state.isStopping = true
        }
        handle.bell.ring()
    }

    // MARK: Waiting for deliveries

    private func drain(within timeout: Duration, untilCancelled: Bool) async throws {
        let deadline = ContinuousClock.now + timeout
        while undelivered > 0 {
            if untilCancelled { try Task.checkCancellation() }
            guard ContinuousClock.now < deadline else {
                throw KafkaClientError(
                    .deliveryTimedOut, doing: "deliver all records within \(timeout)",
                    reason: "\(undelivered) records are still unacknowledged",
                    advice: "Check that the cluster is reachable, or allow more time")
            }
            // Makes the library send at once instead of lingering. In short turns, so that cancellation is noticed.
            let flushed = Promise<Void>()
            let slice = min(timeout, .milliseconds(100)).wholeMilliseconds
            let isTaken = try handle.postBlocking { raw in
                rd_kafka_flush(raw, slice)
                flushed.settle(.success(()))
            }
            guard isTaken else { throw KafkaClientError.closed(doing: "flush a producer") }
            try await flushed.valueIgnoringCancellation()
            // All reports are queued now; this turn of the event thread settles them.
            let drained = Promise<Void>()
            guard handle.mailbox.post({ drained.settle(.success(self.drainEvents())) }) else { break }
            try await drained.valueIgnoringCancellation()
        }
    }

    private func takeFirstFailure() -> KafkaClientError? {
        state.withLock { state in
            defer { state.firstFailure = nil }
            return state.firstFailure
        }
    }

    // MARK: The event thread

    private func serveEvents() {
        handle.ringWhenFilled(handle.mainQueue)
        while true {
            handle.mailbox.runAll()
            drainEvents()
            if state.withLock({ $0.isStopping }) { break }
            handle.bell.wait(atMost: .seconds(1))
        }
        purge()
        handle.finish()
    }

    /// Settles what has arrived. Room is given back only when an event is gone, for until then the library counts its
    /// records too: so its queue is never full when our budget is not.
    private func drainEvents() {
        var freed = (records: 0, bytes: 0)
        handle.drain(handle.mainQueue) { event in
            // The event before this one is gone.
            giveBack(&freed)
            dispatch(event, &freed)
        }
        giveBack(&freed)
    }

    private func giveBack(_ freed: inout (records: Int, bytes: Int)) {
        guard freed.records > 0 else { return }
        budget.release(records: freed.records, bytes: freed.bytes)
        freed = (0, 0)
    }

    private func dispatch(_ event: OpaquePointer, _ freed: inout (records: Int, bytes: Int)) {
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_DR: settleDeliveries(event, &freed)
        case RD_KAFKA_EVENT_ERROR:
            let error = handle.error(of: event, doing: "talk to the cluster")
            handle.note(error.isFatal ? .critical : .warning, "ERROR", error.description)
            if error.isFatal { state.withLock { $0.firstFailure = $0.firstFailure ?? error } }
        default: break
        }
    }

    private func settleDeliveries(_ event: OpaquePointer, _ freed: inout (records: Int, bytes: Int)) {
        var settled: [(Delivery, Result<RecordMetadata, KafkaClientError>)] = []
        settled.reserveCapacity(rd_kafka_event_message_count(event))
        while let message = rd_kafka_event_message_next(event) {
            if let outcome = Handover.settle(message) { settled.append(outcome) }
        }
        var firstFailure: KafkaClientError?
        for (delivery, result) in settled {
            freed.bytes += delivery.cost
            if case .failure(let error) = result, firstFailure == nil { firstFailure = error }
            delivery.settle(result.mapError { $0 })
        }
        state.withLock { state in
            state.undelivered -= settled.count
            state.firstFailure = state.firstFailure ?? firstFailure
        }
        freed.records += settled.count
    }

    /// Fails what is left: each record gets its report, so that no sender waits for ever.
    private func purge() {
        rd_kafka_purge(handle.raw, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        let deadline = ContinuousClock.now + .seconds(5)
        while undelivered > 0, ContinuousClock.now < deadline {
            drainEvents()
            if undelivered > 0 { handle.bell.wait(atMost: .milliseconds(50)) }
        }
    }
}
