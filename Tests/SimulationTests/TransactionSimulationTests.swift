import Bytes
import DurableState
import LogFormat
import Storage
import TestKit
import Testing

/// Random lives of a log that producers write to in transactions, with clean restarts, power cuts at any change of the disk and
/// cleaning, seen as a client that reads what is committed. `HERALD_SEED=n` runs one seed again.
@Suite struct `Random lives of transactions` {
    @Test func `a reader of what is committed sees every committed transaction whole, and nothing of any other`() throws {
        try Seed.forEach(200) { seed in
            var life = TransactionLife(seed: seed, isCompacted: false)
            try life.run(steps: 150)
        }
    }

    @Test func `cleaning keeps the last committed value of every key, and brings nothing back`() throws {
        try Seed.forEach(200) { seed in
            var life = TransactionLife(seed: seed, isCompacted: true)
            try life.run(steps: 150)
        }
    }

    @Test func `whoever lets the kernel write sees the same when the process dies`() throws {
        try Seed.forEach(200) { seed in
            var life = TransactionLife(seed: seed, isCompacted: seed % 4 == 0, isLeftToKernel: true)
            try life.run(steps: 150)
        }
    }
}

struct TransactionLife {
    /// One transaction of one producer.
    struct Story {
        enum End: Equatable {
            case open
            /// The marker was appended; whether it will survive is not known yet.
            case ending(isCommit: Bool)
            /// The marker is durable.
            case ended(isCommit: Bool)
        }

        var producer: Int64
        /// Key and offset of each value whose append was answered.
        var values: [String: (key: String, offset: Int64)] = [:]
        var end = End.open
        var marker: Answer<Result<AppendOutcome, StorageError>>?
    }

    private struct Waiting {
        var story: Int
        var key: String
        var value: String
        var answer: Answer<Result<AppendOutcome, StorageError>>
    }

    private struct Writer {
        var epoch: Int16 = 0
        var sequence: Int32 = 0
        var story: Int?
    }

    let seed: UInt64
    let isCompacted: Bool
    /// Durability `os`: then it is the process that dies, not the machine.
    let isLeftToKernel: Bool
    private var random: SeededGenerator
    private let fixture: StorageFixture
    private var directory: LogDirectory
    private var log: PartitionLog
    private var writers: [Int64: Writer] = [1: Writer(), 2: Writer(), 3: Writer()]
    private var stories: [Story] = []
    private var waiting: [Waiting] = []
    private var counter = 0

    init(seed: UInt64, isCompacted: Bool, isLeftToKernel: Bool = false) {
        self.seed = seed
        self.isCompacted = isCompacted
        self.isLeftToKernel = isLeftToKernel
        random = SeededGenerator(seed: seed &* 104_729)
        var config = StorageFixture.smallSegments
        config.cleanup = isCompacted ? .compact : .delete
        config.deleteRetention = 300
        var fixture = StorageFixture(seed: seed, config: config)
        if isLeftToKernel { fixture.durability = .os }
        self.fixture = fixture
        do { (directory, log) = try fixture.openWithLog() } catch { preconditionFailure("an empty simulated disk opens: \(error)") }
    }

