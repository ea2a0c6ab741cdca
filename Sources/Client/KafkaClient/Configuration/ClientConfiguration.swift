/// What every client needs: where the cluster is, how to prove who one is, where logs go.
///
/// ```swift
/// var cluster = ClientConfiguration(bootstrapServers: ["kafka-1:9092", "kafka-2:9092"])
/// cluster.clientID = "billing"
/// cluster.security = .tls(TLS(caFile: "/etc/ssl/cluster.pem"), login: .scram512(user: "billing", password: secret))
/// cluster.log = { entry in logger.info("\(entry)") }
/// ```
public struct ClientConfiguration: Sendable {
    /// `host:port` of some brokers; the rest of the cluster is learnt from them.
    public var bootstrapServers: [String]
    /// Shows up in brokers' logs and quotas.
    public var clientID: String
    public var security: Security
    /// Receives the library's log lines, on one of its own threads: return soon. By default they are dropped;
    /// they never go to standard error.
    public var log: LogHandler?
    /// librdkafka properties beyond those named here, taken as they are and last: they win.
    public var properties: [String: String]

    public typealias LogHandler = @Sendable (LogEntry) -> Void

    public init(bootstrapServers: [String], clientID: String = "herald", security: Security = .plaintext) {
        self.bootstrapServers = bootstrapServers
        self.clientID = clientID
        self.security = security
        self.log = nil
        self.properties = [:]
    }

    /// A comma-separated list, as environment variables hold it.
    public init(bootstrapServers: String, clientID: String = "herald", security: Security = .plaintext) {
        self.init(
            bootstrapServers: bootstrapServers.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) },
            clientID: clientID, security: security)
    }

    var settings: [(name: String, value: String)] {
        [("bootstrap.servers", bootstrapServers.joined(separator: ",")), ("client.id", clientID)] + security.settings
    }

    /// In a fixed order, so that an error about two of them is always about the same one.
    var extraSettings: [(name: String, value: String)] {
        properties.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }
}

/// A line of the client library's log.
///
/// ```swift
/// configuration.log = { entry in if entry.level <= .warning { print(entry) } }
/// ```
public struct LogEntry: Sendable, CustomStringConvertible {
    /// Severity as in syslog; smaller is worse.
    public enum Level: Int32, Comparable, Sendable {
        case emergency, alert, critical, error, warning, notice, info, debug

        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    public var level: Level
    /// What part of the library speaks: `FAIL`, `REBALANCE`.
    public var facility: String
    public var message: String

    public var description: String { "\(level) \(facility): \(message)" }
}
