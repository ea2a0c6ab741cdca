package import Dispatch
package import DurableState
package import Logging
import Synchronization
package import TopicModel

/// The broker's options that clients have set: durable before they are in force, and in force before they are answered.
///
/// They are decided and carried out on a serial queue, the one on which topics are changed: what topics' options are by default
/// changes between two changes of topics.
package final class BrokerOptionsHost: Sendable {
    package typealias Follower = @Sendable (BrokerOptionLayers) -> Void

    private struct Shown {
        var layers: BrokerOptionLayers
        var followers: [Follower] = []
    }

    private let state: LogBackedState<BrokerOverrides>
    private let queue: DispatchQueue
    private let shown: Mutex<Shown>

    package init(
        engine: any LogEngine, nodeID: Int32, given: [String: String], queue: DispatchQueue, logger: Logger
    ) throws(LogEngineError) {
        self.queue = queue
        let state = try LogBackedState(
            engine: engine, partitions: [TopicRecord.partition],
            makeMachine: { BrokerOverrides(nodeID: nodeID, given: given) },
            onUnreadable: { logger.error("a record of the broker's options is skipped: \($0)") })
        self.state = state
        shown = Mutex(Shown(layers: state.peek { $0.layers }))
    }

    /// What holds now.
    package var layers: BrokerOptionLayers { shown.withLock { $0.layers } }

    /// Calls `follower` now and with every change, one call at a time. Blocks until the first has returned.
    package func follow(_ follower: @escaping Follower) {
        queue.sync {
            shown.withLock { $0.followers.append(follower) }
            follower(layers)
        }
    }

    /// Carries out `command`; `completion` is called once, on any thread, when the change is in force.
    func execute(_ command: BrokerOverrides.Command, completion: @escaping @Sendable (TopicFailure?) -> Void) {
        queue.async { [self] in
            state.execute(command) { [self] result in
                queue.async { [self] in
                    switch result {
                    case .failure(.rejected(let rejection)): completion(.rejected(rejection))
                    case .failure(.log(let error)): completion(.catalog(error))
                    case .success(let layers):
                        if !command.isTrial { show(layers) }
                        completion(nil)
                    }
                }
            }
        }
    }

    private func show(_ layers: BrokerOptionLayers) {
        let followers = shown.withLock { shown in
            guard shown.layers != layers else { return [Follower]() }
            shown.layers = layers
            return shown.followers
        }
        for follower in followers { follower(layers) }
    }
}

extension BrokerOverrides.Command {
    /// Only asks what would happen.
    fileprivate var isTrial: Bool {
        switch self {
        case .change(_, _, let validateOnly), .replace(_, _, let validateOnly): validateOnly
        }
    }
}
