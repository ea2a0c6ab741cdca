import KafkaWire
import NIOCore
import Storage
import Synchronization

/// A Fetch request that waits for records. It lives as long as a log or its timer refers to it.
///
/// Logs wake it from any thread; it looks again on its connection's event loop, and answers once. How many there are is bounded
/// by the requests that connections may have in flight.
final class ParkedFetch: Sendable {
    private struct State {
        var isAnswered = false
        /// A look is due; more wakes until then change nothing.
        var isWoken = false
        var listeners: [(log: PartitionLog, id: UInt64)] = []
        var timer: Scheduled<Void>?
    }

    private let fetch: Fetch
    private let loop: any EventLoop
    private let reply: ReplySlot<FetchResponse>
    private let state = Mutex(State())

    init(_ fetch: Fetch, on loop: any EventLoop, _ reply: ReplySlot<FetchResponse>) {
        self.fetch = fetch
        self.loop = loop
        self.reply = reply
    }

    /// Must be called on the event loop, once.
    func wait(_ time: TimeAmount) {
        let logs = fetch.logs
        let listeners = logs.map { log in (log: log, id: log.onAdvance { [self] in wake() }) }
        let timer = loop.scheduleTask(in: time) { [self] in look(isLast: true) }
        state.withLock { state in
            state.listeners = listeners
            state.timer = timer
        }
        // What arrived between the first look and the listeners woke nobody.
        look(isLast: false)
    }

    private func wake() {
        let isFirst = state.withLock { state in
            defer { state.isWoken = true }
            return !state.isWoken && !state.isAnswered
        }
        if isFirst { loop.execute { [self] in look(isLast: false) } }
    }

    private func look(isLast: Bool) {
        let isOver = state.withLock { state in
            state.isWoken = false
            return state.isAnswered
        }
        if isOver { return }
        let found = fetch.read()
        guard isLast || found.hasError || found.byteCount >= fetch.request.minBytes else { return }
        let (listeners, timer) = state.withLock { state in
            state.isAnswered = true
            defer { (state.listeners, state.timer) = ([], nil) }
            return (state.listeners, state.timer)
        }
        timer?.cancel()
        for (log, id) in listeners { log.removeListener(id) }
        fetch.answer(found, reply)
    }
}

extension Reply.Part {
    /// Up to this many bytes are read into memory, which costs less than to send a file's region by itself.
    private static let readByteCount = 32 << 10

    /// Record bytes as the connection sends them.
    init(_ slice: LogSlice) throws(FileSystemError) {
        if let descriptor = slice.file.descriptor, slice.byteCount > Self.readByteCount {
            self = .file(FileRange(descriptor: descriptor, position: slice.position, byteCount: slice.byteCount, owner: slice.file))
        } else {
            self = .buffer(ByteBuffer(bytes: try slice.bytes()))
        }
    }
}
