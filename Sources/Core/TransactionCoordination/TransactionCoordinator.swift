package import DurableState

/// All transactional ids of the server: who holds each, and what its transaction is at.
///
/// A transaction ends in three steps: the decision is written down (`PrepareCommit`, `PrepareAbort`); markers go into its partitions
/// and its offsets into their groups, which may be done twice without harm; then `complete` says so. Whoever starts up with a
/// decision that is not complete carries it out again. (KIP-98, KIP-360, KIP-890.)
package struct TransactionCoordinator: StateMachine {
    package struct Limits: Sendable {
        /// `transaction.max.timeout.ms`.
        package var maxTimeout: Int32 = 900_000
        /// `transactional.id.expiration.ms`.
        package var expiration: Int64 = 7 * 24 * 3_600_000
        package var maxIDBytes = 1_024
        package var maxTransactionalIDs = 100_000
        /// In one transaction.
        package var maxPartitions = 100_000
        /// Transactions that one look for old ones begins to end.
        package var maxExpired = 1_000
        package var maxMetadataBytes = 4_096

        package init() {}
    }

    package private(set) var transactions: [String: Transaction] = [:]
    /// By transactional id and group.
    private(set) var pending: [String: [String: PendingOffsets]] = [:]
    package let limits: Limits

    package init(limits: Limits = Limits()) { self.limits = limits }

    package func decide(_ command: TransactionCommand) throws(TransactionError) -> Decision<TransactionRecord, TransactionReply> {
        switch command {
        case .initialize(let wish): try initialize(wish)
        case .addPartitions(let wish): try addPartitions(wish)
        case .storeOffsets(let wish): try storeOffsets(wish)
        case .end(let wish): try end(wish)
        case .complete(let id, let now): try complete(id, now)
        case .expire(let now): expire(now)
        }
    }

    package mutating func apply(_ record: TransactionRecord) {
        switch record.change {
        case .transaction(let id, let transaction): transactions[id] = transaction
        case .offsets(let id, let group, let offsets):
            pending[id, default: [:]][group] = offsets
            if pending[id]?.isEmpty == true { pending[id] = nil }
        }
    }

    // MARK: Looking

    /// What begun and not yet finished endings are left to carry out.
    package var unfinished: [TransactionEnding] {
        transactions.filter(\.value.status.isEnding).sorted { $0.key < $1.key }.map { ending(of: $0.key, $0.value) }
    }

    /// Whether an offset of the group is about to change with a transaction that has not ended.
    package func hasPendingOffset(of group: String, in partition: LogPartition) -> Bool {
        pending.contains { id, groups in
            guard let offsets = groups[group], let transaction = transactions[id] else { return false }
            return transaction.isAlive(offsets) && offsets.offsets[partition] != nil
        }
    }

    /// Whether a batch of the producer belongs into its transaction (KIP-890, the first part).
    package func check(_ partition: LogPartition, of id: String, _ producer: ProducerIdentity) throws(TransactionError) {
        let transaction = try find(id, producer)
        guard transaction.status == .ongoing, transaction.partitions.contains(partition) else { throw .invalidTransactionState }
    }

    /// The transaction, if the producer is the one that holds its id.
    func find(_ id: String, _ producer: ProducerIdentity) throws(TransactionError) -> Transaction {
        guard !id.isEmpty else { throw .invalidRequest }
        guard let transaction = transactions[id], transaction.producer.id == producer.id else { throw .invalidProducerIDMapping }
        guard transaction.producer.epoch == producer.epoch else { throw .producerFenced }
        return transaction
    }

    func ending(of id: String, _ transaction: Transaction) -> TransactionEnding {
        let isCommit = transaction.status == .prepareCommit
        return TransactionEnding(
            id: id, producer: transaction.producer, isCommit: isCommit,
            partitions: transaction.partitions.sorted(by: LogPartition.inOrder),
            offsets: isCommit ? (pending[id] ?? [:]).filter { transaction.isAlive($0.value) } : [:])
    }
}

extension Transaction {
    /// Whether the offsets are of the transaction that is going on or being committed.
    func isAlive(_ offsets: PendingOffsets) -> Bool {
        offsets.start == start && (status == .ongoing || status == .prepareCommit)
    }
}
