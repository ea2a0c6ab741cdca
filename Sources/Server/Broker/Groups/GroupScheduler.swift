package import NIOCore

/// A clock that never goes back, and calls at a time to come.
package protocol GroupScheduler: Sendable {
    /// Milliseconds from an arbitrary start.
    var now: Int64 { get }

    /// Calls `body` once, at `deadline` or soon after, on any thread but never from inside this call.
    func schedule(at deadline: Int64, _ body: @escaping @Sendable () -> Void) -> any ScheduledCall
}

package protocol ScheduledCall: Sendable {
    /// A call that is already on its way still comes.
    func cancel()
}

/// Calls made by one event loop.
package struct EventLoopScheduler: GroupScheduler {
    private let eventLoop: any EventLoop

    package init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    package var now: Int64 { Int64(eventLoop.now.uptimeNanoseconds / 1_000_000) }

    package func schedule(at deadline: Int64, _ body: @escaping @Sendable () -> Void) -> any ScheduledCall {
        Call(task: eventLoop.scheduleTask(in: .milliseconds(max(deadline - now, 0)), body))
    }

    private struct Call: ScheduledCall {
        let task: Scheduled<Void>

        func cancel() { task.cancel() }
    }
}
