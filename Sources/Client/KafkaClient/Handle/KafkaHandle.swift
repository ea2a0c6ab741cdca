internal import CRdKafka
internal import Synchronization

/// One `rd_kafka_t`, the thread that serves its events, and the way for others to run something on that thread.
///
/// The library's events arrive on queues; a queue that stops being empty rings the bell, the thread drains it and waits
/// again: no polling interval, no callback that runs application code on the library's own threads. Calls of the library
/// that block on the network run on a second thread, started when first needed, so that events are served meanwhile.
///
/// Unchecked: `raw` and the queues are pointers to objects that librdkafka locks itself; they are freed once, by the event
/// thread's last step, after `mailbox` and `calls` were closed, and every use goes through one of the two or holds `alive`.
final class KafkaHandle: @unchecked Sendable {
    enum Kind: String {
        case producer, consumer
        /// A consumer without a group: its event queue is the main one.
        case admin = "admin client"
    }

    let raw: OpaquePointer
    /// Where events arrive: the library's main queue, which for a consumer is its group's.
    let mainQueue: OpaquePointer
    let bell = Bell()
    let mailbox: Mailbox
    private let calls: BlockingCalls
    private let log: ClientConfiguration.LogHandler?
    /// Guards direct calls from tasks against the handle's end.
    private let alive = Mutex(true)
    private let gone = Promise<Void>()
    /// Touched by the event thread alone.
    private var mainQueueIsReleased = false

    /// - Parameter events: the kinds of events, as a mask of `RD_KAFKA_EVENT_…`, beyond logs and errors.
    init(
        _ kind: Kind, settings: [(name: String, value: String)], events: Int32, log: ClientConfiguration.LogHandler?
    ) throws(KafkaClientError) {
        let action = "make a Kafka \(kind.rawValue)"
        guard let configuration = rd_kafka_conf_new() else {
            throw KafkaClientError(KafkaClientError.Code(rawValue: -194), doing: action, reason: "out of memory")
        }
        var message = ErrorText()
        for (name, value) in settings + [("log.queue", "true")] {
            guard message.fill({ rd_kafka_conf_set(configuration, name, value, $0, $1) == RD_KAFKA_CONF_OK }) else {
                rd_kafka_conf_destroy(configuration)
                throw KafkaClientError(.invalidArgument, doing: action, reason: message.text, advice: "Property: \(name)")
            }
        }
        rd_kafka_conf_set_events(configuration, events | RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_ERROR)
        let type = kind == .producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER
        var made: OpaquePointer?
        _ = message.fill {
            made = rd_kafka_new(type, configuration, $0, $1)
            return made != nil
        }
        guard let raw = made else {
            rd_kafka_conf_destroy(configuration)
            throw KafkaClientError(.invalidArgument, doing: action, reason: message.text)
        }
        if kind == .consumer { rd_kafka_poll_set_consumer(raw) }
        guard let queue = kind == .consumer ? rd_kafka_queue_get_consumer(raw) : rd_kafka_queue_get_main(raw) else {
            rd_kafka_destroy(raw)
            throw KafkaClientError(.wrongState, doing: action, reason: "the library gave no event queue")
        }
        self.raw = raw
        self.mainQueue = queue
        self.log = log
        self.mailbox = Mailbox(bell: bell)
        self.calls = BlockingCalls()
        rd_kafka_set_log_queue(raw, nil)
    }

    // MARK: Using the handle

    /// Calls the library directly, for its calls that never block. Nil once the handle is closed.
    func direct<R>(_ body: (OpaquePointer) -> R) -> R? {
        alive.withLock { alive in alive ? body(raw) : nil }
    }

    /// Runs `body` on the event thread.
    func onEventThread<R: Sendable>(
        doing action: String, _ body: @escaping @Sendable (OpaquePointer) -> Result<R, KafkaClientError>
    ) async throws -> R {
        let promise = Promise<R>()
        guard mailbox.post({ promise.settle(body(self.raw).mapError { $0 }) }) else { throw refusal(doing: action) }
        return try await promise.value()
    }

    /// Runs `body`, which may block on the network, on the thread for such calls.
    func blocking<R: Sendable>(
        doing action: String, _ body: @escaping @Sendable (OpaquePointer) -> Result<R, KafkaClientError>
    ) async throws -> R {
        let promise = Promise<R>()
        guard try postBlocking({ promise.settle(body($0).mapError { $0 }) }) else { throw refusal(doing: action) }
        return try await promise.value()
    }

