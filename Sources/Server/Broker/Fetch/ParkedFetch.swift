import KafkaWire
import NIOCore
import Storage
import Synchronization

/// A Fetch request that waits for records. It lives as long as a log, its timer or its connection refers to it.
///
/// Logs wake it from any thread; it looks again on its connection's event loop, and answers once, or is dropped when its
/// connection ends. How many there are is bounded by the requests that connections may have in flight, and by `FetchParking`,
/// which
/// has been entered for its logs.
final class ParkedFetch: Sendable {
    private struct State {
        var isOver = false
        /// A look is due; more wakes until then change nothing.
        var isWoken = false
        var ties: Ties?
    }

    /// Who refers to it while it waits.
    private struct Ties {
        var listeners: [(log: PartitionLog, id: UInt64)]
        var timer: Scheduled<Void>
        var end: UInt64
    }

    private let fetch: Fetch
    private let logs: [PartitionLog]
    private let parking: FetchParking
    private let connection: ConnectionInfo
    private let reply: ReplySlot<FetchResponse>
    private let state = Mutex(State())

    init(
        _ fetch: Fetch, _ logs: [PartitionLog], in parking: FetchParking, on connection: ConnectionInfo,
        _ reply: ReplySlot<FetchResponse>
    ) {
        self.fetch = fetch
        self.logs = logs
        self.parking = parking
        self.connection = connection
        self.reply = reply
    }

    /// Must be called on the event loop, once.
    func wait(_ time: TimeAmount) {
        let ties = Ties(
            listeners: logs.map { log in (log, log.onAdvance { [self] in wake() }) },
            timer: connection.eventLoop.scheduleTask(in: time) { [self] in look(isLast: true) },
            end: connection.onEnd { [self] in untie(finish()) })
        let isOver = state.withLock { state in
            if !state.isOver { state.ties = ties }
            return state.isOver
        }
        if isOver { return untie(ties) }
        // What arrived between the first look and the listeners woke nobody.
        look(isLast: false)
    }

    private func wake() {
        let isFirst = state.withLock { state in
            defer { state.isWoken = true }
            return !state.isWoken && !state.isOver
        }
        if isFirst { connection.eventLoop.execute { [self] in look(isLast: false) } }
    }

    private func look(isLast: Bool) {
        let isOver = state.withLock { state in
            state.isWoken = false
            return state.isOver
        }
        if isOver { return }
        let found = fetch.read()
        guard isLast || found.isEnough else { return }
        untie(finish())
        fetch.answer(found, reply)
    }

    /// Waits no longer; gives up what tied it down.
    private func finish() -> Ties? {
        state.withLock { state in
            state.isOver = true
            defer { state.ties = nil }
            return state.ties
        }
    }

    private func untie(_ ties: Ties?) {
        guard let ties else { return }
        ties.timer.cancel()
        connection.removeEndListener(ties.end)
        for (log, id) in ties.listeners { log.removeListener(id) }
        parking.leave(logs.count)
    }
}
