internal import Synchronization

/// A value that arrives once, from a thread, for tasks that wait.
///
/// Waiting is cancellable: the waiter leaves with `CancellationError` and the value, when it comes, is kept for others.
final class Promise<Value: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Value, any Error>

    private enum State {
        case pending(waiters: [UInt64: Waiter], next: UInt64)
        case settled(Result<Value, any Error>)
    }

    private let state = Mutex(State.pending(waiters: [:], next: 0))

    /// The first settlement counts; later ones are ignored.
    func settle(_ result: Result<Value, any Error>) {
        let waiters: [UInt64: Waiter] = state.withLock { state in
            guard case .pending(let waiters, _) = state else { return [:] }
            state = .settled(result)
            return waiters
        }
        for waiter in waiters.values { waiter.resume(with: result) }
    }

    /// The value, or its error, or `CancellationError`.
    func value() async throws -> Value {
        let ticket = takeTicket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (waiter: Waiter) in wait(waiter, ticket, cancellable: true) }
        } onCancel: {
            leave(ticket)
        }
    }

    /// The value even for a cancelled task: for closing, which must come to its end.
    func valueIgnoringCancellation() async throws -> Value {
        let ticket = takeTicket()
        return try await withCheckedThrowingContinuation { (waiter: Waiter) in wait(waiter, ticket, cancellable: false) }
    }

    private func takeTicket() -> UInt64 {
        state.withLock { state in
            guard case .pending(let waiters, let next) = state else { return 0 }
            state = .pending(waiters: waiters, next: next + 1)
            return next
        }
    }

    private func wait(_ waiter: Waiter, _ ticket: UInt64, cancellable: Bool) {
        let now: Result<Value, any Error>? = state.withLock { state in
            switch state {
            case .settled(let result): return result
            case .pending(var waiters, let next):
                // The cancellation handler may have run before the waiter was there.
                if cancellable, Task.isCancelled { return .failure(CancellationError()) }
                waiters[ticket] = waiter
                state = .pending(waiters: waiters, next: next)
                return nil
            }
        }
        if let now { waiter.resume(with: now) }
    }

    private func leave(_ ticket: UInt64) {
        let waiter: Waiter? = state.withLock { state in
            guard case .pending(var waiters, let next) = state else { return nil }
            let waiter = waiters.removeValue(forKey: ticket)
            state = .pending(waiters: waiters, next: next)
            return waiter
        }
        waiter?.resume(throwing: CancellationError())
    }
}
