internal import DurableState

extension TransactionCoordinator {
    typealias Outcome = Decision<TransactionRecord, TransactionReply>

    // MARK: Who holds an id

    /// Gives an id to its next holder. What the last one has begun is aborted first: then the reply is an ending, and the command
    /// has to be given again once that is complete.
    func initialize(_ wish: InitializeProducer) throws(TransactionError) -> Outcome {
        guard !wish.id.isEmpty, wish.id.utf8.count <= limits.maxIDBytes else { throw .invalidRequest }
        guard wish.timeout > 0, wish.timeout <= limits.maxTimeout else { throw .invalidTransactionTimeout }
        guard var transaction = transactions[wish.id] else {
            guard transactions.count < limits.maxTransactionalIDs else { throw .policyViolation }
            guard let fresh = wish.freshID else { throw .needsProducerID }
            let new = Transaction(producer: ProducerIdentity(id: fresh, epoch: 0), timeout: wish.timeout, updated: wish.now)
            return Decision(records: [record(wish.id, new)], reply: .producer(new.producer))
        }
        if let expected = wish.expected, !transaction.isOrWas(expected) { throw .producerFenced }
        if transaction.status.isEnding { throw .concurrentTransactions }
        if transaction.status == .ongoing {
            transaction.producer.epoch += 1
            return prepare(wish.id, transaction, isCommit: false, now: wish.now)
        }
        // Asked again by who did not get the answer.
        if let expected = wish.expected, expected != transaction.producer { return .init(records: [], reply: .producer(transaction.producer)) }
        let old = transaction.producer
        if old.epoch >= ProducerIdentity.lastEpoch {
            guard let fresh = wish.freshID else { throw .needsProducerID }
            transaction.producer = ProducerIdentity(id: fresh, epoch: 0)
            transaction.previousProducerID = old.id
        } else {
            transaction.producer.epoch += 1
        }
        transaction.lastEpoch = wish.expected == nil ? -1 : old.epoch
        transaction.timeout = wish.timeout
        transaction.status = .empty
        transaction.partitions = []
        transaction.updated = wish.now
        return Decision(records: [record(wish.id, transaction)], reply: .producer(transaction.producer))
    }

    // MARK: What a transaction holds

    func addPartitions(_ wish: AddPartitions) throws(TransactionError) -> Outcome {
        var transaction = try find(wish.id, wish.producer)
        if transaction.status.isEnding { throw .concurrentTransactions }
        guard try transaction.add(wish.partitions, wish.raisesEpochs, wish.now, limits) else { return Decision(records: [], reply: .done) }
        return Decision(records: [record(wish.id, transaction)], reply: .done)
    }

    func storeOffsets(_ wish: StoreOffsets) throws(TransactionError) -> Outcome {
        var transaction = try find(wish.id, wish.producer)
        if transaction.status.isEnding { throw .concurrentTransactions }
        var records: [TransactionRecord] = []
        if transaction.status != .ongoing || !transaction.partitions.contains(wish.partition) {
            guard wish.raisesEpochs else { throw .invalidTransactionState }
            _ = try transaction.add([wish.partition], true, wish.now, limits)
            // Before the offsets, which mean nothing without it.
            records.append(record(wish.id, transaction))
        }
        let known = pending[wish.id]?[wish.group].flatMap { transaction.isAlive($0) ? $0.offsets : nil } ?? [:]
        let offsets = PendingOffsets(start: transaction.start, offsets: known.merging(wish.offsets) { _, new in new })
        records.append(TransactionRecord(.offsets(id: wish.id, group: wish.group, offsets)))
        return Decision(records: records, reply: .done)
    }

    // MARK: Its end

    func end(_ wish: EndTransaction) throws(TransactionError) -> Outcome {
        guard !wish.id.isEmpty else { throw .invalidRequest }
        guard var transaction = transactions[wish.id] else { throw .invalidProducerIDMapping }
        if wish.raisesEpochs, transaction.hasEnded(for: wish.producer) { return try repeatedEnd(wish, transaction) }
        transaction = try find(wish.id, wish.producer)
        switch transaction.status {
        case .ongoing: break
        case .prepareCommit, .prepareAbort, .prepareEpochFence:
            throw wish.isCommit == (transaction.status == .prepareCommit) ? .concurrentTransactions : .invalidTransactionState
        case .completeCommit where !wish.raisesEpochs, .completeAbort where !wish.raisesEpochs:
            guard wish.isCommit == (transaction.status == .completeCommit) else { throw .invalidTransactionState }
            return Decision(records: [], reply: .producer(transaction.producer))
        case .empty, .completeCommit, .completeAbort, .dead:
            // With an epoch for every transaction, one that nothing was written in may be aborted: whoever is not sure does.
            guard wish.raisesEpochs, !wish.isCommit else { throw .invalidTransactionState }
            transaction.partitions = []
        }
        if wish.raisesEpochs {
            if transaction.producer.epoch >= ProducerIdentity.lastEpoch {
                guard let fresh = wish.freshID else { throw .needsProducerID }
                transaction.nextProducerID = fresh
            }
            transaction.producer.epoch += 1
            transaction.raisesEpochs = true
        }
        return prepare(wish.id, transaction, isCommit: wish.isCommit, now: wish.now)
    }

