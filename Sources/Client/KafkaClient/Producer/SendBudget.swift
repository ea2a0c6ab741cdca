internal import Synchronization

/// The records and bytes a producer may hold undelivered: a counting semaphore with two counts, first come first served.
///
/// Whoever does not fit waits suspended, holding no thread, until deliveries give back what it needs. A record larger than
/// the whole budget is let in alone.
final class SendBudget: Sendable {
    private struct Waiter {
        let bytes: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var freeRecords: Int
        var freeBytes: Int
        /// By ticket, served in ticket order; a cancelled ticket is simply missing.
        var waiters: [UInt64: Waiter] = [:]
        var nextTicket: UInt64 = 0
        var servedUpTo: UInt64 = 0
        var closed: KafkaClientError?
    }

    private let state: Mutex<State>
    private let maxBytes: Int

    init(records: Int, bytes: Int) {
        maxBytes = max(1, bytes)
        state = Mutex(State(freeRecords: max(1, records), freeBytes: max(1, bytes)))
    }

    /// What a record of that size takes from the budget.
    func cost(ofBytes bytes: Int) -> Int { min(bytes, maxBytes) }

    /// Takes one record and `cost` bytes; suspends while they are not free.
    func acquire(_ cost: Int) async throws {
        let (granted, ticket) = try state.withLock { state throws -> (Bool, UInt64) in
            if let closed = state.closed { throw closed }
            // Nobody overtakes those who wait already.
            if state.waiters.isEmpty, Self.take(cost, from: &state) { return (true, 0) }
            state.nextTicket += 1
            return (false, state.nextTicket)
        }
        if granted { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let refused: (any Error)? = state.withLock { state in
                    if Task.isCancelled { return CancellationError() }
                    if let closed = state.closed { return closed }
                    state.waiters[ticket] = Waiter(bytes: cost, continuation: continuation)
                    return nil
                }
                if let refused { continuation.resume(throwing: refused) } else { serve() }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: ticket) }
            waiter?.continuation.resume(throwing: CancellationError())
            // The one behind may need less than the one that left.
            serve()
        }
    }

    func release(records: Int, bytes: Int) {
        state.withLock { state in
            state.freeRecords += records
            state.freeBytes += bytes
        }
        serve()
    }

    /// Fails everybody who waits or comes later.
    func close(_ error: KafkaClientError) {
        let waiters = state.withLock { state in
            state.closed = error
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.continuation.resume(throwing: error) }
    }

    /// How many senders are suspended now.
    var waiting: Int { state.withLock { $0.waiters.count } }

    private func serve() {
        let ready = state.withLock { state in
            var ready: [CheckedContinuation<Void, any Error>] = []
            while !state.waiters.isEmpty {
                // Tickets rise by one; a missing one was cancelled or is between its two steps in `acquire`.
                guard let ticket = Self.oldest(&state), let waiter = state.waiters[ticket],
                    Self.take(waiter.bytes, from: &state)
                else { break }
                state.waiters[ticket] = nil
                ready.append(waiter.continuation)
            }
            return ready
        }
        for continuation in ready { continuation.resume() }
    }

    private static func take(_ cost: Int, from state: inout State) -> Bool {
        guard state.freeRecords >= 1, state.freeBytes >= cost else { return false }
        state.freeRecords -= 1
        state.freeBytes -= cost
        return true
    }

    private static func oldest(_ state: inout State) -> UInt64? {
        // A waiter registers shortly after it took its ticket, so a gap may fill later: the smallest present is the oldest.
        state.waiters.keys.min()
    }
}
