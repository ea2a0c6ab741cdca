import Broker
import Synchronization

/// A clock that the test moves.
final class ManualScheduler: GroupScheduler {
    private struct State {
        var now: Int64 = 0
        var count = 0
        var calls: [Int: (deadline: Int64, body: @Sendable () -> Void)] = [:]
    }

    private struct Call: ScheduledCall {
        let number: Int
        let scheduler: ManualScheduler

        func cancel() { scheduler.state.withLock { $0.calls[number] = nil } }
    }

    private let state = Mutex(State())

    var now: Int64 { state.withLock { $0.now } }

    var callCount: Int { state.withLock { $0.calls.count } }

    func schedule(at deadline: Int64, _ body: @escaping @Sendable () -> Void) -> any ScheduledCall {
        state.withLock { state in
            state.count += 1
            state.calls[state.count] = (deadline, body)
            return Call(number: state.count, scheduler: self)
        }
    }

    /// Lets time pass and makes the calls that are due, in their order.
    func wait(_ milliseconds: Int64) {
        let end = now + milliseconds
        while let body = next(until: end) { body() }
        state.withLock { $0.now = end }
    }

    private func next(until end: Int64) -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard let first = state.calls.min(by: { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }),
                first.value.deadline <= end
            else { return nil }
            state.now = max(state.now, first.value.deadline)
            state.calls[first.key] = nil
            return first.value.body
        }
    }
}
