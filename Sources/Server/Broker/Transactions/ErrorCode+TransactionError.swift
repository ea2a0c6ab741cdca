import KafkaWire
import TransactionCoordination

extension ErrorCode {
    /// - Parameter knowsFenced: clients of the version asked understand PRODUCER_FENCED (KIP-588); older ones are told
    ///   INVALID_PRODUCER_EPOCH.
    init(_ error: TransactionError, knowsFenced: Bool) {
        self = error == .producerFenced && !knowsFenced ? .invalidProducerEpoch : ErrorCode(rawValue: error.rawValue)
    }
}
