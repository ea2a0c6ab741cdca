import Broker
import DurableState
import KafkaWire
import Storage
import Testing
import TestKit
import TopicModel

@Suite struct `Topics as clients change them` {
    private typealias NewTopic = CreateTopicsRequest.CreatableTopic

    private func create(
        _ broker: TestBroker, _ topics: NewTopic..., validateOnly: Bool = false
    ) async throws -> [CreateTopicsResponse.CreatableTopicResult] {
        try await broker.ask(CreateTopicsRequest(topics: topics, validateOnly: validateOnly), version: 7).topics
    }

    @Test func `a new topic is there when it is answered, with what was asked for`() async throws {
        let broker = try await TestBroker()
        let answers = try await create(
            broker,
            .init(name: "new", numPartitions: 4, replicationFactor: 3, configs: [.init(name: "retention.ms", value: "7")]),
            .init(name: "plain", numPartitions: -1, replicationFactor: -1))
        #expect(answers.map(\.errorCode) == [.none, .none])
        #expect(answers.map(\.numPartitions) == [4, 1] && answers.map(\.replicationFactor) == [1, 1])
        #expect(answers[0].topicId == KafkaUUID(try broker.topic("new").description.id))
        #expect(answers[0].configs?.first { $0.name == "retention.ms" }?.value == "7")
        #expect(try broker.topic("new").logs.count == 4)
        #expect(broker.log.lines.contains { $0.contains("topic new: replication factor 3 was asked for") })
    }

    @Test func `what cannot be created says why`() async throws {
        let broker = try await TestBroker()
        struct Case {
            var topic: NewTopic
            var code: ErrorCode
        }
        func new(
            _ name: String = "new", _ count: Int32 = 1, _ factor: Int16 = 1, option: (String, String?)? = nil,
            assignments: [(Int32, [Int32])] = []
        ) -> NewTopic {
            .init(
                name: name, numPartitions: count, replicationFactor: factor,
                assignments: assignments.map { .init(partitionIndex: $0.0, brokerIds: $0.1) },
                configs: option.map { [.init(name: $0.0, value: $0.1)] } ?? [])
        }
        let cases = [
            Case(topic: new("t"), code: .topicAlreadyExists), Case(topic: new("a b"), code: .invalidTopic),
            Case(topic: new("_herald_x"), code: .policyViolation), Case(topic: new("new", 0), code: .invalidPartitions),
            Case(topic: new("new", -2), code: .invalidPartitions), Case(topic: new("new", .max), code: .policyViolation),
            Case(topic: new("new", 1, 0), code: .invalidReplicationFactor),
            Case(topic: new("new", 1, -2), code: .invalidReplicationFactor),
            Case(topic: new(option: ("retention.mss", "1")), code: .invalidConfig),
            Case(topic: new(option: ("retention.ms", "soon")), code: .invalidConfig),
            Case(topic: new(option: ("retention.ms", nil)), code: .invalidRequest),
            Case(topic: new("new", -1, -1, assignments: [(0, [2])]), code: .invalidReplicaAssignment),
            Case(topic: new("new", -1, -1, assignments: [(1, [1])]), code: .invalidReplicaAssignment),
            Case(topic: new("new", 1, -1, assignments: [(0, [1])]), code: .invalidReplicaAssignment),
        ]
        for test in cases {
            let answer = try #require(try await create(broker, test.topic).first)
            #expect(answer.errorCode == test.code && answer.errorMessage?.isEmpty == false, "\(test.topic): \(answer)")
            #expect(broker.node.topics.topic(named: "new") == nil)
        }
        let twice = try await create(broker, new(), new(), new("other"))
        #expect(twice.map(\.errorCode) == [.invalidRequest, .none])
        #expect(try await create(broker, new("new", -1, -1, assignments: [(1, [1]), (0, [1])])).first?.numPartitions == 2)
    }

    @Test func `a trial creates nothing`() async throws {
        let broker = try await TestBroker()
        let answer = try await create(broker, .init(name: "new", numPartitions: 2, replicationFactor: 1), validateOnly: true)
        #expect(answer.map(\.errorCode) == [.none] && broker.node.topics.topic(named: "new") == nil)
    }

    @Test func `the limit of partitions ends a request half-way, and says what is left of it`() async throws {
        let broker = try await TestBroker()
        let trial = CreateTopicsRequest(
            topics: (0..<3).map { .init(name: "n\($0)", numPartitions: 400, replicationFactor: 1) }, validateOnly: true)
        #expect(try await broker.ask(trial, version: 7).topics.allSatisfy { $0.errorCode == .none }, "a trial counts nothing")
        let real = try await create(
            broker, .init(name: "a", numPartitions: 20, replicationFactor: 1),
            .init(name: "b", numPartitions: 980, replicationFactor: 1),
            .init(name: "c", numPartitions: 20, replicationFactor: 1))
        #expect(real.map(\.errorCode) == [.none, .policyViolation, .none])
        #expect(real[1].errorMessage?.contains("at most 1000") == true)
    }

