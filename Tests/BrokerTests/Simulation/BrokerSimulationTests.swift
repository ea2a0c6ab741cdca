import Broker
import DurableState
import KafkaWire
import Storage
import TestKit
import Testing

/// Random lives of a whole broker over a disk that fails: records, offsets of groups, new topics, checkpoints, retention, cleaning,
/// scrubbing, full disks, restarts in order and power cuts at any change, all asked for and looked at as a client does.
/// `HERALD_SEED=n` runs one seed again.
@Suite struct `Random lives of a broker` {
    @Test func `keep what was answered, invent nothing, and serve what they did not lose`() async throws {
        for seed in Seed.values(200) {
            do { try await BrokerLife(seed: seed).run(steps: 40) } catch { throw Seed.Failure(seed: seed, error: error) }
        }
    }
}

private final class BrokerLife {
    private struct Waiting {
        var topic: String
        var key: String?
        var value: String
        var answer: PendingAnswer<ProduceResponse>
    }

    private let seed: UInt64
    private var random: SeededGenerator
    private let broker: TestBroker
    private var waiting: [Waiting] = []
    /// Values that were sent, with their topic; only these may ever be read.
    private var sent: [String: String] = [:]
    /// Value by offset, of each topic, that was answered as stored.
    private var stored: [String: [Int64: String]] = ["log": [:], "table": [:]]
    /// Offset of the last value of each key of "table" that was answered as stored.
    private var latest: [String: Int64] = [:]
    private var commits: [(offset: Int64, answer: PendingAnswer<OffsetCommitResponse>)] = []
    private var committed: Int64 = -1
    private var tried: Int64 = -1
    private var created: Set<String> = []
    private var creating: [(name: String, answer: PendingAnswer<CreateTopicsResponse>)] = []
    private var counter = 0

    init(seed: UInt64) async throws {
        self.seed = seed
        random = SeededGenerator(seed: seed &* 15_485_863)
        let small = ["segment.bytes": "1500", "index.interval.bytes": "100"]
        broker = try await TestBroker(
            seed: seed,
            .init(name: "log", partitions: 1, options: small.merging(["retention.bytes": "6000", "retention.ms": "-1"]) { $1 }),
            .init(
                name: "table", partitions: 1,
                options: small.merging(
                    ["cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.1", "delete.retention.ms": "0"]) { $1 }))
    }

