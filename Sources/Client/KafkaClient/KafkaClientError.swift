internal import CRdKafka

/// What went wrong between this process and the cluster, in a form that both programs and people can use.
///
/// `description` is one sentence that says what was being done, where, what came back and what to do.
/// ```swift
/// do {
///     try await producer.send(record)
/// } catch let error as KafkaClientError where error.isRetriable {
///     // Worth another attempt: a leader moved, a broker restarted.
/// } catch let error as KafkaClientError where error.code == .messageTooLarge {
///     // Not worth one.
/// }
/// ```
public struct KafkaClientError: Error, Hashable, Sendable {
    public let code: Code
    /// What was being done, as a clause: `send a record to orders[3]`.
    public let action: String
    /// What came back, as a sentence without its full stop.
    public let reason: String
    public let topic: String?
    public let partition: Int32?
    /// What to do about it, where there is something better than trying again.
    public let advice: String?
    /// The client cannot go on (an idempotent producer that lost its sequence, a fenced member): close it, make a new one.
    public let isFatal: Bool

    /// Whether the same call may succeed later without anybody changing anything.
    public var isRetriable: Bool { !isFatal && code.isRetriable }

    init(
        _ code: Code, doing action: String, reason: String? = nil, topic: String? = nil, partition: Int32? = nil,
        advice: String? = nil, isFatal: Bool = false
    ) {
        self.code = code
        self.action = action
        self.reason = reason ?? code.sentence
        self.topic = topic
        self.partition = partition
        self.advice = advice ?? code.advice
        self.isFatal = isFatal
    }

    init(_ raw: rd_kafka_resp_err_t, doing action: String, reason: String? = nil, topic: String? = nil, partition: Int32? = nil) {
        self.init(Code(raw), doing: action, reason: reason, topic: topic, partition: partition)
    }

    /// Takes the error object over and frees it.
    init(consuming error: OpaquePointer, doing action: String, topic: String? = nil, partition: Int32? = nil) {
        defer { rd_kafka_error_destroy(error) }
        self.init(
            Code(rd_kafka_error_code(error)), doing: action,
            reason: rd_kafka_error_string(error).map { String(cString: $0) },
            topic: topic, partition: partition, isFatal: rd_kafka_error_is_fatal(error) != 0)
    }

    static func closed(doing action: String) -> KafkaClientError {
        KafkaClientError(
            .closed, doing: action, reason: "the client was closed", advice: "Make a new one; a closed client is not reopened.")
    }
}

extension KafkaClientError: CustomStringConvertible {
    public var description: String {
        var place = ""
        if let topic {
            let name = partition.map { "\(topic)[\($0)]" } ?? topic
            if !action.contains(name) { place = " (\(name))" }
        }
        let fatal = isFatal ? ", fatal" : ""
        let hint = advice.map { ". \($0)" } ?? ""
        return "Could not \(action)\(place): \(reason) (\(code)\(fatal))\(hint)"
    }
}
