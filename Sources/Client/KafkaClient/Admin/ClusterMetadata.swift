/// A broker of the cluster.
///
/// ```swift
/// for broker in try await admin.cluster().brokers { print(broker.id, broker.host, broker.port) }
/// ```
public struct BrokerDescription: Hashable, Sendable {
    public var id: Int32
    public var host: String
    public var port: Int32

    public init(id: Int32, host: String, port: Int32) {
        self.id = id
        self.host = host
        self.port = port
    }
}

/// Who makes up the cluster.
///
/// ```swift
/// let cluster = try await admin.cluster()
/// print(cluster.id ?? "unnamed", cluster.brokers.count)
/// ```
public struct ClusterDescription: Hashable, Sendable {
    public var id: String?
    public var controllerID: Int32?
    public var brokers: [BrokerDescription]
}

/// A topic and where its partitions live.
///
/// ```swift
/// let orders = try await admin.topic("orders")
/// print(orders.partitions.map(\.leader))
/// ```
public struct TopicDescription: Hashable, Sendable {
    public var name: String
    /// By partition number.
    public var partitions: [PartitionDescription]
}

/// One partition and its replicas, as broker ids.
///
/// ```swift
/// let isHealthy = partition.inSyncReplicas.count == partition.replicas.count
/// ```
public struct PartitionDescription: Hashable, Sendable {
    public var id: Int32
    /// Nil while there is none.
    public var leader: Int32?
    public var replicas: [Int32]
    public var inSyncReplicas: [Int32]
}

/// A topic to be made.
///
/// ```swift
/// NewTopic("orders", partitions: 6, configs: ["cleanup.policy": "compact"])
/// ```
public struct NewTopic: Hashable, Sendable {
    public var name: String
    /// Nil: the broker's default.
    public var partitions: Int32?
    /// Nil: the broker's default.
    public var replicationFactor: Int32?
    public var configs: [String: String]

    public init(_ name: String, partitions: Int32? = nil, replicationFactor: Int32? = nil, configs: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replicationFactor = replicationFactor
        self.configs = configs
    }
}

/// An option of a topic or broker, its value and where that comes from.
///
/// ```swift
/// let set = try await admin.configs(of: .topic("orders")).filter { !$0.isDefault }
/// ```
public struct ConfigEntry: Hashable, Sendable {
    public enum Source: String, Hashable, Sendable {
        case topic, dynamicBroker, dynamicDefaultBroker, staticBroker, `default`, unknown
    }

    public var name: String
    /// Nil for a secret.
    public var value: String?
    public var source: Source
    public var isReadOnly: Bool
    public var isSensitive: Bool

    public var isDefault: Bool { source == .default }
}

/// What can be configured.
///
/// ```swift
/// try await admin.alterConfigs(of: .topic("orders"), set: ["retention.ms": "3600000"])
/// ```
public enum ConfigResource: Hashable, Sendable {
    case topic(String)
    case broker(Int32)
}

/// A consumer group in a list.
///
/// ```swift
/// let idle = try await admin.groups().filter { $0.state == .empty }
/// ```
public struct GroupListing: Hashable, Sendable {
    public var id: String
    public var state: GroupState
    /// Commits offsets without members that the group balances.
    public var isSimple: Bool
}

/// Where a group is in its life.
///
/// ```swift
/// if group.state == .stable { … }
/// ```
public enum GroupState: String, Hashable, Sendable {
    case preparingRebalance, completingRebalance, stable, dead, empty, unknown
}

/// A consumer group, its members and what they read.
///
/// ```swift
/// let billing = try await admin.group("billing")
/// for member in billing.members { print(member.clientID, member.assignment) }
/// ```
public struct GroupDescription: Hashable, Sendable {
    public var id: String
    public var state: GroupState
    public var isSimple: Bool
    public var assignor: String
    public var coordinator: BrokerDescription?
    public var members: [GroupMember]
}

/// One member of a group.
///
/// ```swift
/// let busiest = group.members.max { $0.assignment.count < $1.assignment.count }
/// ```
public struct GroupMember: Hashable, Sendable {
    public var id: String
    public var instanceID: String?
    public var clientID: String
    public var host: String
    public var assignment: [TopicPartition]
}

/// Which offset of a partition is asked for.
///
/// ```swift
/// let yesterday = try await admin.offsets([TopicPartition("orders", 0): .atOrAfter(milliseconds: then)])
/// ```
public enum OffsetQuery: Hashable, Sendable {
    case earliest
    /// The one the next record will get.
    case latest
    /// The first record at or after this time (since 1970); `latest` if there is none.
    case atOrAfter(milliseconds: Int64)
}
