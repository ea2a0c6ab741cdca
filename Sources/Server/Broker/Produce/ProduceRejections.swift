package import Measures
internal import KafkaWire
internal import TopicModel

/// Counts the batches that topics did not take, by reason.
package final class ProduceRejections: Sendable {
    package enum Reason: String, Sendable {
        /// Of the batch, or of it with all that waits.
        case size
        /// Bytes that are no batch, records that the topic does not take.
        case record
        /// Not the one that follows its producer's last.
        case sequence
        /// Its producer has been replaced by a newer one.
        case fenced
        case transaction
        /// It failed, or is full.
        case disk
        /// Too much waits to be written.
        case busy
        /// The topic is Herald's own.
        case policy
        /// The partition is not there, or is going.
        case partition
        case other

        init(_ code: ErrorCode) {
            switch code {
            case .messageTooLarge, .recordListTooLarge: self = .size
            case .corruptMessage, .invalidRecord, .invalidTimestamp, .unsupportedForMessageFormat, .unsupportedCompressionType:
                self = .record
            case .outOfOrderSequenceNumber: self = .sequence
            case .invalidProducerEpoch, .producerFenced: self = .fenced
            case .invalidTxnState, .transactionAbortable, .concurrentTransactions, .invalidProducerIdMapping: self = .transaction
            case .kafkaStorageError: self = .disk
            case .notEnoughReplicas: self = .busy
            case .policyViolation: self = .policy
            case .unknownTopicOrPartition, .leaderNotAvailable: self = .partition
            default: self = .other
            }
        }
    }

    package struct Label: Hashable, Sendable {
        package var topic: String
        package var reason: Reason
    }

    package let counts = CounterFamily<Label>(limit: 10_000, other: Label(topic: "others", reason: .other))

    /// Those of topics that are there: what clients call a topic may be anything.
    func note(_ response: ProduceResponse, topics: TopicHost) {
        for asked in response.responses {
            let refused = asked.partitionResponses.filter { $0.errorCode != .none }
            guard !refused.isEmpty else { continue }
            let topic = asked.name.isEmpty ? topics.topic(id: TopicID(asked.topicId)) : topics.topic(named: asked.name)
            guard let topic else { continue }
            for partition in refused { counts.add(Label(topic: topic.name, reason: Reason(partition.errorCode))) }
        }
    }
}
