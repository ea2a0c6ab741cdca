import Foundation
import Synchronization

/// How far a move is, on standard error: a line that changes on a terminal, a line each ten seconds elsewhere. May be told from
/// any task.
final class MoveProgress: Sendable {
    private struct State {
        var phase = ""
        var done = 0
        var total = 0
        var shown: ContinuousClock.Instant
        var isOnLine = false
    }

    private let state: Mutex<State>
    private let isQuiet: Bool
    private let isTerminal = Console.errorIsTerminal

    init(isQuiet: Bool = false) {
        self.isQuiet = isQuiet
        state = Mutex(State(shown: ContinuousClock.now))
    }

    private var pause: Duration { isTerminal ? .milliseconds(100) : .seconds(10) }

    func begin(_ phase: String, of total: Int) {
        state.withLock { state in
            clear(&state)
            (state.phase, state.done, state.total) = (phase, 0, total)
            if isTerminal { show(&state) }
        }
    }

    func step() {
        state.withLock { state in
            state.done += 1
            if state.shown.duration(to: .now) >= pause { show(&state) }
        }
    }

    /// Takes the line away.
    func end() { state.withLock { clear(&$0) } }

    private func show(_ state: inout State) {
        guard !isQuiet else { return }
        state.shown = .now
        let percent = state.total == 0 ? 100 : state.done * 100 / state.total
        let text = "\(state.phase): \(state.done) of \(state.total) (\(percent)%)"
        guard isTerminal else { return Console.error(text) }
        FileHandle.standardError.write(Data("\r\u{1b}[K\(text)".utf8))
        state.isOnLine = true
    }

    private func clear(_ state: inout State) {
        guard state.isOnLine else { return }
        FileHandle.standardError.write(Data("\r\u{1b}[K".utf8))
        state.isOnLine = false
    }
}
