internal import Glibc

/// Wakes one thread. A ring that comes before the wait is not lost; several rings before one wait count as one.
///
/// Unchecked: `rung` is read and written only with `mutex` held.
final class Bell: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var rung = false

    init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // The wall clock may jump; waits must not.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func ring() {
        pthread_mutex_lock(mutex)
        rung = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Returns when rung, or after `timeout`; says which.
    @discardableResult
    func wait(atMost timeout: Duration) -> Bool {
        let deadline = Self.deadline(after: timeout)
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !rung {
            var moment = deadline
            guard pthread_cond_timedwait(condition, mutex, &moment) == 0 else { return false }
        }
        rung = false
        return true
    }

    private static func deadline(after timeout: Duration) -> timespec {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let nanoseconds = now.tv_nsec + Int(timeout.wholeMilliseconds) * 1_000_000
        return timespec(tv_sec: now.tv_sec + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
}

/// A thread of this library's own, for calls that block. It ends when `body` returns.
enum BlockingThread {
    static func start(_ body: @escaping @Sendable () -> Void) throws(KafkaClientError) {
        final class Start {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        let start = Unmanaged.passRetained(Start(body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                // Always the object retained above: pthread_create passes its argument on.
                guard let argument else { return nil }
                Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, start.toOpaque())
        guard status == 0 else {
            start.release()
            throw KafkaClientError(
                KafkaClientError.Code(rawValue: -194), doing: "start a client's thread",
                reason: String(cString: strerror(status)))
        }
        pthread_detach(thread)
    }
}
