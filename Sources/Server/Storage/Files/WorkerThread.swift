internal import Glibc

/// A thread of Storage's own: file calls block, and neither event loops nor Swift's executor may.
final class WorkerThread: @unchecked Sendable {
    // Written once before `start` returns, read by `join` of the same owner.
    private let thread: pthread_t

    /// Starts running `body`; the thread ends when it returns. `name` is for the error alone.
    init(_ name: String, _ body: @escaping @Sendable () -> Void) throws(FileSystemError) {
        let box = Unmanaged.passRetained(Box(body))
        var started = pthread_t()
        let failure = pthread_create(&started, nil, { raw in
            // Matches `passRetained` above: a thread that started takes the box over.
            guard let raw else { return nil }
            Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().body()
            return nil
        }, box.toOpaque())
        guard failure == 0 else {
            box.release()
            throw FileSystemError(.other, "start the thread", name, "pthread_create says \(failure)")
        }
        thread = started
    }

    /// Returns when the thread has ended. Called at most once.
    func join() { pthread_join(thread, nil) }

    private final class Box {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}

/// A lock one can wait under for something to change.
final class Monitor<State>: @unchecked Sendable {
    // All access to `state` happens between lock and unlock of `mutex`; both live at addresses of their own that are
    // freed only with this object.
    private var state: State
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>

    init(_ state: sending State) {
        self.state = state
        mutex = .allocate(capacity: 1)
        changed = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        changed.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    func withLock<R>(_ body: (inout State) throws -> R) rethrows -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state)
    }

    /// Changes the state and wakes everyone who waits.
    func update<R>(_ body: (inout State) -> R) -> R {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(mutex)
        }
        return body(&state)
    }

    /// Waits until `body` gives a value. `body` says in `patience` how many milliseconds it will wait at most before it
    /// is asked again anyway; nil, as at first, means until somebody updates.
    func wait<R>(_ body: (_ state: inout State, _ patience: inout Int?) -> R?) -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            var patience: Int?
            if let value = body(&state, &patience) { return value }
            if let patience {
                var until = timespec()
                clock_gettime(CLOCK_MONOTONIC, &until)
                let nanoseconds = until.tv_nsec + (patience % 1000) * 1_000_000
                until.tv_sec += patience / 1000 + nanoseconds / 1_000_000_000
                until.tv_nsec = nanoseconds % 1_000_000_000
                pthread_cond_timedwait(changed, mutex, &until)
            } else {
                pthread_cond_wait(changed, mutex)
            }
        }
    }
}

/// Milliseconds of a clock that is never set, for waits. Not the time of day: that is injected as `StorageClock`.
enum MonotonicTime {
    static func nanoseconds() -> UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }

    static func milliseconds() -> Int {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
    }
}
