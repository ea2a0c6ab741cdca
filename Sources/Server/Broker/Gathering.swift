import Synchronization

/// Answers that arrive one by one from any thread, handed on together after the last.
final class Gathering<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let state: Mutex<(left: Int, values: [Key: Value])>
    private let completion: @Sendable ([Key: Value]) -> Void

    init(_ count: Int, completion: @escaping @Sendable ([Key: Value]) -> Void) {
        state = Mutex((count, [:]))
        self.completion = completion
    }

    /// Takes one of the answers; each comes once.
    func add(_ key: Key, _ value: Value) {
        let values: [Key: Value]? = state.withLock { state in
            state.values[key] = value
            state.left -= 1
            return state.left == 0 ? state.values : nil
        }
        if let values { completion(values) }
    }

    /// Nothing was asked for, so nothing will arrive.
    func finishIfEmpty() {
        if state.withLock({ $0.left == 0 && $0.values.isEmpty }) { completion([:]) }
    }
}
