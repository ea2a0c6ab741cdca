/// So many bytes per second for work that nobody waits for.
final class Throttle: Sendable {
    private struct State {
        /// When the next bytes may be read, on `MonotonicTime`'s clock in milliseconds.
        var readyAt = 0.0
        var isClosed = false
        /// nil: as many as there are.
        var bytesPerSecond: Int?
        /// Goes up with every change of the rate.
        var generation = 0
    }

    private let state: Monitor<State>

    /// - Parameter bytesPerSecond: nil: as many as there are.
    init(bytesPerSecond: Int?) { state = Monitor(State(bytesPerSecond: bytesPerSecond)) }

    /// From now on so many; who waits for his turn at the old rate waits at the new one.
    func change(bytesPerSecond: Int?) {
        state.update { state in
            guard state.bytesPerSecond != bytesPerSecond else { return }
            state.bytesPerSecond = bytesPerSecond
            state.readyAt = 0
            state.generation += 1
        }
    }

    /// Waits until so many bytes may be read or written. False, and at once, when it has been closed.
    func take(_ byteCount: Int) -> Bool {
        var turn: (at: Double, generation: Int)?
        return state.wait { state, patience in
            if state.isClosed { return false }
            guard let bytesPerSecond = state.bytesPerSecond else { return true }
            let now = Double(MonotonicTime.milliseconds())
            let mine: Double
            if let turn, turn.generation == state.generation { mine = turn.at } else {
                mine = max(now, state.readyAt)
                state.readyAt = mine + Double(byteCount) * 1000 / Double(max(1, bytesPerSecond))
                turn = (mine, state.generation)
            }
            if mine <= now { return true }
            patience = Int((mine - now).rounded(.up))
            return nil
        }
    }

    /// Waits so many milliseconds; false, and at once, when it has been closed.
    func pause(_ milliseconds: Int) -> Bool {
        let end = MonotonicTime.milliseconds() + milliseconds
        return state.wait { state, patience in
            if state.isClosed { return false }
            let left = end - MonotonicTime.milliseconds()
            if left <= 0 { return true }
            patience = left
            return nil
        }
    }

    /// Nobody waits any more.
    func close() { state.update { $0.isClosed = true } }
}