    mutating func run(steps: Int) throws {
        for _ in 0..<steps {
            fixture.clock.advance(by: Int64.random(in: 0..<(isLeftToKernel ? 15_000 : 60), using: &random))
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<8: try append()
            case 8..<12: end(isFencing: false)
            case 12..<15: commit()
            case 15: directory.maintainNow(); collect()
            case 16: try compact()
            case 17: try crash(atChange: Int.random(in: 1..<25, using: &random))
            case 18: try restartCleanly()
            default: try compare()
            }
        }
        directory.commitNow()
        collect()
        try compare()
        try crash(atChange: nil)
        for producer in writers.keys.sorted() where writers[producer]?.story != nil { end(producer, isCommit: true, isFencing: true) }
        directory.commitNow()
        collect()
        #expect(log.lastStableOffset == log.highWatermark, "seed \(seed): nothing is open any more")
        try compare()
    }

    // MARK: Steps

    private mutating func append() throws {
        guard let producer = writers.keys.sorted().randomElement(using: &random), var writer = writers[producer] else { return }
        if writer.story == nil {
            // The coordinator lets nobody begin before the end of the last one is durable.
            if let last = stories.last(where: { $0.producer == producer }), case .ending = last.end {
                directory.commitNow()
                collect()
            }
            if let last = stories.last(where: { $0.producer == producer }), case .ending = last.end { return }
            writer.story = stories.count
            stories.append(Story(producer: producer))
        }
        guard let story = writer.story else { return }
        counter += 1
        let key = "k\(Int.random(in: 0..<8, using: &random))", value = "v\(counter)"
        let batch = try TestBatch(
            [(key, value)], timestamp: fixture.clock.now,
            producer: .init(id: producer, epoch: writer.epoch, sequence: writer.sequence), isTransactional: true)
        writer.sequence += 1
        waiting.append(Waiting(story: story, key: key, value: value, answer: log.submit(batch)))
        writers[producer] = writer
    }

    private mutating func end(isFencing: Bool) {
        guard let producer = writers.keys.sorted().filter({ writers[$0]?.story != nil }).randomElement(using: &random) else { return }
        // As a client does, who waits for the answers to its batches first.
        directory.commitNow()
        collect()
        end(producer, isCommit: !random.oneIn(3), isFencing: isFencing || random.oneIn(4))
    }

    /// - Parameter isFencing: the marker has the next epoch, which the producer goes on with.
    private mutating func end(_ producer: Int64, isCommit: Bool, isFencing: Bool) {
        guard var writer = writers[producer], let story = writer.story else { return }
        if isFencing {
            writer.epoch += 1
            writer.sequence = 0
        }
        let answer = Answer<Result<AppendOutcome, StorageError>>()
        log.append(TransactionMarker(producerID: producer, producerEpoch: writer.epoch, isCommit: isCommit)) { answer.give($0) }
        stories[story].end = .ending(isCommit: isCommit)
        stories[story].marker = answer
        writer.story = nil
        writers[producer] = writer
    }

    private mutating func commit() {
        if random.oneIn(3) { directory.writeOnly() } else { directory.commitNow() }
        collect()
    }

    private mutating func collect() {
        waiting.removeAll { item in
            guard let result = item.answer.value else { return false }
            if case .success(let outcome) = result { stories[item.story].values[item.value] = (item.key, outcome.baseOffset) }
            return true
        }
        for index in stories.indices {
            if case .ending(let isCommit) = stories[index].end, case .success? = stories[index].marker?.value {
                stories[index].end = .ended(isCommit: isCommit)
            }
        }
    }

    private mutating func compact() throws {
        guard isCompacted else { return }
        _ = try directory.compactNow(StorageFixture.partition)
        collect()
        try compare()
    }

    private mutating func crash(atChange change: Int?) throws {
        if let change {
            fixture.disk.crash(atChange: fixture.disk.changeCount + change)
            for _ in 0..<6 where !fixture.disk.isCrashed {
                try append()
                if random.oneIn(2) { end(isFencing: false) }
                directory.commitNow()
                if random.oneIn(2) { directory.maintainNow() }
                if isCompacted, random.oneIn(2) {
                    do { _ = try directory.compactNow(StorageFixture.partition) } catch { continue }
                }
            }
        }
        fixture.disk.crash()
        collect()
        if isLeftToKernel { fixture.disk.kill() } else { fixture.disk.restart() }
        (directory, log) = try fixture.openWithLog()
        try beginAgain()
    }

    private mutating func restartCleanly() throws {
        directory.close()
        collect()
        let (stable, high) = (log.lastStableOffset, log.highWatermark)
        (directory, log) = try fixture.openWithLog()
        #expect(log.lastStableOffset == stable && log.highWatermark == high, "seed \(seed)")
        try beginAgain()
    }

    /// What the coordinator does after a start: an end that was decided is carried out again, and nobody goes on in an old epoch.
    private mutating func beginAgain() throws {
        waiting = []
        let opened = log.producers.filter { $0.value.transactionStart != nil }
        for (index, story) in stories.enumerated() {
            guard case .ending(let isCommit) = story.end, opened[story.producer] != nil, isLast(index) else { continue }
            writers[story.producer]?.story = index
            end(story.producer, isCommit: isCommit, isFencing: true)
        }
        directory.commitNow()
        collect()
        // What the crash took of the rest has not happened.
        for index in stories.indices {
            if case .ending(let isCommit) = stories[index].end { stories[index].end = .ended(isCommit: isCommit) }
        }
        for producer in writers.keys.sorted() {
            if writers[producer]?.story != nil {
                end(producer, isCommit: false, isFencing: true)
            } else {
                writers[producer]?.epoch += 1
                writers[producer]?.sequence = 0
            }
        }
        directory.commitNow()
        collect()
        try compare()
    }

    private func isLast(_ index: Int) -> Bool {
        stories.lastIndex { $0.producer == stories[index].producer } == index
    }

    // MARK: Comparing

    private func compare() throws {
        let seen = try committedValues()
        #expect(seen == seen.sorted { $0.offset < $1.offset }, "seed \(seed)")
        let offsets = Dictionary(seen.map { ($0.value, $0.offset) }) { first, _ in first }
        var latest: [String: (offset: Int64, value: String)] = [:]
        for (index, story) in stories.enumerated() {
            switch story.end {
            case .open, .ended(isCommit: false), .ending(isCommit: false):
                for value in story.values.keys where offsets[value] != nil {
                    Issue.record("seed \(seed): \(value) of transaction \(index), \(story.end), is seen")
                }
            case .ended(isCommit: true):
                for (value, place) in story.values {
                    if place.offset > latest[place.key]?.offset ?? -1 { latest[place.key] = (place.offset, value) }
                    guard let offset = offsets[value] else {
                        if !isCompacted, place.offset < log.lastStableOffset {
                            Issue.record("seed \(seed): \(value) of transaction \(index) is committed and not seen")
                        }
                        continue
                    }
                    #expect(offset == place.offset, "seed \(seed): \(value) has moved")
                }
            case .ending(isCommit: true): break
            }
        }
        for (key, last) in latest where last.offset < log.lastStableOffset {
            let found = seen.last { $0.key == key }
            // A later one may be of a transaction whose answer a crash has swallowed.
            #expect(found.map { $0.offset >= last.offset } ?? false, "seed \(seed): \(key) was \(last.value)")
        }
    }

    private struct Seen: Equatable {
        var offset: Int64
        var key: String
        var value: String
    }

    /// What a client sees that reads up to the last stable offset and leaves out what the list of aborted transactions names.
    private func committedValues() throws -> [Seen] {
        var seen: [Seen] = []
        var offset = log.logStart
        let end = log.lastStableOffset
        while offset < end {
            let slice = try log.read(from: offset, maxBytes: 2000, upTo: end)
            if slice.isEmpty { break }
            var aborted = log.abortedTransactions(from: offset, to: slice.nextOffset)[...]
            var leftOut: Set<Int64> = []
            var scratch = ByteWriter(capacity: 64)
            try slice.bytes().withByteReader { reader throws(MalformedBytes) in
                var walk = BatchWalk(reader.bytes)
                while let batch = try walk.next() {
                    while let next = aborted.first, next.firstOffset <= batch.header.lastOffset {
                        leftOut.insert(next.producerID)
                        aborted.removeFirst()
                    }
                    if batch.header.isControl {
                        if try ControlRecordType(firstOf: batch, scratch: &scratch) == .abort { leftOut.remove(batch.header.producerID) }
                        continue
                    }
                    if batch.header.isTransactional, leftOut.contains(batch.header.producerID) { continue }
                    try batch.forEachRecord(scratch: &scratch) { record in
                        guard record.offset >= offset, let key = record.key, let value = record.value else { return }
                        seen.append(
                            Seen(
                                offset: record.offset, key: String(decoding: key, as: UTF8.self),
                                value: String(decoding: value, as: UTF8.self)))
                    }
                }
            }
            offset = slice.nextOffset
        }
        return seen
    }
}
