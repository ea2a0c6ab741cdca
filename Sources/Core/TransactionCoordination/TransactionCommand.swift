package import DurableState

/// What can be asked of the coordinator. Times are milliseconds since 1970-01-01 UTC.
package enum TransactionCommand: Sendable {
    case initialize(InitializeProducer)
    case addPartitions(AddPartitions)
    case storeOffsets(StoreOffsets)
    case end(EndTransaction)
    /// Everything that its ending named has been done.
    case complete(id: String, now: Int64)
    /// Begins to abort transactions that have lasted too long, and forgets ids that nobody has used for too long.
    case expire(now: Int64)
}

package struct InitializeProducer: Sendable {
    package var id: String
    /// Milliseconds.
    package var timeout: Int32
    /// Who the client is already, if it wants the next epoch (KIP-360).
    package var expected: ProducerIdentity?
    /// An id nobody has, in case one is needed.
    package var freshID: Int64?
    package var now: Int64

    package init(id: String, timeout: Int32, expected: ProducerIdentity? = nil, freshID: Int64? = nil, now: Int64) {
        self.id = id
        self.timeout = timeout
        self.expected = expected
        self.freshID = freshID
        self.now = now
    }
}

package struct AddPartitions: Sendable {
    package var id: String
    package var producer: ProducerIdentity
    package var partitions: Set<LogPartition>
    /// The client leaves this to the broker, and gets a new epoch with every transaction.
    package var raisesEpochs: Bool
    package var now: Int64

    package init(
        id: String, producer: ProducerIdentity, partitions: Set<LogPartition>, raisesEpochs: Bool = false, now: Int64
    ) {
        self.id = id
        self.producer = producer
        self.partitions = partitions
        self.raisesEpochs = raisesEpochs
        self.now = now
    }
}

package struct StoreOffsets: Sendable {
    package var id: String
    package var producer: ProducerIdentity
    package var group: String
    /// The partition of `__consumer_offsets` that holds the group.
    package var partition: LogPartition
    package var offsets: [LogPartition: PendingOffsets.Offset]
    package var raisesEpochs: Bool
    package var now: Int64

    package init(
        id: String, producer: ProducerIdentity, group: String, partition: LogPartition,
        offsets: [LogPartition: PendingOffsets.Offset], raisesEpochs: Bool = false, now: Int64
    ) {
        self.id = id
        self.producer = producer
        self.group = group
        self.partition = partition
        self.offsets = offsets
        self.raisesEpochs = raisesEpochs
        self.now = now
    }
}

package struct EndTransaction: Sendable {
    package var id: String
    package var producer: ProducerIdentity
    package var isCommit: Bool
    package var raisesEpochs: Bool
    /// An id nobody has, in case one is needed.
    package var freshID: Int64?
    package var now: Int64

    package init(
        id: String, producer: ProducerIdentity, isCommit: Bool, raisesEpochs: Bool = false, freshID: Int64? = nil, now: Int64
    ) {
        self.id = id
        self.producer = producer
        self.isCommit = isCommit
        self.raisesEpochs = raisesEpochs
        self.freshID = freshID
        self.now = now
    }
}

package enum TransactionReply: Sendable, Equatable {
    case done
    /// Who the client is from now on.
    case producer(ProducerIdentity)
    /// These have to be carried out, and then `complete`d.
    case endings([TransactionEnding])
}

/// Why the coordinator refuses. Raw values are Kafka's error codes, one to one; `needsProducerID` is for its host alone.
package enum TransactionError: Int16, Error, Hashable, Sendable {
    /// The log could not take the change; the client looks for its coordinator again and retries.
    case coordinatorNotAvailable = 15
    case invalidRequest = 42
    /// As many transactional ids as this server holds.
    case policyViolation = 44
    case invalidTransactionState = 48
    case invalidProducerIDMapping = 49
    case invalidTransactionTimeout = 50
    case concurrentTransactions = 51
    case producerFenced = 90
    case transactionalIDNotFound = 105
    /// The command has to be given again, with a fresh producer id.
    case needsProducerID = -1000
}
