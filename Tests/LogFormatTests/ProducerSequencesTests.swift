import LogFormat
import Testing

@Suite struct `Producer sequences` {
    enum Expected: Equatable {
        case new
        /// With the base offset it was given the first time.
        case duplicate(of: Int64)
        case outOfOrder
        case fenced
    }

    /// A batch sent by producer 7: what was appended before decides about it.
    struct Step {
        var epoch: Int16 = 0
        var sequence: Int32
        var count: Int32 = 1
        var expected: Expected
    }

    struct Case {
        var name: String
        var steps: [Step]
    }

    static let cases = [
        Case(
            name: "one after another",
            steps: [
                Step(sequence: 0, count: 3, expected: .new), Step(sequence: 3, expected: .new),
                Step(sequence: 4, count: 2, expected: .new),
            ]),
        Case(
            name: "a gap, and going back",
            steps: [
                Step(sequence: 0, expected: .new), Step(sequence: 2, expected: .outOfOrder), Step(sequence: 1, expected: .new),
                Step(sequence: 3, expected: .outOfOrder), Step(sequence: 2, expected: .new),
            ]),
        Case(
            name: "each of the last five is known, the sixth is not",
            steps: [
                Step(sequence: 0, count: 10, expected: .new), Step(sequence: 10, count: 10, expected: .new),
                Step(sequence: 20, count: 10, expected: .new), Step(sequence: 30, count: 10, expected: .new),
                Step(sequence: 40, count: 10, expected: .new), Step(sequence: 0, count: 10, expected: .duplicate(of: 0)),
                Step(sequence: 20, count: 10, expected: .duplicate(of: 20)), Step(sequence: 50, count: 10, expected: .new),
                Step(sequence: 0, count: 10, expected: .outOfOrder), Step(sequence: 10, count: 10, expected: .duplicate(of: 10)),
                Step(sequence: 50, count: 10, expected: .duplicate(of: 50)),
            ]),
        Case(
            name: "a duplicate is the whole batch, not its first sequence",
            steps: [
                Step(sequence: 0, count: 10, expected: .new), Step(sequence: 0, count: 5, expected: .outOfOrder),
                Step(sequence: 5, count: 5, expected: .outOfOrder), Step(sequence: 0, count: 11, expected: .outOfOrder),
            ]),
        Case(
            name: "round the end",
            steps: [
                Step(sequence: .max - 1, expected: .new), Step(sequence: .max, expected: .new), Step(sequence: 0, expected: .new),
                Step(sequence: .max, expected: .duplicate(of: 1)), Step(sequence: 1, expected: .new),
            ]),
        Case(
            name: "round the end within a batch",
            steps: [
                Step(sequence: .max - 1, count: 5, expected: .new), Step(sequence: .max, expected: .outOfOrder),
                Step(sequence: .max - 1, count: 5, expected: .duplicate(of: 0)), Step(sequence: 3, expected: .new),
            ]),
        Case(
            name: "a new epoch begins at 0 and forgets the old batches",
            steps: [
                Step(sequence: 0, expected: .new), Step(sequence: 1, expected: .new),
                Step(epoch: 1, sequence: 2, expected: .outOfOrder),
                Step(epoch: 1, sequence: 0, expected: .new), Step(epoch: 0, sequence: 2, expected: .fenced),
                Step(epoch: 0, sequence: 0, expected: .fenced), Step(epoch: 1, sequence: 0, expected: .duplicate(of: 2)),
                Step(epoch: 1, sequence: 1, expected: .new), Step(epoch: 5, sequence: 0, expected: .new),
            ]),
        Case(
            name: "somebody unknown may begin anywhere",
            steps: [Step(sequence: 77, expected: .new), Step(sequence: 78, expected: .new)]),
    ]

    @Test(arguments: cases.indices) func `batches are told apart`(index: Int) throws {
        var sequences = ProducerSequences()
        var next: Int64 = 0
        for (number, step) in Self.cases[index].steps.enumerated() {
            let batch = header(offset: next, count: step.count, producerID: 7, epoch: step.epoch, sequence: step.sequence)
            #expect(outcome(sequences, batch) == step.expected, "\(Self.cases[index].name), step \(number)")
            if step.expected == .new {
                sequences.apply(batch, at: 1000)
                next = batch.nextOffset
            }
        }
    }

    @Test func `batches without a producer are always new and leave no trace`() throws {
        var sequences = ProducerSequences()
        sequences.apply(header(), at: 0)
        #expect(try sequences.check(header()) == .new)
        #expect(sequences.producers.isEmpty)
    }

