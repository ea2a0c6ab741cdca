import KafkaClient

extension CommandFailure {
    /// What the log or the way to it said, as an ending.
    init(_ error: KafkaClientError, brokers: String) {
        let status: ExitStatus =
            switch error.code {
            case .unknownTopicOrPartition, .unknownTopic, .groupNotFound: .notFound
            case .topicAlreadyExists, .groupNotEmpty: .conflict
            case .authentication: .permission
            case .transport, .allBrokersDown, .timedOut, .deliveryTimedOut: .unreachable
            default: .failure
            }
        self.init(status, "LOG", "\(error)", at: "brokers \(brokers)")
    }
}
