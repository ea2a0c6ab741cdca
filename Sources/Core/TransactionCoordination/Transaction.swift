package import DurableState

/// A producer as requests name it.
package struct ProducerIdentity: Hashable, Sendable {
    package var id: Int64
    package var epoch: Int16

    package init(id: Int64, epoch: Int16) {
        self.id = id
        self.epoch = epoch
    }

    /// The last epoch a producer gets; one more is left to fence it with.
    package static let lastEpoch = Int16.max - 1
}

/// What the coordinator knows of one transactional id.
package struct Transaction: Hashable, Sendable {
    /// Raw values as in `__transaction_state`; names as tools show them.
    package enum Status: Int8, Sendable, CaseIterable {
        case empty = 0
        case ongoing = 1
        case prepareCommit = 2
        case prepareAbort = 3
        case completeCommit = 4
        case completeAbort = 5
        case dead = 6
        case prepareEpochFence = 7

        package var name: String {
            switch self {
            case .empty: "Empty"
            case .ongoing: "Ongoing"
            case .prepareCommit: "PrepareCommit"
            case .prepareAbort: "PrepareAbort"
            case .completeCommit: "CompleteCommit"
            case .completeAbort: "CompleteAbort"
            case .dead: "Dead"
            case .prepareEpochFence: "PrepareEpochFence"
            }
        }

        /// Its end has been decided and is being carried out.
        package var isEnding: Bool { self == .prepareCommit || self == .prepareAbort || self == .prepareEpochFence }
    }

    package var producer: ProducerIdentity
    /// Who had the id before its epochs ran out.
    package var previousProducerID: Int64 = -1
    /// Who has it when the transaction has ended, if its epochs have run out.
    package var nextProducerID: Int64 = -1
    /// The epoch before the last that a client asked to be raised: so that it may ask again. Not written down.
    package var lastEpoch: Int16 = -1
    /// Milliseconds.
    package var timeout: Int32
    package var status = Status.empty
    package var partitions: Set<LogPartition> = []
    /// Milliseconds since 1970-01-01 UTC; -1 before the first transaction. No two transactions of an id have the same.
    package var start: Int64 = -1
    package var updated: Int64
    /// Every transaction has an epoch of its own (KIP-890, the second part).
    package var raisesEpochs = false

    package init(producer: ProducerIdentity, timeout: Int32, updated: Int64) {
        self.producer = producer
        self.timeout = timeout
        self.updated = updated
    }
}

/// Offsets of a group that take effect when a transaction commits.
package struct PendingOffsets: Hashable, Sendable {
    /// When the transaction began that they belong to: what is left of an earlier one means nothing.
    package var start: Int64
    package var offsets: [LogPartition: Offset]

    package struct Offset: Hashable, Sendable {
        package var offset: Int64
        /// -1 if not known.
        package var leaderEpoch: Int32
        package var metadata: String

        package init(offset: Int64, leaderEpoch: Int32, metadata: String) {
            self.offset = offset
            self.leaderEpoch = leaderEpoch
            self.metadata = metadata
        }
    }

    package init(start: Int64, offsets: [LogPartition: Offset]) {
        self.start = start
        self.offsets = offsets
    }
}

/// What there is to do so that a transaction ends: markers into its partitions, then its offsets, then `complete`.
package struct TransactionEnding: Hashable, Sendable {
    package var id: String
    /// As the markers say: of the transaction, or one epoch later, which fences whoever is still at it.
    package var producer: ProducerIdentity
    package var isCommit: Bool
    /// In order.
    package var partitions: [LogPartition]
    /// By group; none for one that aborts.
    package var offsets: [String: PendingOffsets]

    package init(
        id: String, producer: ProducerIdentity, isCommit: Bool, partitions: [LogPartition], offsets: [String: PendingOffsets]
    ) {
        self.id = id
        self.producer = producer
        self.isCommit = isCommit
        self.partitions = partitions
        self.offsets = offsets
    }
}
