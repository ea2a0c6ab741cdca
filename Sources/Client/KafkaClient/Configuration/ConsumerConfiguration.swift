/// How a consumer reads.
///
/// ```swift
/// var configuration = ConsumerConfiguration(bootstrapServers: "localhost:9092", group: "billing")
/// configuration.startWithoutCommit = .earliest
/// configuration.commits = .manual
/// ```
public struct ConsumerConfiguration: Sendable {
    /// Who writes the group's progress down.
    public enum Commits: Sendable, Hashable {
        /// A record counts as done when its reader asks for the next one; what is done is committed at this pace, when
        /// partitions are handed over, and at close. After a crash the last records may come again (at least once).
        case automatic(every: Duration)
        /// Only `commit` calls do.
        case manual
    }

    public enum Reset: String, Sendable {
        case earliest, latest
        /// Fail with `noValidOffset`.
        case fail = "error"
    }

    public enum Assignor: String, Sendable {
        /// Adjacent partitions of each topic.
        case range
        case roundRobin = "roundrobin"
        /// Moves as little as it can and revokes nothing that stays (KIP-429).
        case cooperativeSticky = "cooperative-sticky"
    }

    public var client: ClientConfiguration
    /// Nil for a reader without a group: it can `assign` but neither subscribe nor commit.
    public var group: String?
    /// A name that survives restarts, so that a restarted member gets its partitions back without a rebalance (KIP-345).
    public var instanceID: String?
    public var commits: Commits
    /// Where to start in a partition without a committed offset, or when that offset no longer exists.
    public var startWithoutCommit: Reset
    public var assignors: [Assignor]
    /// Deliver `.endOfPartition` when a reader has caught up.
    public var signalsEndOfPartition: Bool
    /// Records taken over from the fetch queue at once, waiting for their reader in this process.
    public var maxBufferedRecords: Int
    /// Bytes fetched ahead of the reader, at most (KiB are what the library counts).
    public var maxPrefetchedBytes: Int
    /// A member silent for longer is taken for dead by its group.
    public var sessionTimeout: Duration
    /// How long partitions that are being taken away wait for their reader to finish the record in hand.
    public var handoverGrace: Duration
    /// See only records of committed transactions.
    public var readsCommittedOnly: Bool

    public init(_ client: ClientConfiguration, group: String? = nil) {
        self.client = client
        self.group = group
        self.instanceID = nil
        self.commits = group == nil ? .manual : .automatic(every: .seconds(5))
        self.startWithoutCommit = .earliest
        self.assignors = [.range, .roundRobin]
        self.signalsEndOfPartition = false
        self.maxBufferedRecords = 500
        self.maxPrefetchedBytes = 64 << 20
        self.sessionTimeout = .seconds(45)
        self.handoverGrace = .seconds(5)
        self.readsCommittedOnly = true
    }

    public init(bootstrapServers: String, group: String? = nil) {
        self.init(ClientConfiguration(bootstrapServers: bootstrapServers), group: group)
    }

    /// The library demands a group name even of readers that have none; nothing is ever written under this one.
    static let unnamedGroup = "herald-reader-without-a-group"

    var commitsAutomatically: Bool {
        if case .automatic = commits { group != nil } else { false }
    }

    var settings: [(name: String, value: String)] {
        var list = client.settings
        list += [
            ("group.id", group ?? Self.unnamedGroup),
            ("enable.auto.offset.store", "false"),
            ("enable.auto.commit", String(commitsAutomatically)),
            ("auto.offset.reset", startWithoutCommit.rawValue),
            ("partition.assignment.strategy", assignors.map(\.rawValue).joined(separator: ",")),
            ("enable.partition.eof", String(signalsEndOfPartition)),
            ("queued.max.messages.kbytes", String(max(1, maxPrefetchedBytes >> 10))),
            // Bytes are the bound. When either is reached librdkafka 2.0 looks again only after up to a second, so a bound in
            // records would stop readers of small ones for most of the time.
            ("queued.min.messages", "1000000"),
            ("session.timeout.ms", String(sessionTimeout.wholeMilliseconds)),
            ("isolation.level", readsCommittedOnly ? "read_committed" : "read_uncommitted"),
        ]
        if let instanceID { list.append(("group.instance.id", instanceID)) }
        if case .automatic(let pace) = commits { list.append(("auto.commit.interval.ms", String(pace.wholeMilliseconds))) }
        return list + client.extraSettings
    }
}
