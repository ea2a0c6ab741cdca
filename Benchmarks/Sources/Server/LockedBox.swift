import Synchronization

/// A value that threads share.
final class LockedBox<Value: Sendable>: Sendable {
    private let box: Mutex<Value>

    init(_ value: Value) { box = Mutex(value) }

    var value: Value { box.withLock { $0 } }

    func update(_ change: (inout Value) -> Void) {
        box.withLock { value in
            var copy = value
            change(&copy)
            value = copy
        }
    }
}
