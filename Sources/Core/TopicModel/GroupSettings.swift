package import DurableState
internal import Bytes

/// What clients have set of groups' options, as durable state. A group need not be there to have some, and keeps them when it
/// goes.
package struct GroupSettings: StateMachine {
    package enum Command: Sendable {
        case change(group: String, [ConfigChange], validateOnly: Bool)
        /// Options that are not among these go back to their defaults.
        case replace(group: String, [NamedValue], validateOnly: Bool)
    }

    /// Groups that have some.
    package static let maxGroups = 10_000
    private static let maxGroupIDBytes = 1_024

    /// By group, then by option.
    package private(set) var overrides: [String: [String: String]] = [:]
    private let defaults: BrokerSettings

    /// - Parameter defaults: What holds for groups without settings.
    package init(defaults: BrokerSettings) { self.defaults = defaults }

    /// What was set of the group, after the command.
    package func decide(_ command: Command) throws(TopicRejection) -> Decision<GroupSettingsRecord, [String: String]> {
        switch command {
        case .change(let group, let changes, let validateOnly):
            var values = overrides[group, default: [:]]
            var seen: Set<String> = []
            for change in changes {
                let option = try GroupOption.named(change.name)
                guard seen.insert(option.name).inserted else { throw .request("group option '\(option.name)' is given twice") }
                switch change.operation {
                case .set: values[option.name] = try option.normalized(change.value)
                case .delete: values[option.name] = nil
                case .append, .subtract: throw .group(option.name, "is not a list: set it instead")
                }
            }
            return try decide(group, values, validateOnly)
        case .replace(let group, let given, let validateOnly):
            var values: [String: String] = [:]
            for named in given {
                let option = try GroupOption.named(named.name)
                guard values[option.name] == nil else { throw .request("group option '\(option.name)' is given twice") }
                values[option.name] = try option.normalized(named.value)
            }
            return try decide(group, values, validateOnly)
        }
    }

    private func decide(
        _ group: String, _ values: [String: String], _ validateOnly: Bool
    ) throws(TopicRejection) -> Decision<GroupSettingsRecord, [String: String]> {
        guard (1...Self.maxGroupIDBytes).contains(group.utf8.count) else {
            throw .request("a group id has from 1 to \(Self.maxGroupIDBytes) bytes")
        }
        guard overrides[group] != nil || overrides.count < Self.maxGroups else {
            throw TopicRejection(.policyViolation, "\(Self.maxGroups) groups have options of their own, which is as many as may")
        }
        let heartbeat = GroupOption.heartbeatInterval.value(in: values, defaults)
        let session = GroupOption.sessionTimeout.value(in: values, defaults)
        guard heartbeat <= session else {
            throw .group(
                GroupOption.heartbeatInterval.name, "would be \(heartbeat), more than the session timeout, which is \(session)")
        }
        let isChange = !validateOnly && values != overrides[group, default: [:]]
        return Decision(records: isChange ? [GroupSettingsRecord(group: group, overrides: values)] : [], reply: values)
    }

    package mutating func apply(_ record: GroupSettingsRecord) {
        overrides[record.group] = record.overrides.isEmpty ? nil : record.overrides
    }
}

/// An option that a group can have: a whole number of milliseconds, for groups whose assignments the server makes.
package struct GroupOption: Sendable {
    /// Kafka's name.
    package let name: String
    /// Where its default stands, and the values it takes.
    package let brokerOption: BrokerOption
    package let documentation: String

    package static let heartbeatInterval = GroupOption(
        name: "consumer.heartbeat.interval.ms", brokerOption: .consumerHeartbeatInterval,
        documentation: "How often the group's members are to show themselves.")
    package static let sessionTimeout = GroupOption(
        name: "consumer.session.timeout.ms", brokerOption: .consumerSessionTimeout,
        documentation: "How long the group's members may be silent.")

    /// In order of their names.
    package static let all = [heartbeatInterval, sessionTimeout]

    /// What it comes to for a group. A kept value that this version does not understand reads as the default.
    package func value(in overrides: [String: String], _ defaults: BrokerSettings) -> Int64 {
        let set = overrides[name].flatMap { Int64($0) }.flatMap { brokerOption.range?.contains($0) == true ? $0 : nil }
        return set ?? defaults[brokerOption]
    }

    fileprivate static func named(_ name: String) throws(TopicRejection) -> GroupOption {
        guard let option = all.first(where: { $0.name == name }) else {
            throw .group(name, "is not known; there are \(all.map(\.name).joined(separator: " and "))")
        }
        return option
    }

    fileprivate func normalized(_ text: String?) throws(TopicRejection) -> String {
        guard let text else { throw .request("group option '\(name)' is given without a value") }
        guard let range = brokerOption.range, let value = Int64(text), range.contains(value) else {
            let takes = brokerOption.range.map { "a whole number from \($0.lowerBound) to \($0.upperBound)" } ?? "nothing"
            throw .group(name, "cannot be '\(text.prefix(100))': it takes \(takes)")
        }
        return String(value)
    }
}

extension TopicRejection {
    fileprivate static func group(_ option: String, _ problem: String) -> TopicRejection {
        TopicRejection(.invalidConfig, "group option '\(option.prefix(100))' \(problem)")
    }
}

/// What is set of one group, as it stands in `_herald_metadata` (docs/formats/metadata-topic.md).
///
///     key    i16 kind = 2 | i16 length, group id
///     value  i16 version = 0 | i32 option count | per option: i16 length, name | i16 length, value
///     A group without options of its own has a tombstone.
package struct GroupSettingsRecord: LoggedRecord, Hashable {
    package var group: String
    package var overrides: [String: String]

    package init(group: String, overrides: [String: String]) {
        self.group = group
        self.overrides = overrides
    }

    private static let kind: Int16 = 2
    private static let version: Int16 = 0

    package func encoded() -> (partition: LogPartition, record: NewRecord) {
        var key = ByteWriter(), value = ByteWriter()
        key.writeInteger(Self.kind)
        key.writeShortString(group)
        value.writeInteger(Self.version)
        value.writeOptions(overrides)
        return (TopicRecord.partition, NewRecord(key: key.array(), value: overrides.isEmpty ? nil : value.array()))
    }

    /// Nil for records of other kinds.
    package static func decode(_ stored: StoredRecord) throws(UnreadableRecord) -> GroupSettingsRecord? {
        do throws(MalformedBytes) {
            guard let key = stored.key else { return nil }
            let group = try key.withByteReader { (reader) throws(MalformedBytes) -> String? in
                guard try reader.readInteger(Int16.self) == kind else { return nil }
                return try reader.readShortString("group id")
            }
            guard let group else { return nil }
            guard let value = stored.value else { return GroupSettingsRecord(group: group, overrides: [:]) }
            return try value.withByteReader { (reader) throws(MalformedBytes) in
                let version: Int16 = try reader.readInteger()
                guard version == Self.version else {
                    throw MalformedBytes(
                        reading: "group settings version", position: 0,
                        problem: "is \(version), this program reads version \(Self.version)")
                }
                return GroupSettingsRecord(group: group, overrides: try reader.readOptions())
            }
        } catch {
            throw UnreadableRecord(stored, problem: error.description)
        }
    }
}
