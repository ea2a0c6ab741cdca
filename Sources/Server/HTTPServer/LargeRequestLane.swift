internal import func Glibc.setpriority
internal import Measures
internal import NIOCore
internal import NIOPosix

/// Where requests with large bodies are worked on: one thread, one request's step after the other, so that however many there
/// are, the threads that serve all others stay free. Where those want its processor, it gives way to them.
///
/// What waits is bounded by the memory all bodies may take together.
final class LargeRequestLane: TaskExecutor {
    private let thread: NIOThreadPool
    /// How long what is enqueued waits for its turn.
    private let waiting: Histogram

    /// A tenth of an ordinary thread's share, when both want the same processor.
    private static let niceness: Int32 = 10

    init(waiting: Histogram = Histogram(.duration)) {
        self.waiting = waiting
        thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        thread.submit { _ in
            // Of this thread alone, as Linux has it. Refused it changes nothing but how long others wait.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
        }
    }

    /// Ends the thread once what is queued has run.
    func stop() async throws { try await thread.shutdownGracefully() }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job), enqueued = NIODeadline.now()
        thread.submit { _ in
            self.waiting.observe(Int((NIODeadline.now() - enqueued).nanoseconds))
            // Also when the pool is stopping: a job that is not run would leave its task for ever.
            job.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}
