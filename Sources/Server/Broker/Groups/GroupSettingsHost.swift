package import DurableState
import GroupCoordination
package import Logging
import Synchronization
package import TopicModel

/// Groups' options that clients have set: durable before anybody sees them, in force at a member's next heartbeat.
package final class GroupSettingsHost: Sendable {
    private let state: LogBackedState<GroupSettings>
    private let defaults: BrokerSettings
    /// By group.
    private let shown: Mutex<[String: [String: String]]>

    package init(engine: any LogEngine, defaults: BrokerSettings, logger: Logger) throws(LogEngineError) {
        self.defaults = defaults
        let state = try LogBackedState(
            engine: engine, partitions: [TopicRecord.partition], makeMachine: { GroupSettings(defaults: defaults) },
            onUnreadable: { logger.error("a record of the groups' settings is skipped: \($0)") })
        self.state = state
        shown = Mutex(state.peek { $0.overrides })
    }

    /// Carries out `command`; `completion` is called once, on any thread, when the change is durable.
    func execute(_ command: GroupSettings.Command, completion: @escaping @Sendable (TopicFailure?) -> Void) {
        state.execute(command) { [self] result in
            switch result {
            case .success(let overrides):
                if let group = command.changedGroup { show(group, overrides) }
                completion(nil)
            case .failure(.rejected(let rejection)): completion(.rejected(rejection))
            case .failure(.log(let error)): completion(.catalog(error))
            }
        }
    }

    private func show(_ group: String, _ overrides: [String: String]) {
        shown.withLock { $0[group] = overrides.isEmpty ? nil : overrides }
    }

    func overrides(of group: String) -> [String: String] { shown.withLock { $0[group] ?? [:] } }

    /// Groups that have options of their own, in order.
    var groups: [String] { shown.withLock { $0.keys.sorted() } }

    func value(of option: GroupOption, for group: String) -> Int64 { option.value(in: overrides(of: group), defaults) }

    func times(of group: String) -> ConsumerTimes {
        ConsumerTimes(
            sessionTimeout: value(of: .sessionTimeout, for: group),
            heartbeatInterval: Int32(value(of: .heartbeatInterval, for: group)))
    }
}

extension GroupSettings.Command {
    /// Nil if it only asks what would happen.
    fileprivate var changedGroup: String? {
        switch self {
        case .change(let group, _, let validateOnly), .replace(let group, _, let validateOnly): validateOnly ? nil : group
        }
    }
}
