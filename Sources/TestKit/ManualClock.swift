package import Storage
internal import Synchronization

/// A time of day that stands still until a test moves it.
package final class ManualClock: Sendable {
    private let milliseconds: Mutex<Int64>

    package init(_ start: Int64 = 1_700_000_000_000) { milliseconds = Mutex(start) }

    package var now: Int64 { milliseconds.withLock { $0 } }

    package func advance(by step: Int64) { milliseconds.withLock { $0 += step } }

    package var storageClock: StorageClock { StorageClock { self.now } }
}
