internal import CRdKafka

extension KafkaClientError {
    /// An error code of the Kafka protocol (positive) or of the client library (negative).
    ///
    /// Codes this type does not name still compare, print their name and say whether they are retriable:
    /// ```swift
    /// if error.code == .topicAlreadyExists { … }
    /// if error.code.rawValue == 44 { … }          // POLICY_VIOLATION
    /// ```
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        public let rawValue: Int32

        public init(rawValue: Int32) { self.rawValue = rawValue }

        init(_ raw: rd_kafka_resp_err_t) { self.rawValue = raw.rawValue }

        /// The name of the protocol: `UNKNOWN_TOPIC_OR_PART`; of the library, with an underscore: `_TIMED_OUT`.
        public var description: String {
            rd_kafka_err2name(raw).map { String(cString: $0) } ?? "code \(rawValue)"
        }

        var raw: rd_kafka_resp_err_t { rd_kafka_resp_err_t(rawValue) }

        var sentence: String { rd_kafka_err2str(raw).map { String(cString: $0) } ?? "unknown error \(rawValue)" }
    }
}

extension KafkaClientError.Code {
    public static let unknownTopicOrPartition = Self(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    public static let topicAlreadyExists = Self(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
    public static let invalidPartitions = Self(RD_KAFKA_RESP_ERR_INVALID_PARTITIONS)
    public static let invalidConfig = Self(RD_KAFKA_RESP_ERR_INVALID_CONFIG)
    public static let policyViolation = Self(RD_KAFKA_RESP_ERR_POLICY_VIOLATION)
    public static let messageTooLarge = Self(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
    public static let offsetOutOfRange = Self(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
    public static let groupNotFound = Self(RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND)
    public static let groupNotEmpty = Self(RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP)
    public static let rebalanceInProgress = Self(RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS)
    public static let topicAuthorizationFailed = Self(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
    public static let groupAuthorizationFailed = Self(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED)
    public static let unsupportedVersion = Self(RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION)
    /// The library waited long enough: a broker or coordinator did not answer.
    public static let timedOut = Self(RD_KAFKA_RESP_ERR__TIMED_OUT)
    /// A record was not acknowledged within its delivery timeout; it may or may not be in the log.
    public static let deliveryTimedOut = Self(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT)
    /// No broker of the list could be reached.
    public static let allBrokersDown = Self(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    /// A connection broke or could not be made.
    public static let transport = Self(RD_KAFKA_RESP_ERR__TRANSPORT)
    public static let authentication = Self(RD_KAFKA_RESP_ERR__AUTHENTICATION)
    public static let unknownTopic = Self(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
    public static let unknownPartition = Self(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
    /// A record was still queued when its producer closed: it was not delivered.
    public static let purgedFromQueue = Self(RD_KAFKA_RESP_ERR__PURGE_QUEUE)
    /// A record was on the wire when its producer closed: it may have been delivered.
    public static let purgedInFlight = Self(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
    public static let invalidArgument = Self(RD_KAFKA_RESP_ERR__INVALID_ARG)
    /// The call does not fit what the client is doing (two readers of one consumer, a commit without a group).
    public static let wrongState = Self(RD_KAFKA_RESP_ERR__STATE)
    public static let notSupported = Self(RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE)
    /// The client was closed.
    public static let closed = Self(RD_KAFKA_RESP_ERR__DESTROY)
    /// A committed or asked-for offset does not exist and the configuration says not to choose another.
    public static let noValidOffset = Self(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
    static let noOffset = Self(RD_KAFKA_RESP_ERR__NO_OFFSET)
    static let queueFull = Self(RD_KAFKA_RESP_ERR__QUEUE_FULL)

    /// As the protocol's error table says (its column "retriable"), plus the library's own transient codes.
    public var isRetriable: Bool { Self.retriable.contains(self) }

    private static let retriable: Set<Self> = Set(
        [
            RD_KAFKA_RESP_ERR_INVALID_MSG, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
            RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION,
            RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
            RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, RD_KAFKA_RESP_ERR_NOT_CONTROLLER,
            RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
            RD_KAFKA_RESP_ERR_FETCH_SESSION_ID_NOT_FOUND, RD_KAFKA_RESP_ERR_INVALID_FETCH_SESSION_EPOCH,
            RD_KAFKA_RESP_ERR_LISTENER_NOT_FOUND, RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH,
            RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH, RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_PREFERRED_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_ELIGIBLE_LEADERS_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT, RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED,
            RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__RESOLVE,
            RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE,
            RD_KAFKA_RESP_ERR__QUEUE_FULL, RD_KAFKA_RESP_ERR__WAIT_COORD, RD_KAFKA_RESP_ERR__WAIT_CACHE,
            RD_KAFKA_RESP_ERR__RETRY, RD_KAFKA_RESP_ERR__IN_PROGRESS, RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS,
            RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
        ].map { Self($0) })

    /// What a person can do, for the codes where that is not obvious.
    var advice: String? {
        switch self {
        case .unknownTopicOrPartition, .unknownTopic: "Create the topic, or check its name"
        case .allBrokersDown, .transport:
            "Check that a broker listens at the bootstrap address and advertises one this host can reach"
        case .messageTooLarge: "Raise the topic's max.message.bytes and the producer's maxMessageBytes, or send less per record"
        case .deliveryTimedOut: "The record may still be in the log; an idempotent producer will not write it twice by itself"
        case .authentication: "Check the mechanism, user name and password in the security configuration"
        case .groupNotEmpty: "Stop the group's members first"
        default: nil
        }
    }
}
