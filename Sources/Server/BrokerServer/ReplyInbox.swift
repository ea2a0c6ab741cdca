import Broker
import NIOCore
import Synchronization

/// Brings replies from any thread to the connection's loop. Those that arrive together cross together.
final class ReplyInbox: ReplySink {
    private let eventLoop: any EventLoop
    private let arrived = Mutex<[(outcome: ReplyOutcome, slot: UInt64)]>([])
    /// Loop-bound: the handler is touched on its loop alone. It outlives the inbox's use of it, or lets go in `disconnect`.
    private let handler: NIOLoopBoundBox<ConnectionHandler?>

    /// On the loop.
    init(_ handler: ConnectionHandler, eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        self.handler = NIOLoopBoundBox(handler, eventLoop: eventLoop)
    }

    func deliver(_ outcome: ReplyOutcome, to slot: UInt64) {
        if eventLoop.inEventLoop {
            handler.value?.finish(slot, outcome)
            return
        }
        let isFirst = arrived.withLock { waiting in
            waiting.append((outcome, slot))
            return waiting.count == 1
        }
        if isFirst { eventLoop.execute { self.empty() } }
    }

    /// On the loop: replies that come later are forgotten.
    func disconnect() { handler.value = nil }

    private func empty() {
        let batch = arrived.withLock { waiting in
            let batch = waiting
            waiting = []
            return batch
        }
        handler.value?.finish(batch)
    }
}
