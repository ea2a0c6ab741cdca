internal import Synchronization

/// Work for one thread, in order of arrival, from any task or thread.
///
/// Bounded: a caller beyond `limit` gets an error rather than a place in an endless line. Once closed it takes nothing.
final class Mailbox: Sendable {
    typealias Job = @Sendable () -> Void

    private struct State {
        var jobs: [Job] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let limit: Int
    let bell: Bell

    init(bell: Bell, limit: Int = 4096) {
        self.bell = bell
        self.limit = limit
    }

    /// Whether the job was taken.
    func post(_ job: @escaping Job) -> Bool {
        let taken = state.withLock { state in
            guard !state.isClosed, state.jobs.count < limit else { return false }
            state.jobs.append(job)
            return true
        }
        if taken { bell.ring() }
        return taken
    }

    /// Runs what has arrived; called by the one thread.
    func runAll() {
        let jobs = state.withLock { state in
            let jobs = state.jobs
            state.jobs = []
            return jobs
        }
        for job in jobs { job() }
    }

    /// Takes no more; what was taken before still runs with the next `runAll`.
    func close() { state.withLock { $0.isClosed = true } }

    var isClosed: Bool { state.withLock { $0.isClosed } }
}
