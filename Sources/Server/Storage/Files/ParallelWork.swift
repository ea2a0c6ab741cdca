internal import Synchronization

/// Pieces of work that block and know nothing of each other, on a few threads.
enum ParallelWork {
    /// What `body` makes of every number below `count`, in order; returns when all are done. On the caller's thread if `threads`
    /// is 1 or there is nothing to share.
    static func map<Result: Sendable>(
        _ count: Int, threads: Int, _ body: @escaping @Sendable (Int) -> Result
    ) -> [Result] {
        guard threads > 1, count > 1 else { return (0..<count).map(body) }
        let work = Work<Result>()
        let share: @Sendable () -> Void = {
            while let index = work.take(below: count) { work.put(body(index), at: index) }
        }
        var workers: [WorkerThread] = []
        for number in 1..<min(threads, count) {
            do throws(FileSystemError) { workers.append(try WorkerThread("herald-work-\(number)", share)) } catch {
                // Fewer do as well, only slower.
                break
            }
        }
        share()
        for worker in workers { worker.join() }
        return work.results(count)
    }

    private final class Work<Result: Sendable>: Sendable {
        private let next = Atomic(0)
        private let found = Mutex<[Int: Result]>([:])

        func take(below count: Int) -> Int? {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            return index < count ? index : nil
        }

        func put(_ result: Result, at index: Int) { found.withLock { $0[index] = result } }

        func results(_ count: Int) -> [Result] {
            found.withLock { found in
                (0..<count).map { index in
                    guard let result = found[index] else { preconditionFailure("every piece of work was taken and done") }
                    return result
                }
            }
        }
    }
}