    func run(steps: Int) async throws {
        for _ in 0..<steps {
            broker.storage.clock.advance(by: Int64.random(in: 0..<50, using: &random))
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<8: try produce()
            case 8..<10: commit()
            case 10..<13: try await settle()
            case 13: broker.directory.maintainNow()
            case 14: broker.directory.scrubNow()
            case 15: create()
            case 16: try await fillDisk()
            case 17: try await crash(after: Int.random(in: 1..<60, using: &random))
            case 18: try await restart()
            default: try await look()
            }
        }
        try await settle()
        try await crash(after: nil)
        try await look()
    }

    // MARK: Steps

    private func produce() throws {
        counter += 1
        let isTable = random.oneIn(2)
        let topic = isTable ? "table" : "log"
        let key = isTable ? "k\(Int.random(in: 0..<6, using: &random))" : nil
        let value = "\(topic)-\(counter)" + String(repeating: "x", count: Int.random(in: 0..<200, using: &random))
        sent[value] = topic
        let answer = broker.send(TestBroker.request(try TestBroker.batch([value], key: key), to: topic), version: 9)
        waiting.append(Waiting(topic: topic, key: key, value: value, answer: answer))
    }

    private func commit() {
        tried += 1
        let request = OffsetCommitRequest(
            groupId: "g", generationIdOrMemberEpoch: -1, memberId: "",
            topics: [
                .init(
                    name: "log", topicId: .zero,
                    partitions: [.init(partitionIndex: 0, committedOffset: tried, committedLeaderEpoch: 0, committedMetadata: nil)])
            ])
        commits.append((tried, broker.send(request, version: 8)))
    }

    private func create() {
        let name = "new-\(created.count + creating.count)-\(counter)"
        let request = CreateTopicsRequest(topics: [.init(name: name, numPartitions: 2, replicationFactor: 1)])
        creating.append((name, broker.send(request, version: 7)))
    }

    private func settle() async throws {
        await broker.settle()
        try collect()
    }

    /// Takes in the answers that have come.
    private func collect() throws {
        var left: [Waiting] = []
        for item in waiting {
            guard let answer = try item.answer.response?.responses.first?.partitionResponses.first else {
                left.append(item)
                continue
            }
            guard answer.errorCode == .none else { continue }
            stored[item.topic]?[answer.baseOffset] = item.value
            if let key = item.key { latest[key] = max(latest[key] ?? -1, answer.baseOffset) }
        }
        waiting = left
        for (offset, answer) in commits {
            let code = try answer.response?.topics.first?.partitions.first?.errorCode
            if code == ErrorCode.none { committed = max(committed, offset) }
        }
        for (name, answer) in creating where try answer.response?.topics.first?.errorCode == ErrorCode.none { created.insert(name) }
    }

    private func fillDisk() async throws {
        broker.storage.disk.limitSpace(to: Int.random(in: 0..<600, using: &random))
        for _ in 0..<3 { try produce() }
        commit()
        broker.directory.maintainNow()
        try await settle()
        // What is there can be read, and what comes when there is room is taken.
        try await look()
        broker.storage.disk.limitSpace(to: nil)
        try produce()
        try await settle()
        #expect(waiting.isEmpty, "seed \(seed)")
    }

    private func crash(after changes: Int?) async throws {
        if let changes {
            broker.storage.disk.crash(atChange: broker.storage.disk.changeCount + changes)
            for _ in 0..<6 where !broker.storage.disk.isCrashed {
                try produce()
                commit()
                if random.oneIn(3) { create() }
                if random.oneIn(2) { broker.directory.maintainNow() }
                await broker.settle()
            }
        }
        try collect()
        try broker.crash()
        forgetUnanswered()
        try await look()
    }

    private func restart() async throws {
        try await settle()
        try broker.restart()
        forgetUnanswered()
        #expect(broker.directory.recoveryReports.isEmpty, "seed \(seed)")
        try await look()
    }

    private func forgetUnanswered() {
        waiting = []
        commits = []
        creating = []
    }

    // MARK: Looking

    private func look() async throws {
        try collect()
        for topic in ["log", "table"] {
            let log = try broker.partitionLog(topic)
            let found = try log.allRecords()
            #expect(zip(found, found.dropFirst()).allSatisfy { $0.offset < $1.offset }, "seed \(seed), \(topic)")
            for record in found { #expect(record.value.flatMap { sent[$0] } == topic, "seed \(seed), \(topic) offset \(record.offset)") }
            let byOffset = Dictionary(uniqueKeysWithValues: found.map { ($0.offset, $0.value) })
            for (offset, value) in stored[topic, default: [:]] where offset >= log.logStart {
                if topic == "table", byOffset[offset] == nil { continue }
                #expect(byOffset[offset] == value, "seed \(seed), \(topic): offset \(offset) was answered as stored")
            }
            if topic == "table" {
                for (key, offset) in latest {
                    let last = found.last { $0.key == key }
                    #expect(last.map { $0.offset >= offset } == true, "seed \(seed): the last value of \(key) lay at \(offset)")
                }
            }
        }
        for name in created { #expect(broker.node.topics.topic(named: name)?.logs.count == 2, "seed \(seed), topic \(name)") }
        #expect(broker.directory.damages.isEmpty, "seed \(seed)")
        try await lookAtOffsets()
    }

    private func lookAtOffsets() async throws {
        let response = try await broker.ask(OffsetFetchRequest(groupId: "g", topics: nil), version: 7)
        let found = response.topics.filter { $0.name == "log" }.flatMap(\.partitions).first?.committedOffset ?? -1
        try collect()
        #expect((committed...tried).contains(found), "seed \(seed): \(committed) was answered as committed, \(found) is found")
    }
}
