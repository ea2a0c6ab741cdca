package import DurableState
internal import Bytes

/// What clients have set of the broker's options while it ran, as durable state.
package struct BrokerOverrides: StateMachine {
    package enum Command: Sendable {
        case change(Scope, [ConfigChange], validateOnly: Bool)
        /// Options that are not among these go back to what they are without.
        case replace(Scope, [NamedValue], validateOnly: Bool)
    }

    /// For whom an option is set.
    package enum Scope: Hashable, Sendable {
        /// As many as there are; a value that one has of its own goes before it.
        case allBrokers
        case broker(Int32)

        /// The resource's name in the protocol: none, or the number of the node.
        package init?(name: String) {
            if name.isEmpty {
                self = .allBrokers
            } else if let id = Int32(name), id >= 0 {
                self = .broker(id)
            } else {
                return nil
            }
        }
    }

    private var overrides: [Scope: [String: String]] = [:]
    private let nodeID: Int32
    private let given: [String: String]

    /// - Parameter given: What holds where nothing is set, of options that do not have their default.
    package init(nodeID: Int32, given: [String: String]) {
        self.nodeID = nodeID
        self.given = given
    }

    package var layers: BrokerOptionLayers { layers(overrides) }

    private func layers(_ overrides: [Scope: [String: String]]) -> BrokerOptionLayers {
        BrokerOptionLayers(
            own: overrides[.broker(nodeID)] ?? [:], shared: overrides[.allBrokers] ?? [:], given: given)
    }

    /// What holds after the command.
    package func decide(_ command: Command) throws(TopicRejection) -> Decision<BrokerOverridesRecord, BrokerOptionLayers> {
        let scope: Scope, set: [String: String], isTrial: Bool
        switch command {
        case .change(let changed, let changes, let validateOnly):
            (scope, isTrial) = (changed, validateOnly)
            // Unlike for a topic, and unlike in Kafka, to what the option comes to without being set in this scope.
            set = try OptionKind.broker.changed(overrides[scope] ?? [:], by: changes) { name in
                BrokerOption.byName[name].flatMap { layers.value(of: $0) }
            }
        case .replace(let replaced, let values, let validateOnly):
            (scope, isTrial) = (replaced, validateOnly)
            set = try OptionKind.broker.validated(values)
        }
        if case .broker(let id) = scope, id != nodeID {
            throw .request("this node is \(nodeID): options of broker \(id) cannot be set here")
        }
        var after = overrides
        after[scope] = set.isEmpty ? nil : set
        let outcome = layers(after)
        if let problem = outcome.problem { throw .request("\(problem); nothing is changed") }
        let isChange = !isTrial && after != overrides
        return Decision(records: isChange ? [BrokerOverridesRecord(scope: scope, overrides: set)] : [], reply: outcome)
    }

    package mutating func apply(_ record: BrokerOverridesRecord) {
        overrides[record.scope] = record.overrides.isEmpty ? nil : record.overrides
    }
}

extension OptionKind {
    /// Kafka, too, calls the request invalid rather than the option.
    static let broker = OptionKind(noun: "broker option", code: .invalidRequest) { (name) throws(OptionProblem) in
        guard let option = BrokerOption.byName[name] else {
            throw OptionProblem("is not known; those that can be changed while the server runs are \(liveNames)")
        }
        guard option.isLive, let domain = option.domain else {
            let remedy = option.domain == nil ? "" : ": it is given at its start, as `herald serve --set \(name)=…`"
            throw OptionProblem("cannot be changed while the server runs\(remedy)")
        }
        return domain
    }

    private static let liveNames = BrokerOption.all.filter(\.isLive).map(\.name).joined(separator: ", ")
}

/// What is set for one broker, or for all, as it stands in `_herald_metadata` (docs/formats/metadata-topic.md).
///
///     key    i16 kind = 3 | i32 node id, -1 for all brokers
///     value  i16 version = 0 | options
///     Without any options there is a tombstone.
package struct BrokerOverridesRecord: LoggedRecord, Hashable {
    package var scope: BrokerOverrides.Scope
    package var overrides: [String: String]

    package init(scope: BrokerOverrides.Scope, overrides: [String: String]) {
        self.scope = scope
        self.overrides = overrides
    }

    private static let kind: Int16 = 3
    private static let version: Int16 = 0

    package func encoded() -> (partition: LogPartition, record: NewRecord) {
        var key = ByteWriter(), value = ByteWriter()
        key.writeInteger(Self.kind)
        switch scope {
        case .allBrokers: key.writeInteger(Int32(-1))
        case .broker(let id): key.writeInteger(id)
        }
        value.writeInteger(Self.version)
        value.writeOptions(overrides)
        return (TopicRecord.partition, NewRecord(key: key.array(), value: overrides.isEmpty ? nil : value.array()))
    }

    /// Nil for records of other kinds.
    package static func decode(_ stored: StoredRecord) throws(UnreadableRecord) -> BrokerOverridesRecord? {
        do throws(MalformedBytes) {
            guard let key = stored.key else { return nil }
            let scope = try key.withByteReader { (reader) throws(MalformedBytes) -> BrokerOverrides.Scope? in
                guard try reader.readInteger(Int16.self) == kind else { return nil }
                let id = try reader.readInteger(Int32.self)
                return id < 0 ? .allBrokers : .broker(id)
            }
            guard let scope else { return nil }
            guard let value = stored.value else { return BrokerOverridesRecord(scope: scope, overrides: [:]) }
            return try value.withByteReader { (reader) throws(MalformedBytes) in
                let version: Int16 = try reader.readInteger()
                guard version == Self.version else {
                    throw MalformedBytes(
                        reading: "broker options version", position: 0,
                        problem: "is \(version), this program reads version \(Self.version)")
                }
                return BrokerOverridesRecord(scope: scope, overrides: try reader.readOptions())
            }
        } catch {
            throw UnreadableRecord(stored, problem: error.description)
        }
    }
}
