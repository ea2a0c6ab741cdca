package import DurableState
package import Logging
internal import Synchronization
internal import TopicModel

/// Gives every idempotent producer an id of its own, from blocks that are durable before they are used.
package final class ProducerIDs: Sendable {
    /// The id, or why there is none.
    package typealias Completion = @Sendable (Result<Int64, Exhausted>) -> Void

    /// No block of ids could be taken; the log says why.
    package struct Exhausted: Error {}

    private struct State {
        var block: Range<Int64> = 0..<0
        /// Those who wait for the next block. As many as there are requests in flight.
        var waiting: [Completion] = []
    }

    private let blocks: LogBackedState<ProducerIDBlocks>
    private let logger: Logger
    private let state = Mutex(State())

    package init(engine: any LogEngine, logger: Logger) throws(LogEngineError) {
        self.logger = logger
        blocks = try LogBackedState(
            engine: engine, partitions: [TopicRecord.partition], makeMachine: { ProducerIDBlocks() },
            onUnreadable: { logger.error("a record of the producer ids is skipped: \($0)") })
    }

    package func next(completion: @escaping Completion) {
        enum Step { case have(Int64), take, wait }
        let step: Step = state.withLock { state in
            if let id = state.block.popFirst() { return .have(id) }
            state.waiting.append(completion)
            return state.waiting.count == 1 ? .take : .wait
        }
        switch step {
        case .have(let id): completion(.success(id))
        case .wait: break
        case .take: take()
        }
    }

    private func take() {
        blocks.execute(.take) { [self] result in
            switch result {
            case .success(let block): hand(block)
            case .failure(let failure): refuse(failure)
            }
        }
    }

    private func hand(_ block: Range<Int64>) {
        let (served, needsMore) = state.withLock { state -> ([(Completion, Int64)], Bool) in
            state.block = block
            var served: [(Completion, Int64)] = []
            while !state.waiting.isEmpty, let id = state.block.popFirst() { served.append((state.waiting.removeFirst(), id)) }
            return (served, !state.waiting.isEmpty)
        }
        for (completion, id) in served { completion(.success(id)) }
        if needsMore { take() }
    }

    private func refuse(_ failure: LogBackedState<ProducerIDBlocks>.Failure) {
        logger.error("no block of producer ids could be taken: \(failure)")
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for completion in waiting { completion(.failure(Exhausted())) }
    }
}

extension Range where Bound == Int64 {
    fileprivate mutating func popFirst() -> Int64? {
        guard let first else { return nil }
        self = (first + 1)..<upperBound
        return first
    }
}