    @Test func `a duplicate is answered with everything its first answer had`() throws {
        var sequences = ProducerSequences()
        sequences.apply(header(offset: 100, count: 4, maxTimestamp: 5555, producerID: 7, epoch: 0, sequence: 8), at: 9)
        let verdict = try sequences.check(header(count: 4, producerID: 7, epoch: 0, sequence: 8))
        guard case .duplicate(let known) = verdict else {
            Issue.record("the batch was not recognised")
            return
        }
        #expect(known.baseOffset == 100 && known.lastOffset == 103 && known.firstSequence == 8 && known.timestamp == 5555)
    }

    @Test func `who is quiet for longer than a day is forgotten, and may begin anywhere again`() throws {
        var sequences = ProducerSequences()
        let day = ProducerSequences.defaultExpiration
        sequences.apply(header(producerID: 7, epoch: 3, sequence: 0), at: 1000)
        sequences.apply(header(offset: 1, producerID: 8, epoch: 0, sequence: 0), at: 2000)
        sequences.expire(now: 1000 + day)
        #expect(sequences.producers.count == 2)
        sequences.expire(now: 1001 + day)
        #expect(sequences.producers.keys.sorted() == [8])
        #expect(try sequences.check(header(producerID: 7, epoch: 0, sequence: 500)) == .new)
    }

    @Test func `whatever time a batch claims, expiry does not overflow`() {
        var sequences = ProducerSequences()
        sequences.apply(header(producerID: 1, epoch: 0, sequence: 0), at: .min)
        sequences.apply(header(producerID: 2, epoch: 0, sequence: 0), at: .max)
        sequences.expire(now: 1_700_000_000_000)
        #expect(sequences.producers.keys.sorted() == [2])
    }

    @Test func `beyond the limit those quiet for longest go first`() {
        var sequences = ProducerSequences(producerLimit: 16)
        for id in 0..<17 as Range<Int64> {
            sequences.apply(header(offset: id, producerID: id, epoch: 0, sequence: 0), at: 1000 - id)
        }
        #expect(sequences.producers.count == 15)
        #expect(sequences.producers[15] == nil && sequences.producers[14] == nil && sequences.producers[16] != nil)
    }

    @Test func `a marker ends the transaction, carries the epoch and has no sequence`() throws {
        var sequences = ProducerSequences()
        let data = BatchAttributes(isTransactional: true)
        let marker = BatchAttributes(isTransactional: true, isControl: true)
        sequences.apply(header(offset: 5, count: 2, producerID: 7, epoch: 0, sequence: 0, attributes: data), at: 0)
        sequences.apply(header(offset: 7, producerID: 7, epoch: 0, sequence: 2, attributes: data), at: 0)
        #expect(sequences.firstOpenTransactionOffset == 5)
        sequences.expire(now: .max)
        #expect(sequences.producers.count == 1, "a producer in a transaction does not expire")
        sequences.apply(header(offset: 8, producerID: 7, epoch: 0, attributes: marker), at: 0)
        #expect(sequences.firstOpenTransactionOffset == nil && sequences.producers[7]?.lastSequence == 2)
        #expect(try sequences.check(header(producerID: 7, epoch: 0, sequence: 3)) == .new)
        sequences.apply(header(offset: 9, producerID: 7, epoch: 1, attributes: marker), at: 0)
        #expect(sequences.producers[7]?.batches == [] && sequences.producers[7]?.epoch == 1)
        #expect(try sequences.check(header(producerID: 7, epoch: 1, sequence: 0)) == .new)
        #expect(outcome(sequences, header(producerID: 7, epoch: 1, sequence: 3)) == .outOfOrder)
    }

    @Test func `producers whose batches all lie before the log's start are forgotten`() {
        var sequences = ProducerSequences()
        sequences.apply(header(offset: 3, count: 2, producerID: 1, epoch: 0, sequence: 0), at: 0)
        sequences.apply(header(offset: 5, count: 2, producerID: 2, epoch: 0, sequence: 0), at: 0)
        sequences.truncate(toStart: 5)
        #expect(sequences.producers.keys.sorted() == [2])
    }

    private func outcome(_ sequences: ProducerSequences, _ batch: RecordBatchHeader) -> Expected {
        do throws(BatchRejection) {
            switch try sequences.check(batch) {
            case .new: return .new
            case .duplicate(let known): return .duplicate(of: known.baseOffset)
            }
        } catch {
            return error.kind == .invalidProducerEpoch ? .fenced : .outOfOrder
        }
    }
}