    /// The producer has the epoch before: it asks again, or somebody else has ended its transaction.
    private func repeatedEnd(_ wish: EndTransaction, _ transaction: Transaction) throws(TransactionError) -> Outcome {
        switch transaction.status {
        case .completeCommit where wish.isCommit, .completeAbort where !wish.isCommit:
            return Decision(records: [], reply: .producer(transaction.producer))
        case .prepareCommit where wish.isCommit, .prepareAbort where !wish.isCommit: throw .concurrentTransactions
        default: throw .producerFenced
        }
    }

    private func prepare(_ id: String, _ transaction: Transaction, isCommit: Bool, now: Int64) -> Outcome {
        var transaction = transaction
        transaction.status = isCommit ? .prepareCommit : .prepareAbort
        transaction.updated = now
        return Decision(records: [record(id, transaction)], reply: .endings([ending(of: id, transaction)]))
    }

    func complete(_ id: String, _ now: Int64) throws(TransactionError) -> Outcome {
        guard var transaction = transactions[id] else { throw .transactionalIDNotFound }
        guard transaction.status.isEnding else { return Decision(records: [], reply: .producer(transaction.producer)) }
        transaction.status = transaction.status == .prepareCommit ? .completeCommit : .completeAbort
        transaction.partitions = []
        transaction.updated = now
        if transaction.nextProducerID >= 0 {
            transaction.previousProducerID = transaction.producer.id
            transaction.producer = ProducerIdentity(id: transaction.nextProducerID, epoch: 0)
            transaction.nextProducerID = -1
        }
        let offsets = (pending[id] ?? [:]).keys.sorted().map { TransactionRecord(.offsets(id: id, group: $0, nil)) }
        return Decision(records: [record(id, transaction)] + offsets, reply: .producer(transaction.producer))
    }

    func expire(_ now: Int64) -> Outcome {
        var records: [TransactionRecord] = []
        var endings: [TransactionEnding] = []
        for (id, transaction) in transactions.sorted(by: { $0.key < $1.key }) where records.count < limits.maxExpired {
            switch transaction.status {
            case .ongoing where now - transaction.start >= Int64(transaction.timeout):
                var fenced = transaction
                // Whoever began it and comes back must see that it is over.
                fenced.producer.epoch += 1
                fenced.status = .prepareAbort
                fenced.updated = now
                records.append(record(id, fenced))
                endings.append(ending(of: id, fenced))
            case .empty, .completeCommit, .completeAbort, .dead:
                guard now - transaction.updated >= limits.expiration else { continue }
                records.append(TransactionRecord(.transaction(id, nil)))
                records += (pending[id] ?? [:]).keys.sorted().map { TransactionRecord(.offsets(id: id, group: $0, nil)) }
            case .ongoing, .prepareCommit, .prepareAbort, .prepareEpochFence: continue
            }
        }
        return Decision(records: records, reply: .endings(endings))
    }

    private func record(_ id: String, _ transaction: Transaction) -> TransactionRecord {
        TransactionRecord(.transaction(id, transaction))
    }
}

extension Transaction {
    /// Whether a client that knows itself as `expected` may have the next epoch: it holds the id, or asks again for what it did not
    /// hear that it got.
    fileprivate func isOrWas(_ expected: ProducerIdentity) -> Bool {
        if expected == producer { return true }
        guard expected.epoch == lastEpoch else { return false }
        return expected.id == producer.id || expected.id == previousProducerID
    }

    /// Whether `earlier` is who held the id in the transaction that is ending or has ended.
    fileprivate func hasEnded(for earlier: ProducerIdentity) -> Bool {
        if earlier.id == producer.id { return earlier.epoch == producer.epoch - 1 }
        return earlier.id == previousProducerID && earlier.epoch == ProducerIdentity.lastEpoch && producer.epoch == 0
    }

    /// Takes partitions in, and begins if nothing had begun. False if that changes nothing.
    fileprivate mutating func add(
        _ partitions: Set<LogPartition>, _ raisesEpochs: Bool, _ now: Int64, _ limits: TransactionCoordinator.Limits
    ) throws(TransactionError) -> Bool {
        if status == .ongoing {
            guard !partitions.isSubset(of: self.partitions) else { return false }
        } else {
            self.partitions = []
            // Different from that of every transaction before.
            start = max(now, start + 1)
        }
        guard self.partitions.count + partitions.count <= limits.maxPartitions else { throw .policyViolation }
        status = .ongoing
        self.partitions.formUnion(partitions)
        self.raisesEpochs = raisesEpochs
        updated = now
        return true
    }
}
