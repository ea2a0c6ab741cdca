/// Why a batch is not taken, for its producer: one Kafka error code and a sentence.
package struct BatchRejection: Error, Equatable, Sendable, CustomStringConvertible {
    /// Each has its own Kafka error code.
    package enum Kind: Equatable, Sendable {
        /// The bytes are not what their checksum or length says.
        case corruptMessage
        case messageTooLarge
        case invalidTimestamp
        /// A batch format that is no longer taken.
        case unsupportedForMessageFormat
        case outOfOrderSequence
        case invalidProducerEpoch
        /// A transaction's batch without a transaction.
        case invalidTransactionState
        case unsupportedCompression
        case invalidRecord

        /// The error code on the wire.
        package var code: Int16 {
            switch self {
            case .corruptMessage: 2
            case .messageTooLarge: 10
            case .invalidTimestamp: 32
            case .unsupportedForMessageFormat: 43
            case .outOfOrderSequence: 45
            case .invalidProducerEpoch: 47
            case .invalidTransactionState: 48
            case .unsupportedCompression: 76
            case .invalidRecord: 87
            }
        }
    }

    /// One record that is at fault (KIP-467).
    package struct RecordError: Equatable, Sendable {
        /// Place in the batch, from 0.
        package var index: Int32
        package var message: String
    }

    /// Records named at most; the rest of a bad batch would say the same.
    package static let largestRecordErrorCount = 100

    package var kind: Kind
    package var message: String
    package var recordErrors: [RecordError] = []

    package var description: String { message }

    package init(_ kind: Kind, _ message: String, recordErrors: [RecordError] = []) {
        self.kind = kind
        self.message = message
        self.recordErrors = recordErrors
    }
}
