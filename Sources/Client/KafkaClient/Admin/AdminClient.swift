internal import CRdKafka
internal import Synchronization

/// Creates, describes, changes and deletes what a cluster holds.
///
/// ```swift
/// let admin = try AdminClient(ClientConfiguration(bootstrapServers: "localhost:9092"))
/// try await admin.createTopic(NewTopic("orders", partitions: 6, configs: ["cleanup.policy": "compact"]))
/// for topic in try await admin.topics() { print(topic.name, topic.partitions.count) }
/// try await admin.close()
/// ```
/// May be used from any number of tasks. Never creates a topic by asking about it.
public final class AdminClient: Sendable {
    let core: AdminCore

    /// - Parameter timeout: how long a request may take, unless a call says otherwise.
    public init(_ configuration: ClientConfiguration, timeout: Duration = .seconds(30)) throws(KafkaClientError) {
        core = try AdminCore(configuration, timeout: timeout)
        try core.start()
    }

    deinit { core.stop() }

    /// Frees everything; requests under way fail. Closing twice is harmless.
    public func close() async throws {
        core.stop()
        try await core.handle.waitUntilGone()
    }
}

/// What an admin client's event thread and its callers share.
final class AdminCore: Sendable {
    /// Reads a result event; runs on the event thread.
    typealias Reply = @Sendable (OpaquePointer) -> Void

    private struct State {
        var replies: [UInt: Reply] = [:]
        var nextTicket: UInt = 1
        var isStopping = false
        /// Called for replies that will not come.
        var abandon: [UInt: @Sendable () -> Void] = [:]
    }

    let handle: KafkaHandle
    let timeout: Duration
    private let state = Mutex(State())

    init(_ configuration: ClientConfiguration, timeout: Duration) throws(KafkaClientError) {
        self.timeout = timeout
        // A consumer handle: unlike a producer's it honours allow.auto.create.topics=false.
        let settings =
            configuration.settings + [
                ("allow.auto.create.topics", "false"),
                ("topic.metadata.propagation.max.ms", "0"),
            ] + configuration.extraSettings
        handle = try KafkaHandle(.admin, settings: settings, events: 0, log: configuration.log)
    }

    func start() throws(KafkaClientError) { try BlockingThread.start { self.serveEvents() } }

    func stop() {
        state.withLock { $0.isStopping = true }
        handle.bell.ring()
    }

    /// Sends an admin request and reads its result event with `read`.
    func request<R: Sendable>(
        _ operation: rd_kafka_admin_op_t, doing action: String,
        send: @escaping @Sendable (_ raw: OpaquePointer, _ options: OpaquePointer, _ queue: OpaquePointer) -> KafkaClientError?,
        read: @escaping @Sendable (_ event: OpaquePointer) -> Result<R, KafkaClientError>
    ) async throws -> R {
        let promise = Promise<R>()
        let ticket = state.withLock { state in
            state.nextTicket += 1
            state.replies[state.nextTicket] = { event in
                let code = rd_kafka_event_error(event)
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                    let reason = rd_kafka_event_error_string(event).map { String(cString: $0) }
                    return promise.settle(.failure(KafkaClientError(code, doing: action, reason: reason)))
                }
                promise.settle(read(event).mapError { $0 })
            }
            state.abandon[state.nextTicket] = { promise.settle(.failure(KafkaClientError.closed(doing: action))) }
            return state.nextTicket
        }
        let isTaken = handle.mailbox.post {
            let options: OpaquePointer = rd_kafka_AdminOptions_new(self.handle.raw, operation)
            defer { rd_kafka_AdminOptions_destroy(options) }
            var message = ErrorText()
            let milliseconds = self.timeout.wholeMilliseconds
            _ = message.fill {
                rd_kafka_AdminOptions_set_request_timeout(options, milliseconds, $0, $1) == RD_KAFKA_RESP_ERR_NO_ERROR
            }
            rd_kafka_AdminOptions_set_opaque(options, UnsafeMutableRawPointer(bitPattern: ticket))
            if let failure = send(self.handle.raw, options, self.handle.mainQueue) {
                _ = self.take(ticket)
                promise.settle(.failure(failure))
            }
        }
        if !isTaken {
            _ = take(ticket)
            throw KafkaClientError.closed(doing: action)
        }
        return try await promise.value()
    }

    private func take(_ ticket: UInt) -> Reply? {
        state.withLock { state in
            state.abandon[ticket] = nil
            return state.replies.removeValue(forKey: ticket)
        }
    }

    private func serveEvents() {
        handle.ringWhenFilled(handle.mainQueue)
        while true {
            handle.mailbox.runAll()
            handle.drain(handle.mainQueue, dispatch)
            if state.withLock({ $0.isStopping }) { break }
            handle.bell.wait(atMost: .seconds(1))
        }
        handle.mailbox.close()
        handle.mailbox.runAll()
        let abandoned = state.withLock { state in
            defer { (state.abandon, state.replies) = ([:], [:]) }
            return Array(state.abandon.values)
        }
        for abandon in abandoned { abandon() }
        handle.finish(abandoningGroup: true)
    }

    private func dispatch(_ event: OpaquePointer) {
        if rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR {
            handle.note(.warning, "ERROR", handle.error(of: event, doing: "talk to the cluster").description)
        } else if let opaque = rd_kafka_event_opaque(event), let reply = take(UInt(bitPattern: opaque)) {
            reply(event)
        }
    }
}
