internal import NIOPosix

/// Where requests with large bodies are worked on: one thread, one request's step after the other, so that however many there
/// are, the threads that serve all others stay free.
///
/// What waits is bounded by the memory all bodies may take together.
final class LargeRequestLane: TaskExecutor {
    private let thread: NIOThreadPool

    init() {
        thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
    }

    /// Ends the thread once what is queued has run.
    func stop() async throws { try await thread.shutdownGracefully() }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        thread.submit { _ in
            // Also when the pool is stopping: a job that is not run would leave its task for ever.
            job.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}
