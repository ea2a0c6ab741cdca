import Broker
import KafkaWire
import Storage
import Testing
import TestKit
import TopicModel

@Suite struct `Metadata` {
    private func named(_ names: String..., create: Bool = true) -> MetadataRequest {
        MetadataRequest(topics: names.map { .init(name: $0) }, allowAutoTopicCreation: create)
    }

    @Test func `null means all topics, and so does an empty list in version 0 alone`() async throws {
        let broker = try await TestBroker()
        let all = ["__consumer_offsets", "__transaction_state", "_herald_transactions", "t", "three"]
        #expect(try await broker.ask(MetadataRequest(topics: nil), version: 12).topics.map(\.name) == all)
        #expect(try await broker.ask(MetadataRequest(topics: []), version: 0).topics.map(\.name) == all)
        #expect(try await broker.ask(MetadataRequest(topics: []), version: 1).topics.isEmpty)
    }

    @Test func `this node leads everything, at the address the client came to`() async throws {
        let broker = try await TestBroker()
        let response = try await broker.ask(named("three"), version: 12)
        #expect(response.brokers.map(\.nodeId) == [1] && response.brokers.map(\.host) == ["here"])
        #expect(response.brokers.map(\.port) == [9092] && response.controllerId == 1)
        #expect(response.clusterId == broker.node.configuration.clusterID && response.clusterId?.count == 22)
        let topic = try #require(response.topics.first)
        #expect(topic.partitions.map(\.partitionIndex) == [0, 1, 2])
        #expect(topic.partitions.allSatisfy { $0.leaderId == 1 && $0.replicaNodes == [1] && $0.isrNodes == [1] })
        #expect(topic.topicId == KafkaUUID(try broker.topic("three").description.id) && !topic.isInternal)
        #expect(try await broker.ask(named("__consumer_offsets"), version: 12).topics.first?.isInternal == true)
    }

    @Test func `a topic that is not there is created, and answered with its partitions at once`() async throws {
        let broker = try await TestBroker()
        let topic = try #require(try await broker.ask(named("new"), version: 12).topics.first)
        #expect(topic.errorCode == .none && topic.partitions.count == 1 && topic.topicId != .zero)
        #expect(try await broker.ask(named("old"), version: 3).topics.first?.errorCode == ErrorCode.none)
        #expect(try await broker.produce("a", to: "new").errorCode == .none)
    }

    @Test func `a client may forbid that`() async throws {
        let broker = try await TestBroker()
        #expect(try await broker.ask(named("new", create: false), version: 4).topics.first?.errorCode == .unknownTopicOrPartition)
        #expect(broker.node.topics.topic(named: "new") == nil)
    }

    @Test func `names that cannot be are refused`() async throws {
        let broker = try await TestBroker()
        _ = try await broker.ask(named("a.b"), version: 12)
        let bad = try await broker.ask(
            named("", ".", "..", "with space", "ünder", String(repeating: "x", count: 250), "a_b"), version: 12)
        #expect(bad.topics.count == 7)
        #expect(bad.topics.allSatisfy { $0.errorCode == .invalidTopic && $0.partitions.isEmpty })
        #expect(try await broker.ask(named("_herald_mine"), version: 12).topics.first?.errorCode == .policyViolation)
    }

    @Test func `a topic is found by its id, and an unknown id is not created`() async throws {
        let broker = try await TestBroker()
        let id = KafkaUUID(try broker.topic().description.id), unknown = KafkaUUID(high: 1, low: 2)
        let response = try await broker.ask(
            MetadataRequest(topics: [.init(topicId: id), .init(topicId: unknown), .init()]), version: 12)
        #expect(response.topics.map(\.errorCode) == [.none, .unknownTopicId, .invalidRequest])
        #expect(response.topics.first?.name == "t" && response.topics[1].topicId == unknown)
    }

    @Test func `two clients that ask for one new name both get the same topic`() async throws {
        let broker = try await TestBroker()
        let first = broker.send(named("new"), version: 12), second = broker.send(named("new"), version: 12)
        await broker.settle()
        let ids = try [first, second].map { try $0.response?.topics.first?.topicId }
        #expect(ids[0] == ids[1] && ids[0] != .zero && ids[0] != nil)
    }

    @Test func `a topic that is named often is answered once`() async throws {
        let broker = try await TestBroker()
        let request = MetadataRequest(topics: Array(repeating: .init(name: "three"), count: 10_000))
        #expect(try await broker.ask(request, version: 12).topics.count == 1)
    }

    @Test func `of very many new names a hundred are created at once, the others when they are asked for again`() async throws {
        let broker = try await TestBroker()
        let request = MetadataRequest(topics: (0..<250).map { .init(name: "n\($0)") })
        for round in 1...3 {
            let topics = try await broker.ask(request, version: 12).topics
            let there = topics.filter { $0.errorCode == .none }
            #expect(there.count == min(250, 100 * round))
            #expect(topics.allSatisfy { [.none, .leaderNotAvailable].contains($0.errorCode) })
        }
        let hostile = MetadataRequest(topics: (0..<100_000).map { .init(name: "no good \($0)") })
        #expect(try await broker.ask(hostile, version: 12).topics.allSatisfy { $0.errorCode == .invalidTopic })
    }

    @Test func `the cluster describes itself to clients, not to controllers`() async throws {
        let broker = try await TestBroker()
        let response = try await broker.ask(DescribeClusterRequest(), version: 1)
        #expect(response.errorCode == .none && response.brokers.map(\.host) == ["here"] && response.controllerId == 1)
        #expect(response.clusterId == broker.node.configuration.clusterID)
        #expect(try await broker.ask(DescribeClusterRequest(endpointType: 2), version: 1).errorCode == .invalidRequest)
    }
}
