import DurableState
import Testing
import TransactionCoordination

@Suite struct `The transaction coordinator` {
    private typealias Conversation = TransactionConversation
    private let first = ProducerIdentity(id: 1, epoch: 0)

    @Test func `gives an id to who asks first, and the next epoch to who asks again`() throws {
        var talk = Conversation()
        #expect(throws: TransactionError.needsProducerID) { try talk.initialize(fresh: nil) }
        #expect(try talk.initialize() == .producer(first))
        #expect(try talk.initialize(fresh: nil) == .producer(.init(id: 1, epoch: 1)))
        #expect(throws: TransactionError.invalidProducerIDMapping) { try talk.add([Conversation.one], to: "u", by: first) }
        #expect(throws: TransactionError.invalidProducerIDMapping) { try talk.add([Conversation.one], by: .init(id: 2, epoch: 1)) }
        #expect(throws: TransactionError.producerFenced) { try talk.add([Conversation.one], by: first) }
    }

    @Test(arguments: [0, -1, 900_001] as [Int32])
    func `takes no timeout that is out of bounds`(timeout: Int32) throws {
        var talk = Conversation()
        #expect(throws: TransactionError.invalidTransactionTimeout) { try talk.initialize(timeout: timeout) }
        #expect(throws: TransactionError.invalidRequest) { try talk.initialize("") }
    }

    @Test(arguments: [true, false])
    func `ends what was begun in three steps, and a start goes on with what was decided`(isCommit: Bool) throws {
        var talk = Conversation()
        _ = try talk.initialize()
        try talk.add([Conversation.two, Conversation.one], by: first)
        let ending = TransactionEnding(
            id: "t", producer: first, isCommit: isCommit, partitions: [Conversation.one, Conversation.two], offsets: [:])
        #expect(try talk.end(isCommit, by: first) == .endings([ending]))
        #expect(try talk.replayed().unfinished == [ending])
        #expect(throws: TransactionError.concurrentTransactions) { try talk.end(isCommit, by: first) }
        #expect(throws: TransactionError.invalidTransactionState) { try talk.end(!isCommit, by: first) }
        #expect(throws: TransactionError.concurrentTransactions) { try talk.add([Conversation.one], by: first) }
        #expect(throws: TransactionError.concurrentTransactions) { try talk.initialize() }
        #expect(try talk.complete() == .producer(first))
        #expect(try talk.replayed().unfinished == [])
        // Who did not hear of it asks again.
        #expect(try talk.end(isCommit, by: first) == .producer(first))
        #expect(throws: TransactionError.invalidTransactionState) { try talk.end(!isCommit, by: first) }
    }

