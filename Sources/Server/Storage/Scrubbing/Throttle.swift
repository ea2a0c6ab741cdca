/// So many bytes per second for work that nobody waits for.
final class Throttle: Sendable {
    private struct State {
        var pace: Pace
        var isClosed = false
    }

    private let state: Monitor<State>

    /// - Parameter bytesPerSecond: nil: as many as there are.
    init(bytesPerSecond: Int?) { state = Monitor(State(pace: Pace(bytesPerSecond: bytesPerSecond))) }

    var bytesPerSecond: Int? { state.withLock { $0.pace.bytesPerSecond } }

    /// From now on so many; who waits for his turn at the old rate waits at the new one.
    func change(bytesPerSecond: Int?) { state.update { $0.pace.change(bytesPerSecond: bytesPerSecond) } }

    /// Waits until so many bytes may be read or written. False, and at once, when it has been closed.
    func take(_ byteCount: Int) -> Bool {
        var turn: Pace.Turn?
        return state.wait { state, patience in
            if state.isClosed { return false }
            let left = state.pace.wait(for: byteCount, &turn, now: Double(MonotonicTime.milliseconds()))
            if left == 0 { return true }
            patience = left
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