    /// Whether the call was taken; it runs on the thread for calls that block.
    func postBlocking(_ body: @escaping @Sendable (OpaquePointer) -> Void) throws(KafkaClientError) -> Bool {
        guard !mailbox.isClosed else { return false }
        return try calls.post { body(self.raw) }
    }

    private func refusal(doing action: String) -> KafkaClientError {
        if mailbox.isClosed { return .closed(doing: action) }
        return KafkaClientError(
            .queueFull, doing: action, reason: "too many calls are waiting", advice: "Wait for earlier calls to return")
    }

    // MARK: The event thread

    /// Drains `queue` until it is empty, giving each event to `handle`; logs are dealt with here.
    func drain(_ queue: OpaquePointer, _ handle: (OpaquePointer) -> Void) {
        while let event = rd_kafka_queue_poll(queue, 0) {
            if rd_kafka_event_type(event) == RD_KAFKA_EVENT_LOG { write(event) } else { handle(event) }
            rd_kafka_event_destroy(event)
        }
    }

    /// Rings the bell when `queue` stops being empty. The bell outlives the queue: `finish` disables this first.
    func ringWhenFilled(_ queue: OpaquePointer) {
        rd_kafka_queue_cb_event_enable(
            queue,
            { _, opaque in
                guard let opaque else { return }
                Unmanaged<Bell>.fromOpaque(opaque).takeUnretainedValue().ring()
            }, Unmanaged.passUnretained(bell).toOpaque())
    }

    /// The thread's last step: no more calls come in, those under way end, the library is freed.
    func finish(abandoningGroup: Bool = false) {
        mailbox.close()
        mailbox.runAll()
        calls.stop()
        releaseMainQueue()
        alive.withLock { $0 = false }
        rd_kafka_destroy_flags(raw, abandoningGroup ? RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE : 0)
        gone.settle(.success(()))
    }

    /// Lets the event queue go; a consumer must before it leaves its group. Event thread only; harmless twice.
    func releaseMainQueue() {
        guard !mainQueueIsReleased else { return }
        mainQueueIsReleased = true
        rd_kafka_queue_cb_event_enable(mainQueue, nil, nil)
        rd_kafka_queue_destroy(mainQueue)
    }

    /// Returns when the handle's thread has ended and everything is freed.
    func waitUntilGone() async throws { try await gone.valueIgnoringCancellation() }

    /// Hands a log event to the application.
    func write(_ event: OpaquePointer) {
        guard let log else { return }
        var facility: UnsafePointer<CChar>?
        var text: UnsafePointer<CChar>?
        var level: Int32 = 0
        guard rd_kafka_event_log(event, &facility, &text, &level) == 0 else { return }
        log(
            LogEntry(
                level: LogEntry.Level(rawValue: level) ?? .debug, facility: facility.map { String(cString: $0) } ?? "",
                message: text.map { String(cString: $0) } ?? ""))
    }

    /// Says something in the library's log voice.
    func note(_ level: LogEntry.Level, _ facility: String, _ message: String) {
        log?(LogEntry(level: level, facility: facility, message: message))
    }

    /// An error event as an error; takes the fatal reason from where the library keeps it.
    func error(of event: OpaquePointer, doing action: String) -> KafkaClientError {
        let code = rd_kafka_event_error(event)
        let fatal = rd_kafka_event_error_is_fatal(event) != 0 || code == RD_KAFKA_RESP_ERR__FATAL
        guard fatal else {
            return KafkaClientError(code, doing: action, reason: rd_kafka_event_error_string(event).map { String(cString: $0) })
        }
        var message = ErrorText()
        var cause = code
        _ = message.fill {
            let found = rd_kafka_fatal_error(raw, $0, $1)
            if found != RD_KAFKA_RESP_ERR_NO_ERROR { cause = found }
            return false
        }
        return KafkaClientError(KafkaClientError.Code(cause), doing: action, reason: message.text, isFatal: true)
    }
}

/// Room for the sentences that C calls write.
struct ErrorText {
    private var bytes = [CChar](repeating: 0, count: 512)

    /// Passes the buffer and its size on; 512 bytes, and the callee ends what it writes with a zero within them.
    mutating func fill(_ body: (UnsafeMutablePointer<CChar>?, Int) -> Bool) -> Bool {
        bytes.withUnsafeMutableBufferPointer { body($0.baseAddress, $0.count) }
    }

    var text: String {
        String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
