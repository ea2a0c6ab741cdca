internal import LogFormat

/// When an append is answered (Kafka's `acks`).
package enum RequiredAcks: Sendable {
    /// When it is in the kernel's hands; the client does not wait for the answer (`acks=0`).
    case none
    /// When it is in the kernel's hands: it survives our death, not the machine's (`acks=1`).
    case leader
    /// When it is durable as the directory's durability has it (`acks=all`).
    case all
}

/// What became of an append.
package struct AppendOutcome: Equatable, Sendable {
    package var baseOffset: Int64
    package var lastOffset: Int64
    /// Milliseconds; -1 unless the log stamps its batches itself.
    package var logAppendTime: Int64
    package var logStartOffset: Int64
    /// The batch was there already; the offsets are those it got then.
    package var isDuplicate: Bool

    package init(baseOffset: Int64, lastOffset: Int64, logAppendTime: Int64, logStartOffset: Int64, isDuplicate: Bool) {
        self.baseOffset = baseOffset
        self.lastOffset = lastOffset
        self.logAppendTime = logAppendTime
        self.logStartOffset = logStartOffset
        self.isDuplicate = isDuplicate
    }
}

package typealias AppendCompletion = @Sendable (Result<AppendOutcome, StorageError>) -> Void

/// A batch on its way into a log.
struct AppendJob: Sendable {
    var batch: ValidatedBatch
    /// The bytes that were validated.
    var bytes: BatchBytes
    var acks: RequiredAcks
    /// A failure shuts the log to other fencing writers until one recovers (`LogEngine`).
    var fences: Bool
    /// For a control batch: how it ends its producer's transaction.
    var isCommit: Bool?
    var completion: AppendCompletion
}

/// An answer with whom it is for.
struct AppendAnswer: Sendable {
    var completion: AppendCompletion
    var result: Result<AppendOutcome, StorageError>

    func deliver() { completion(result) }
}