    @Test func `aborts what a predecessor has begun, under an epoch that fences it`() throws {
        var talk = Conversation()
        _ = try talk.initialize()
        try talk.add([Conversation.one], by: first)
        let fenced = ProducerIdentity(id: 1, epoch: 1)
        #expect(
            try talk.initialize()
                == .endings([.init(id: "t", producer: fenced, isCommit: false, partitions: [Conversation.one], offsets: [:])]))
        #expect(throws: TransactionError.producerFenced) { try talk.end(true, by: first) }
        _ = try talk.complete()
        #expect(try talk.initialize() == .producer(.init(id: 1, epoch: 2)))
    }

    @Test func `gives the next epoch to a client that says who it is, twice if its answer was lost, and to nobody else`() throws {
        var talk = Conversation()
        _ = try talk.initialize()
        let second = ProducerIdentity(id: 1, epoch: 1)
        #expect(try talk.initialize(expected: first) == .producer(second))
        #expect(try talk.initialize(expected: first) == .producer(second))
        #expect(try talk.initialize(expected: second) == .producer(.init(id: 1, epoch: 2)))
        #expect(throws: TransactionError.producerFenced) { try talk.initialize(expected: .init(id: 5, epoch: 1)) }
        #expect(throws: TransactionError.producerFenced) { try talk.initialize(expected: first) }
    }

    @Test func `gives every transaction an epoch of its own to clients that leave partitions to the broker`() throws {
        var talk = Conversation()
        _ = try talk.initialize()
        try talk.add([Conversation.one], by: first, raises: true)
        let second = ProducerIdentity(id: 1, epoch: 1)
        let ending = TransactionEnding(id: "t", producer: second, isCommit: true, partitions: [Conversation.one], offsets: [:])
        #expect(try talk.end(true, by: first, raises: true) == .endings([ending]))
        #expect(throws: TransactionError.concurrentTransactions) { try talk.end(true, by: first, raises: true) }
        #expect(try talk.complete() == .producer(second))
        #expect(try talk.end(true, by: first, raises: true) == .producer(second), "asked again")
        #expect(throws: TransactionError.producerFenced) { try talk.end(false, by: first, raises: true) }
        #expect(throws: TransactionError.invalidTransactionState) { try talk.end(true, by: second, raises: true) }
        // Nothing was written, and the client cannot be sure of that: it may abort.
        guard case .endings(let endings) = try talk.end(false, by: second, raises: true) else {
            Issue.record("an abort of nothing is carried out")
            return
        }
        #expect(endings.map(\.producer.epoch) == [2] && endings.map(\.partitions) == [[]])
        #expect(try talk.replayed().transactions == talk.coordinator.transactions)
    }

    @Test func `changes the producer id when its epochs run out`() throws {
        var talk = Conversation()
        _ = try talk.initialize()
        let last = ProducerIdentity(id: 1, epoch: ProducerIdentity.lastEpoch)
        for epoch in 1...last.epoch { #expect(try talk.initialize(fresh: nil) == .producer(.init(id: 1, epoch: epoch))) }
        try talk.add([Conversation.one], by: last, raises: true)
        #expect(throws: TransactionError.needsProducerID) { try talk.end(true, by: last, raises: true) }
        guard case .endings(let endings) = try talk.end(true, by: last, raises: true, fresh: 9) else {
            Issue.record("it ends")
            return
        }
        #expect(endings.map(\.producer) == [.init(id: 1, epoch: .max)], "one epoch is left to fence with")
        let next = ProducerIdentity(id: 9, epoch: 0)
        #expect(try talk.complete() == .producer(next))
        #expect(try talk.end(true, by: last, raises: true) == .producer(next))
        let replayed = try talk.replayed()
        #expect(replayed.transactions["t"]?.producer == next && replayed.transactions["t"]?.previousProducerID == 1)
    }

    @Test func `keeps offsets until the commit, and forgets them with an abort`() throws {
        var talk = Conversation()
        _ = try talk.initialize()
        #expect(throws: TransactionError.invalidTransactionState) { try talk.store(5, by: first) }
        for isCommit in [false, true] {
            try talk.add([Conversation.offsets], by: first)
            try talk.store(5, by: first)
            try talk.store(6, by: first)
            #expect(talk.coordinator.hasPendingOffset(of: "g", in: Conversation.one))
            #expect(!talk.coordinator.hasPendingOffset(of: "g", in: Conversation.two))
            guard case .endings(let endings) = try talk.end(isCommit, by: first) else { return }
            #expect(endings.first?.offsets["g"]?.offsets[Conversation.one]?.offset == (isCommit ? 6 : nil))
            #expect(try talk.replayed().unfinished == endings)
            _ = try talk.complete()
            #expect(!talk.coordinator.hasPendingOffset(of: "g", in: Conversation.one))
            #expect(try !talk.replayed().hasPendingOffset(of: "g", in: Conversation.one))
        }
    }

    @Test func `does not take offsets of an earlier transaction for those of a later one`() throws {
        var talk = Conversation()
        _ = try talk.initialize()
        try talk.store(5, by: first, raises: true)
        _ = try talk.end(false, by: first, raises: true)
        // The end is complete, and a crash comes before the offsets are taken back.
        let complete = try talk.coordinator.decide(.complete(id: "t", now: talk.now))
        var coordinator = talk.coordinator
        coordinator.apply(complete.records[0])
        let second = ProducerIdentity(id: 1, epoch: 1)
        let wish = AddPartitions(id: "t", producer: second, partitions: [Conversation.one], raisesEpochs: true, now: talk.now)
        for record in try coordinator.decide(.addPartitions(wish)).records { coordinator.apply(record) }
        #expect(!coordinator.hasPendingOffset(of: "g", in: Conversation.one))
    }

    @Test func `aborts what lasts too long, and forgets who has not come for a week`() throws {
        var talk = Conversation()
        _ = try talk.initialize(timeout: 1000)
        try talk.add([Conversation.one], by: first)
        talk.now += 999
        #expect(try talk.ask(.expire(now: talk.now)) == .endings([]))
        talk.now += 1
        guard case .endings(let endings) = try talk.ask(.expire(now: talk.now)) else { return }
        #expect(endings.map(\.producer.epoch) == [1])
        #expect(throws: TransactionError.producerFenced) { try talk.end(true, by: first) }
        _ = try talk.complete()
        talk.now += talk.coordinator.limits.expiration
        #expect(try talk.ask(.expire(now: talk.now)) == .endings([]))
        #expect(talk.coordinator.transactions.isEmpty)
        #expect(try talk.replayed().transactions.isEmpty)
    }

    @Test func `lets a batch into the partitions of an ongoing transaction alone`() throws {
        var talk = Conversation()
        _ = try talk.initialize()
        #expect(throws: TransactionError.invalidTransactionState) { try talk.coordinator.check(Conversation.one, of: "t", first) }
        try talk.add([Conversation.one], by: first)
        try talk.coordinator.check(Conversation.one, of: "t", first)
        #expect(throws: TransactionError.invalidTransactionState) { try talk.coordinator.check(Conversation.two, of: "t", first) }
    }

    @Test func `holds as many ids and partitions as it is told`() throws {
        var limits = TransactionCoordinator.Limits()
        limits.maxTransactionalIDs = 1
        limits.maxPartitions = 1
        var talk = Conversation(limits: limits)
        _ = try talk.initialize()
        #expect(throws: TransactionError.policyViolation) { try talk.initialize("u", fresh: 2) }
        try talk.add([Conversation.one], by: first)
        #expect(throws: TransactionError.policyViolation) { try talk.add([Conversation.two], by: first) }
    }
}
