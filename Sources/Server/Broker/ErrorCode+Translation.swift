package import KafkaWire
package import LogFormat
package import Storage
package import TopicModel

// Errors become error codes here and nowhere else.

extension ErrorCode {
    /// What a client is told when the log did not take or give records.
    package init(_ error: StorageError) {
        switch error.code {
        case .offsetOutOfRange: self = .offsetOutOfRange
        case .full, .storage, .directory: self = .kafkaStorageError
        // Refused before anything was written, and retriable: what Kafka says when a write cannot be made safe now.
        case .busy, .fenced: self = .notEnoughReplicas
        case .deleted, .unknownPartition: self = .unknownTopicOrPartition
        case .closed: self = .leaderNotAvailable
        case .partitionExists: self = .topicAlreadyExists
        case .batchTooLarge: self = .recordListTooLarge
        case .sequence(let rejection): self.init(rejection)
        case .corrupt: self = .corruptMessage
        case .notCompacted: self = .policyViolation
        }
    }

    package init(_ rejection: BatchRejection) { self.init(rawValue: rejection.kind.code) }

    package init(_ failure: TopicFailure) {
        switch failure {
        case .rejected(let rejection): self.init(rejection)
        case .catalog: self = .kafkaStorageError
        case .storage(let error): self.init(error)
        }
    }

    package init(_ rejection: TopicRejection) { self.init(rawValue: rejection.code.rawValue) }
}

extension TopicFailure {
    /// For people.
    var sentence: String {
        switch self {
        case .rejected(let rejection): rejection.sentence
        case .catalog(let error): "the change could not be made durable: \(error)"
        case .storage(let error): error.description
        }
    }
}

extension KafkaUUID {
    package init(_ id: TopicID) { self.init(high: id.high, low: id.low) }
}

extension TopicID {
    package init(_ uuid: KafkaUUID) { self.init(high: uuid.high, low: uuid.low) }
}