    @Test func `a topic that is deleted and created again is another one`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("old")
        let before = try broker.topic().description.id
        let deleted = try await broker.ask(DeleteTopicsRequest(topics: [.init(topicId: KafkaUUID(before))]), version: 6)
        #expect(deleted.responses.map(\.errorCode) == [.none] && deleted.responses.first?.name == "t")
        #expect(broker.node.topics.topic(named: "t") == nil && broker.node.topics.topic(id: before) == nil)
        _ = try await create(broker, .init(name: "t", numPartitions: 2, replicationFactor: 1))
        #expect(try broker.topic().description.id != before)
        #expect(try broker.fetchOne().highWatermark == 0)
        try broker.restart()
        #expect(try broker.topic().description.id != before && broker.partitionLog().logEnd == 0)
    }

    @Test func `changes that are asked for together happen in their order`() async throws {
        for durability in [Durability.fsync, .os] {
            let broker = try await TestBroker(durability: durability)
            let before = try broker.topic().description.id
            let deleted = broker.send(DeleteTopicsRequest(topicNames: ["t"]), version: 5)
            let created = broker.send(
                CreateTopicsRequest(topics: [.init(name: "t", numPartitions: 2, replicationFactor: 1)]), version: 7)
            let grown = broker.send(CreatePartitionsRequest(topics: [.init(name: "t", count: 3)]), version: 3)
            await broker.settle()
            #expect(try deleted.response?.responses.first?.errorCode == ErrorCode.none)
            #expect(try created.response?.topics.first?.errorCode == ErrorCode.none)
            #expect(try grown.response?.results.first?.errorCode == ErrorCode.none)
            let topic = try broker.topic()
            #expect(topic.description.id != before && topic.logs.count == 3)
            #expect(topic.logs.allSatisfy { $0?.topicID == topic.description.id.description })
        }
    }

    @Test func `clients on many threads leave catalog, view and disk agreed`() async throws {
        let broker = try await TestBroker(durability: .os)
        let topics = broker.node.topics
        await withTaskGroup(of: Void.self) { group in
            for round in 0..<100 {
                // One creates what another is deleting, as close together as threads can be.
                group.addTask { topics.execute(.create(.init(name: "n\(round)", id: .fresh(), partitionCount: 1))) { _ in } }
                for _ in 0..<4 { group.addTask { topics.execute(.delete(.name("n\(round)"), by: .client)) { _ in } } }
            }
        }
        await broker.settle()
        let shown = Dictionary(uniqueKeysWithValues: broker.node.topics.all.map { ($0.name, $0.description) })
        for log in broker.directory.logs where log.partition != TopicRecord.partition {
            #expect(log.topicID == shown[log.partition.topic]?.id.description, "\(log.partition)")
        }
        try broker.restart()
        #expect(Dictionary(uniqueKeysWithValues: broker.node.topics.all.map { ($0.name, $0.description) }) == shown)
    }

    @Test func `what cannot be deleted says why`() async throws {
        let broker = try await TestBroker()
        let answers = try await broker.ask(
            DeleteTopicsRequest(topics: [
                .init(name: "nowhere"), .init(topicId: KafkaUUID(high: 1, low: 2)), .init(name: "__consumer_offsets"),
                .init(name: "t"), .init(name: "t"),
            ]), version: 6
        ).responses
        #expect(answers.map(\.errorCode) == [.unknownTopicOrPartition, .unknownTopicId, .policyViolation, .none])
        #expect(answers.map(\.name) == ["nowhere", nil, "__consumer_offsets", "t"])
    }

    @Test func `partitions are added, never taken away`() async throws {
        let broker = try await TestBroker()
        struct Case {
            var name = "three"
            var count: Int32
            var assignments: [[Int32]]?
            var code: ErrorCode
        }
        let cases = [
            Case(count: 3, code: .invalidPartitions), Case(count: 2, code: .invalidPartitions),
            Case(name: "nowhere", count: 2, code: .unknownTopicOrPartition),
            Case(name: "__consumer_offsets", count: 9, code: .policyViolation),
            Case(count: 4, assignments: [[2]], code: .invalidReplicaAssignment),
            Case(count: 5, assignments: [[1]], code: .invalidReplicaAssignment),
            Case(count: 5, assignments: [[1], [1]], code: .none),
            Case(count: 20_000, code: .policyViolation),
        ]
        for test in cases {
            let request = CreatePartitionsRequest(topics: [
                .init(name: test.name, count: test.count, assignments: test.assignments?.map { .init(brokerIds: $0) })
            ])
            #expect(try await broker.ask(request, version: 3).results.map(\.errorCode) == [test.code], "\(test)")
        }
        #expect(try broker.topic("three").logs.count == 5)
        #expect(try await broker.produce("a", to: "three", 4).errorCode == .none)
        let twice = CreatePartitionsRequest(topics: [.init(name: "t", count: 2), .init(name: "t", count: 3)])
        #expect(try await broker.ask(twice, version: 3).results.map(\.errorCode) == [.invalidRequest])
    }
}
