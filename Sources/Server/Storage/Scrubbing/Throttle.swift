/// So many bytes per second for work that nobody waits for.
final class Throttle: Sendable {
    private struct State {
        /// When the next bytes may be read, on `MonotonicTime`'s clock in milliseconds.
        var readyAt = 0.0
        var isClosed = false
    }

    private let bytesPerSecond: Int?
    private let state = Monitor(State())

    /// - Parameter bytesPerSecond: nil: as many as there are.
    init(bytesPerSecond: Int?) { self.bytesPerSecond = bytesPerSecond }

    /// Waits until so many bytes may be read or written. False, and at once, when it has been closed.
    func take(_ byteCount: Int) -> Bool {
        guard let bytesPerSecond else { return state.withLock { !$0.isClosed } }
        let cost = Double(byteCount) * 1000 / Double(max(1, bytesPerSecond))
        var turn: Double?
        return state.wait { state, patience in
            if state.isClosed { return false }
            let now = Double(MonotonicTime.milliseconds())
            let mine: Double
            if let turn { mine = turn } else {
                mine = max(now, state.readyAt)
                state.readyAt = mine + cost
                turn = mine
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
